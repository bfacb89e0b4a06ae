"""Somebody starts a playbook for people or groups they choose."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from linli.kernel.errors import Refusal
from linli.kernel.orgs import audit
from linli.kernel.orgs.actor import Actor
from linli.people.segments.queries import listing
from linli.run.playbooks.actions import starting
from linli.run.playbooks.actions.entering import Entrant, short_key
from linli.run.playbooks.actions.starting_many import start_many
from linli.run.playbooks.document.step_shapes import Question
from linli.run.playbooks.models import Playbook
from linli.run.playbooks.queries import audiences
from linli.run.playbooks.queries import compiled as versions
from linli.run.playbooks.queries.audiences import Whom
from linli.run.playbooks.queries.compiled import Current
from linli.run.playbooks.queries.people import Place
from linli.run.playbooks.rules import MOST_DEPTH, Occasion

Value = str | int | float | bool
Reach = frozenset[int] | None
FEW = 500
LONGEST_INPUT = 2000


class CannotStart(Refusal):
    """The playbook does not run, or what it is to be started with does not fit."""


@dataclass(frozen=True)
class Chosen:
    """Whom somebody chose: members, groups, communities, a segment, or what is common to them."""

    members: tuple[int, ...] = ()
    groups: tuple[int, ...] = ()
    communities: tuple[int, ...] = ()
    segment: int | None = None


@dataclass(frozen=True)
class Started:
    """How many runs began, and for how many none did, by reason."""

    started: int
    skipped: Mapping[str, int] = field(default_factory=dict)


def start_runs(
    *,
    playbook: Playbook,
    chosen: Chosen,
    inputs: Mapping[str, Value],
    key: str,
    by: Actor,
    at: datetime,
    reach: Reach = None,
    depth: int = 0,
) -> Started:
    """Start a playbook for everybody chosen for whom it is meant; up to FEW members each reason is kept.

    `key` makes it safe to ask again: who has a run of it gets no second one. Raises CannotStart. Many come in
    piece by piece, each piece in a transaction of its own.
    """
    current = _current(playbook)
    if depth > MOST_DEPTH:
        raise CannotStart(_("playbooks may start each other {most} deep at most").format(most=MOST_DEPTH))
    given = checked_inputs(current.compiled.document.inputs, inputs)
    whom = _whom(chosen, reach)

    def entrant(place: Place) -> Entrant:
        return Entrant(
            current=current,
            place=place,
            at=at,
            key=short_key(f"hand:{key}"),
            occasion=Occasion.HAND,
            inputs=given,
            depth=depth,
            by=by,
        )

    is_few = 0 < len(chosen.members) <= FEW or 0 < len(chosen.groups) <= FEW
    if is_few and chosen.segment is None and not chosen.communities:
        result = _start_few(current, whom, entrant, at)
    else:
        result = start_many(current, whom, entrant, at=at)
    found = Started(result.started, dict(sorted(result.skipped.items())))
    with transaction.atomic():
        audit.record(
            "playbooks.started",
            subject=f"playbook:{playbook.id}",
            by=by,
            at=at,
            after={"runs": found.started, "skipped": dict(found.skipped), "version": current.compiled.number},
        )
    return found


def _current(playbook: Playbook) -> Current:
    found = next((one for one in versions.published() if one.playbook == playbook.id), None)
    if found is None or found.state != "active":
        raise CannotStart(
            _("the playbook {code} is not active; publish or resume it first").format(code=playbook.code)
        )
    return found


def _whom(chosen: Chosen, reach: Reach) -> Whom:
    if not (chosen.members or chosen.groups or chosen.communities or chosen.segment):
        raise CannotStart(_("choose for whom it starts: members, groups, a community or a segment"))
    communities = tuple(chosen.communities) or None
    if reach is not None:
        communities = tuple(sorted(reach & set(communities) if communities else reach))
    return Whom(
        communities=communities,
        groups=tuple(chosen.groups) or None,
        members=tuple(chosen.members) or None,
        segment=None if chosen.segment is None else listing.people_in(chosen.segment, reach),
    )


@transaction.atomic
def _start_few(
    current: Current, whom: Whom, entrant: Callable[[Place], Entrant], at: datetime
) -> starting.Admission:
    """Everybody chosen is asked one by one, so that each has a reason."""
    places = audiences.find(current, whom, at=at, is_asking=False).places
    if current.subject == "membership" and whom.groups is None:
        places = list({place[0]: place for place in reversed(places)}.values())
    result = starting.admit([entrant(place) for place in places])
    found = {place[0] if whom.members else place[1] for place in places}
    missing = len(set(whom.members or whom.groups or ()) - found)
    if missing:
        result.skipped["not_in"] = result.skipped.get("not_in", 0) + missing
    return result


def checked_inputs(questions: Sequence[Question], given: Mapping[str, Value]) -> dict[str, Value]:
    """What a playbook is started with, as its document wants it; raises CannotStart for the first misfit."""
    known = {one.field: one for one in questions}
    for name in given:
        if name not in known:
            raise CannotStart(_('this playbook asks for no "{name}"').format(name=name[:60]))
    for name, question in known.items():
        value = given.get(name, "")
        if value == "":
            if question.is_required:
                raise CannotStart(_('"{name}" has to be given').format(name=question.label or name))
        elif not _fits(question, value):
            raise CannotStart(_misfit(question).format(name=question.label or name))
    return {name: value for name, value in given.items() if value != ""}


def _fits(question: Question, value: Value) -> bool:
    match question.type:
        case "number":
            return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 10**12
        case "yes_no":
            return isinstance(value, bool)
        case "choice":
            return value in question.choices
        case "date":
            return isinstance(value, str) and _reads(date.fromisoformat, value)
        case "time":
            is_moment = isinstance(value, str) and len(value) > len("2026-11-23")
            return is_moment and _reads(datetime.fromisoformat, str(value))
        case "link":
            is_address = isinstance(value, str) and value.startswith(("https://", "http://"))
            return (
                is_address and len(str(value)) <= LONGEST_INPUT and not any(c.isspace() for c in str(value))
            )
    return isinstance(value, str) and len(value) <= LONGEST_INPUT


def _reads(read: Callable[[str], object], value: str) -> bool:
    try:
        read(value)
    except ValueError:
        return False
    return True


def _misfit(question: Question) -> str:
    sentences = {
        "number": _('"{name}" needs a number'),
        "yes_no": _('"{name}" needs yes or no'),
        "choice": _('"{name}" needs one of its choices'),
        "date": _('"{name}" needs a date like 2026-11-23'),
        "time": _('"{name}" needs a day and a time like 2026-11-23 20:00'),
        "link": _('"{name}" needs an address that begins with https://'),
    }
    return sentences.get(question.type, _('"{name}" needs a text that is not too long'))
