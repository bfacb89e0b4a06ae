"""The sending policy as people write it, checked key by key and turned into frozen values."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Literal

from linli.connect.gateway.contract import Rate
from linli.connect.gateway.policy.rules import CalendarWindow, RollingWindow, Window

OnHit = Literal["defer", "drop"]
OnCap = Literal["wait_slot", "drop", "ignore_but_count", "ignore"]
Unit = Literal["person", "group"]

CLASSES = ("safety", "service", "content", "nurture", "promo")
SURFACES = ("group", "dm", "mention_all")


@dataclass(frozen=True)
class Quiet:
    """Hours in which some classes keep silent on a surface. `zone` is an IANA name, or whose clock counts."""

    surface: str
    window: Window
    zone: str
    fallback: str
    applies_to: frozenset[str]
    on_hit: OnHit


@dataclass(frozen=True)
class Cap:
    """At most `limit` effects of some classes on a surface for one person or group in a window."""

    id: str
    surface: str
    unit: Unit
    limit: int
    window: CalendarWindow | RollingWindow
    zone: str
    applies_to: frozenset[str]


@dataclass(frozen=True)
class Breaker:
    """Pause a sender when this share of at least so many effects failed in a window."""

    window: timedelta = timedelta(minutes=15)
    min_samples: int = 20
    max_failed_percent: int = 20


@dataclass(frozen=True)
class Holdout:
    """A share of people (or groups) whom playbooks of some classes leave out, to compare the others with."""

    id: str
    unit: Unit
    percent: int
    applies_to: frozenset[str]


@dataclass(frozen=True)
class ChannelRate:
    """How fast the organisation sends through an adapter; None leaves what the adapter knows."""

    connector: str
    per_account: Rate | None = None
    per_chat: Rate | None = None
    per_group: Rate | None = None


@dataclass(frozen=True)
class Policy:
    """One community's rules for everything that is sent to it. `zone` "" means the community's own.

    `channel_rates` count in the organisation's policy only: an account serves all of its communities.
    """

    id: str = "default"
    zone: str = ""
    quiet_hours: tuple[Quiet, ...] = ()
    caps: tuple[Cap, ...] = ()
    on_cap: Mapping[str, OnCap] = field(default_factory=dict)
    channel_rates: tuple[ChannelRate, ...] = ()
    breaker: Breaker | None = Breaker()
    holdout: Holdout | None = None


DEFAULT_SOURCE = """\
kind: policy
id: default
quiet_hours:
  - {surface: dm, from: "21:30", to: "09:00", zone: member, fallback: community,
     applies_to: [nurture, promo], on_hit: defer}
  - {surface: group, from: "23:00", to: "08:00", zone: group,
     applies_to: [content, nurture, promo], on_hit: defer}
caps:
  - {id: dm-day, surface: dm, unit: person, max: 1, window: {calendar: day, zone: member},
     applies_to: [nurture, promo]}
  - {id: dm-week, surface: dm, unit: person, max: 3, window: {rolling: 7d}, applies_to: [nurture, promo]}
  - {id: group-day, surface: group, unit: group, max: 4, window: {calendar: day, zone: group},
     applies_to: [content, nurture, promo]}
  - {id: mention-all, surface: mention_all, unit: group, max: 1, window: {rolling: 7d}, applies_to: ["*"]}
on_cap: {nurture: wait_slot, promo: drop, content: wait_slot, service: ignore_but_count, safety: ignore}
breaker: {window: 15m, min_samples: 20, max_failed: 20%, then: pause_playbook}
"""
