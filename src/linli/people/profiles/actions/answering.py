"""Answers of one member: checked against their fields, written, and told to the log by their codes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from linli.facts.profiles import ProfileAnswered
from linli.kernel.errors import Refusal
from linli.kernel.events import log
from linli.kernel.events.event import Cause, Draft
from linli.kernel.orgs import audit
from linli.kernel.orgs.actor import Actor
from linli.people.members.models import Member
from linli.people.members.queries import people
from linli.people.profiles.actions import storing
from linli.people.profiles.actions.storing import Stored
from linli.people.profiles.queries import fields as known
from linli.people.profiles.queries import wording
from linli.people.profiles.queries.fields import FieldLine
from linli.people.profiles.rules import kinds, quality
from linli.people.profiles.rules.kinds import Clean, Unfit

Given = Mapping[str, str | Sequence[str]]


class BadAnswers(Refusal):
    """Some answers do not fit their fields; `problems` has a sentence for each. Nothing was written."""

    def __init__(self, problems: Mapping[str, str]) -> None:
        super().__init__(wording.joined(list(problems.values())))
        self.problems = dict(problems)


class NobodyToAnswer(Refusal):
    """The member's data were erased: nothing is written about them any more."""

    def __init__(self) -> None:
        super().__init__(_("this member was erased: nothing can be written about them"))


@dataclass(frozen=True)
class Outcome:
    """What became of answers: the codes that changed, and gentle questions by code."""

    changed: tuple[str, ...]
    doubts: Mapping[str, str] = field(default_factory=dict)


def checked(given: Given, fields: Mapping[str, FieldLine], *, is_whole: bool = False) -> dict[str, Clean]:
    """Every answer as it is stored, or BadAnswers with a sentence for each wrong field.

    `is_whole`: required fields that are not among them count as wrong; else only emptied ones do.
    """
    problems: dict[str, str] = {}
    found: dict[str, Clean] = {}
    for code in given.keys() - fields.keys():
        problems[code] = _("There is no field called “{code}”.").format(code=code[:40])
    for code, one in fields.items():
        if code not in given and not (is_whole and one.is_required):
            continue
        try:
            found[code] = kinds.clean(one.kind, given.get(code, ""), choices=one.look_up)
            if one.is_required and not found[code].value:
                raise Unfit("required")
        except Unfit as unfit:
            problems[code] = wording.complaint(one.name, unfit)
    if problems:
        raise BadAnswers(problems)
    return found


@transaction.atomic
def answer(
    *, member_id: int, values: Given, source: str, by: Actor, at: datetime, cause: Cause | None = None
) -> Outcome:
    """Write what a member (or somebody for them) answered, by the codes of fields.

    An empty answer takes the old one away. `source` is "member", "staff:3", "import:5", "platform" or
    "run:12". Saying the same again only makes it fresh. Raises BadAnswers, NobodyToAnswer, NoSuchMember.
    """
    member = _lock(member_id)
    fields = known.by_code(values)
    found = checked(values, fields)
    doubts = {code: quality.doubt(fields[code].kind, one.value) for code, one in found.items()}
    rows = [
        Stored(
            member.id,
            fields[code].id,
            one.value,
            one.number,
            doubts[code],
            is_telling=fields[code].is_telling,
        )
        for code, one in found.items()
    ]
    pairs = storing.store(rows, source=source, at=at)
    changed = tuple(sorted(code for code in found if (member.id, fields[code].id) in pairs))
    storing.confirm([(row.member_id, row.field_id) for row in rows if row.value], at=at)
    if changed:
        fact = ProfileAnswered(fields=changed, source=source.partition(":")[0])
        log.append([Draft(fact=fact, occurred_at=at, member=member.id, cause=cause)], by=by)
        _record(member.id, changed, by=by, at=at)
    return Outcome(changed, {code: said for code, one in doubts.items() if (said := wording.doubt(one))})


def _lock(member_id: int) -> Member:
    """The member an id stands for, locked: answers to one member are written one after another."""
    kept = people.get_member(member_id)
    locked: Member = Member.objects.select_for_update(no_key=True).get(id=kept.id)
    if locked.merged_into_id is not None:
        return _lock(locked.merged_into_id)
    if locked.erased_at is not None:
        raise NobodyToAnswer
    return locked


def _record(member_id: int, codes: Sequence[str], *, by: Actor, at: datetime) -> None:
    if by.origin in {"staff", "api"}:
        audit.record(
            "profile.answered", subject=f"member:{member_id}", by=by, at=at, after={"fields": list(codes)}
        )
