"""What a sentence about an event is made of."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Sentence:
    """`gettext(msgid) % params` is what a reader sees; `quote` is what the member wrote, shown beside it."""

    msgid: str
    params: Mapping[str, str | int] = field(default_factory=dict)
    quote: str = ""


def plain(msgid: str) -> Callable[[Any], Sentence]:
    """Always the same words."""
    return lambda fact: Sentence(msgid)


def with_values(msgid: str, *names: str) -> Callable[[Any], Sentence]:
    """Words with some of the fact's values in them."""
    return lambda fact: Sentence(msgid, {name: getattr(fact, name) for name in names})
