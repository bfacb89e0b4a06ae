"""The topics on the shelf, in one language."""

from functools import lru_cache
from importlib import resources
from typing import Any

import msgspec
import yaml

LANGUAGES = ("zh-hans", "en")


class Brought(msgspec.Struct, frozen=True):
    """A topic Linli brings along. `guide`: (layer, question) from easy to deep."""

    code: str
    kind: str
    title: str
    point: str
    need: str
    guide: tuple[tuple[str, str], ...]
    field: str = ""


def topics(language: str) -> tuple[Brought, ...]:
    """All of them, in the order of the shelf."""
    return _topics(language if language in LANGUAGES else "en")


@lru_cache(maxsize=len(LANGUAGES))
def _topics(language: str) -> tuple[Brought, ...]:
    text = resources.files("linli.content.topics.presets").joinpath("topics.yaml").read_text(encoding="utf-8")
    return tuple(_topic(code, one, language) for code, one in yaml.safe_load(text).items())


def _topic(code: str, one: dict[str, Any], language: str) -> Brought:
    said = one[language]
    return Brought(
        code=code,
        kind=one["kind"],
        title=said["title"],
        point=said["point"],
        need=said["need"],
        guide=tuple(zip(("easy", "opinion", "practice"), said["guide"], strict=True)),
        field=one.get("field", ""),
    )
