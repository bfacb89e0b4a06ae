"""What higher floors tell the outbox through the wiring: who must not send any more, whose zone is which."""

import logging
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from importlib import import_module
from types import ModuleType

from django.conf import settings
from django.db import transaction

from linli.kernel.orgs import scope

log = logging.getLogger(__name__)

Guard = Callable[[Sequence[str]], Mapping[str, str]]
"""Origins ("run:12") of the organisation in scope to the reason why those that ended must not send."""

Withholder = Callable[[str, Sequence[int]], Mapping[int, str]]
"""A class of messages and ids of members of the organisation in scope to the purpose each of them refused."""

ZoneFinder = Callable[[Sequence[int]], Mapping[int, str]]
"""Ids of communities or members of the organisation in scope to their IANA zones, as far as known."""


ZoneFinderOf = Callable[[int, Sequence[int]], Mapping[int, str]]
"""The same, told the organisation."""


def guards() -> Mapping[str, Guard]:
    """The guard of each prefix of origins: `GUARDS` in the wiring, or none."""
    found: Mapping[str, Guard] = getattr(_wiring(), "GUARDS", {})
    return found


def vetoes(org: int, origins: Sequence[str]) -> tuple[dict[str, str], frozenset[str]]:
    """The origins that must not send any more, with reasons; and the prefixes whose guard broke down."""
    by_prefix = defaultdict(list)
    for origin in sorted(set(origins)):
        by_prefix[origin.partition(":")[0]].append(origin)
    found: dict[str, str] = {}
    broken = set()
    with scope.org(org):
        for prefix, listed in by_prefix.items():
            try:
                found.update(_ask(prefix, listed))
            except Exception:
                log.exception("The guard of %s: broke down; its effects wait", prefix)
                broken.add(prefix)
    return found, frozenset(broken)


def withheld(org: int, message_class: str, members: Sequence[int]) -> Mapping[int, str] | None:
    """Who must not get messages of a class in private, by `WITHHELD` in the wiring; None: it broke down."""
    ask: Withholder | None = getattr(_wiring(), "WITHHELD", None)
    if ask is None or not members:
        return {}
    try:
        with scope.org(org), transaction.atomic():
            return ask(message_class, sorted(set(members)))
    except Exception:
        log.exception("Cannot tell who refused messages of the class %s; they wait", message_class)
        return None


def community_zones(org: int, ids: Sequence[int]) -> Mapping[int, str]:
    """The zones of communities: `COMMUNITY_ZONES` in the wiring."""
    return _zones("COMMUNITY_ZONES", org, ids)


def member_zones(org: int, ids: Sequence[int]) -> Mapping[int, str]:
    """The zones of members who have one of their own: `MEMBER_ZONES` in the wiring."""
    return _zones("MEMBER_ZONES", org, ids)


def _ask(prefix: str, origins: Sequence[str]) -> Mapping[str, str]:
    guard = guards().get(prefix)
    if guard is None:
        return {}
    with transaction.atomic():
        return guard(origins)


def _zones(name: str, org: int, ids: Sequence[int]) -> Mapping[int, str]:
    finder: ZoneFinder | None = getattr(_wiring(), name, None)
    if finder is None or not ids:
        return {}
    with scope.org(org):
        return finder(ids)


@cache
def _module(path: str) -> ModuleType:
    return import_module(path)


def _wiring() -> ModuleType:
    return _module(settings.WIRING)
