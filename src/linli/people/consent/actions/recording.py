"""Writing down that somebody said yes or no, with the proof: which words, when, where, by whom."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from linli.facts.consent import ConsentGiven, ConsentWithdrawn
from linli.kernel.errors import Refusal
from linli.kernel.events import log
from linli.kernel.events.event import Draft
from linli.kernel.orgs import audit
from linli.kernel.orgs.actor import Actor
from linli.people.consent.actions import wording
from linli.people.consent.models import Choice
from linli.people.consent.queries import choices, purposes
from linli.people.consent.queries.purposes import Purpose
from linli.people.consent.rules import Where
from linli.people.members.models import Member


class NobodyToAsk(Refusal):
    """There is no such member, or they were erased."""

    def __init__(self) -> None:
        super().__init__(_("there is no such member here, so no consent can be written down"))


class CannotWithdraw(Refusal):
    """A member cannot be one without this purpose."""


def give(
    *, member: int, purposes: Sequence[str], where: Where, by: Actor, at: datetime, version: int | None = None
) -> list[str]:
    """The member agrees to these purposes, as worded now, or in `version` where one purpose is given.

    Returns those that were not given in this version before; the others stay as they are: safe twice.
    Raises NobodyToAsk and NoSuchPurpose; then nothing is written.
    """
    return _choose(member, purposes, is_given=True, where=where, by=by, at=at, version=version)


def withdraw(*, member: int, purposes: Sequence[str], where: Where, by: Actor, at: datetime) -> list[str]:
    """The member says no: takes consent back, or refuses what was never given. Returns what changed.

    Raises NobodyToAsk, NoSuchPurpose, and CannotWithdraw for what membership needs (who wants that taken
    back wants to be erased).
    """
    return _choose(member, purposes, is_given=False, where=where, by=by, at=at, version=None)


@transaction.atomic
def _choose(
    member: int,
    codes: Sequence[str],
    *,
    is_given: bool,
    where: Where,
    by: Actor,
    at: datetime,
    version: int | None,
) -> list[str]:
    kept = _living(member)
    chosen = [_in_version(code, version) for code in dict.fromkeys(codes)]
    if not is_given:
        _refuse_required(chosen)
    wording.keep_presets(at=at)
    now = choices.current_of(kept)
    fresh = [one for one in chosen if _changes(one, now.get(one.code), is_given)]
    Choice.objects.bulk_create(
        Choice(
            member_id=kept,
            purpose=one.code,
            version=one.version,
            is_given=is_given,
            at=at,
            where=Where(where),
            language=(get_language() or "")[:10],
            by=by.code,
        )
        for one in fresh
    )
    _tell(fresh, kept, is_given, where, by, at)
    return [one.code for one in fresh]


def _living(member: int) -> int:
    """The member behind an id, locked, so that two answers at once follow each other."""
    found = Member.objects.filter(id=member).values_list("merged_into_id", flat=True)
    ids = [into or member for into in found]
    row = Member.objects.select_for_update(no_key=True).filter(id__in=ids, erased_at=None).first()
    if row is None:
        raise NobodyToAsk
    return int(row.id)


def _in_version(code: str, version: int | None) -> Purpose:
    if version is None:
        return purposes.get_purpose(code)
    found = purposes.wordings({(code, version)}).get((code, version))
    newest = purposes.get_purpose(code)
    if found is None and newest.version != version:
        raise purposes.NoSuchPurpose(f"{code} {version}")
    return found or newest


def _refuse_required(chosen: Sequence[Purpose]) -> None:
    for one in chosen:
        if one.is_required:
            raise CannotWithdraw(
                _("without this nobody can be a member: leave the groups and erase your data instead")
            )


def _changes(one: Purpose, now: "choices.Chosen | None", is_given: bool) -> bool:
    if now is None or now.is_given != is_given:
        return True
    return is_given and now.version != one.version


def _tell(
    fresh: Sequence[Purpose], member: int, is_given: bool, where: Where, by: Actor, at: datetime
) -> None:
    kind = ConsentGiven if is_given else ConsentWithdrawn
    facts = [kind(purpose=one.code, version=one.version, where=Where(where).value) for one in fresh]
    log.append([Draft(fact=fact, occurred_at=at, member=member) for fact in facts], by=by)
    if fresh and by.origin in {"staff", "api"}:
        audit.record(
            "consent.recorded",
            subject=f"member:{member}",
            by=by,
            at=at,
            after={
                "purposes": [one.code for one in fresh],
                "is_given": is_given,
                "where": Where(where).value,
            },
        )
