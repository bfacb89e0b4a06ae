"""From the text of a policy to its values, or every problem it has."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache
from typing import Any, cast, get_args

from django.utils.translation import gettext as _

from linli.connect.gateway.policy import strict_yaml
from linli.connect.gateway.policy.document import (
    CLASSES,
    DEFAULT_SOURCE,
    SURFACES,
    Breaker,
    Cap,
    ChannelRate,
    Holdout,
    OnCap,
    OnHit,
    Policy,
    Quiet,
    Unit,
)
from linli.connect.gateway.policy.reader import Reader
from linli.connect.gateway.policy.rules import (
    LONGEST_QUIET,
    Calendar,
    CalendarWindow,
    RollingWindow,
    Window,
)
from linli.kernel.errors import Refusal

WHOSE = ("member", "group", "community")
MOST_ENTRIES = 40
URGENT = frozenset({"safety", "service"})


class BadPolicy(Refusal):
    """A policy does not say what Linli could follow. `problems` holds a sentence for each mistake."""

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__("; ".join(problems))
        self.problems = tuple(problems)


def parse(text: str) -> tuple[Policy, dict[str, Any]]:
    """The policy in a YAML text, and the plain document to keep; BadPolicy or BadYaml when it is not one."""
    document = strict_yaml.load_one(text)
    return read(document), document


def read(document: object) -> Policy:
    """The policy in a plain document (as kept), or BadPolicy."""
    problems: list[str] = []
    top = Reader(document, "", problems)
    top.word("kind", of=("policy",))
    top.words("classes", of=CLASSES)
    policy = Policy(
        id=top.word("id", default="default"),
        zone=top.zone("zone") if top.has("zone") else "",
        quiet_hours=tuple(_quiet(one) for one in _few(top, "quiet_hours")),
        caps=tuple(_cap(one) for one in _few(top, "caps")),
        on_cap=_on_cap(top.child("on_cap")),
        channel_rates=tuple(_channel_rate(one) for one in _few(top, "channel_rates")),
        breaker=_breaker(top.child("breaker")) if top.has("breaker") else Breaker(),
        holdout=_holdout(top.child("holdout")) if top.has("holdout") else None,
    )
    top.close()
    _check_ids(policy, problems)
    _check_nights(policy, problems)
    if problems:
        raise BadPolicy(problems)
    return policy


@cache
def default() -> Policy:
    """What holds where nobody wrote a policy."""
    return parse(DEFAULT_SOURCE)[0]


def _few(top: Reader, key: str) -> list[Reader]:
    found = top.children(key)
    if len(found) > MOST_ENTRIES:
        top.tell(
            key,
            _("there are {count} entries; {most} are allowed").format(count=len(found), most=MOST_ENTRIES),
        )
    return found[:MOST_ENTRIES]


def _quiet(entry: Reader) -> Quiet:
    window = Window(entry.clock_time("from"), entry.clock_time("to"))
    if window.length > LONGEST_QUIET:
        entry.tell("to", _("quiet hours may last 20 hours at most, or a day could pass in silence"))
    quiet = Quiet(
        surface=entry.word("surface", of=SURFACES),
        window=window,
        zone=entry.zone("zone", words=WHOSE, default="community"),
        fallback=entry.zone("fallback", words=("group", "community"), default="community"),
        applies_to=entry.words("applies_to", of=CLASSES),
        on_hit=cast(OnHit, entry.word("on_hit", of=get_args(OnHit), default="defer")),
    )
    entry.close()
    return quiet


def _cap(entry: Reader) -> Cap:
    span, zone = _span(entry.child("window"))
    cap = Cap(
        id=entry.word("id"),
        surface=entry.word("surface", of=SURFACES),
        unit=cast(Unit, entry.word("unit", of=get_args(Unit))),
        limit=entry.number("max", least=1, most=100_000),
        window=span,
        zone=zone,
        applies_to=entry.words("applies_to", of=CLASSES),
    )
    if len(cap.id) > 60:
        entry.tell("id", _("an id has 60 letters at most"))
    entry.close()
    return cap


def _span(entry: Reader) -> tuple[CalendarWindow | RollingWindow, str]:
    if entry.has("calendar") == entry.has("rolling"):
        entry.tell("", _("a window has either `calendar: day|week|month` or `rolling: 7d`"))
    if entry.has("rolling"):
        span: CalendarWindow | RollingWindow = RollingWindow(entry.duration("rolling"))
        zone = "community"
    else:
        calendar = cast(Calendar, entry.word("calendar", of=get_args(Calendar), default="day"))
        span, zone = CalendarWindow(calendar), entry.zone("zone", words=WHOSE, default="community")
    entry.close()
    return span, zone


def _on_cap(entry: Reader) -> Mapping[str, OnCap]:
    usual: dict[str, OnCap] = {
        "safety": "ignore",
        "service": "ignore_but_count",
        "content": "wait_slot",
        "nurture": "wait_slot",
        "promo": "drop",
    }
    for name in CLASSES:
        if entry.has(name):
            usual[name] = cast(OnCap, entry.word(name, of=get_args(OnCap)))
    entry.close()
    return usual


def _channel_rate(entry: Reader) -> ChannelRate:
    rate = ChannelRate(
        connector=entry.word("connector"),
        per_account=entry.rate("per_account"),
        per_chat=entry.rate("per_chat"),
        per_group=entry.rate("per_group"),
    )
    entry.close()
    return rate


def _breaker(entry: Reader) -> Breaker:
    entry.word("then", of=("pause_playbook",), default="pause_playbook")
    usual = Breaker()
    breaker = replace(
        usual,
        window=entry.duration("window", default="15m"),
        min_samples=entry.number("min_samples", least=5, most=10_000, default=20),
        max_failed_percent=entry.percent("max_failed", default="20%"),
    )
    entry.close()
    return breaker


def _holdout(entry: Reader) -> Holdout:
    holdout = Holdout(
        id=entry.word("id"),
        unit=cast(Unit, entry.word("unit", of=get_args(Unit), default="person")),
        percent=entry.number("percent", least=1, most=50),
        applies_to=entry.words("applies_to", of=CLASSES),
    )
    if len(holdout.id) > 60:
        entry.tell("id", _("an id has 60 letters at most"))
    if holdout.applies_to & URGENT:
        entry.tell("applies_to", _("what keeps people safe or serves them is never left out"))
    entry.close()
    return holdout


def _check_ids(policy: Policy, problems: list[str]) -> None:
    ids = [cap.id for cap in policy.caps]
    twice = _("caps: the id {id} is there twice")
    problems += [twice.format(id=repr(one)) for one in sorted(set(ids)) if ids.count(one) > 1]


def _check_nights(policy: Policy, problems: list[str]) -> None:
    """Several quiet hours on one clock may together leave no minute of the day open."""
    for surface in SURFACES:
        for name in CLASSES:
            minutes: dict[str, set[int]] = {}
            for one in policy.quiet_hours:
                if one.surface == surface and name in one.applies_to:
                    minutes.setdefault(one.zone, set()).update(_minutes(one.window))
            if any(len(covered) >= 24 * 60 for covered in minutes.values()):
                closed = _("quiet_hours: together they leave {name} on {surface} no open minute of the day")
                problems.append(closed.format(name=name, surface=surface))


def _minutes(window: Window) -> set[int]:
    start = window.start.hour * 60 + window.start.minute
    length = int(window.length.total_seconds() // 60)
    return {(start + minute) % (24 * 60) for minute in range(length)}
