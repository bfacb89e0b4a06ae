"""Activities with what came of them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from linli.kernel.errors import Refusal
from linli.kernel.orgs.models import Seat
from linli.people.members.queries import names
from linli.run.activities import rules
from linli.run.activities.models import Activity, Part


class NoSuchActivity(Refusal):
    """There is no such activity, or it is not for this seat or member: the two are not told apart."""

    def __init__(self) -> None:
        super().__init__(_("there is no such activity here"))


@dataclass(frozen=True)
class Standing:
    """How an activity stands: who takes part, who waits, how often each option was chosen."""

    participants: int
    waiting: int
    right: int
    by_option: tuple[int, ...]

    @property
    def top(self) -> int:
        """The option most chosen, from 1; 0 when nobody chose."""
        return rules.top_choice(dict(enumerate(self.by_option, start=1)))


@dataclass(frozen=True)
class Participant:
    """Somebody who takes part, with the name the team sees."""

    member: int
    name: str
    choice: int
    is_right: bool
    is_waiting: bool
    answers: dict[str, Any]
    via: str
    at: datetime


def activities(
    *, state: str = "", community: int | None = None, reach: frozenset[int] | None = None
) -> QuerySet[Activity]:
    """Activities of groups, those that close next first, then the newest; slice it."""
    found = Activity.objects.exclude(kind="survey").order_by("-state", "-opened_at", "-id")
    if state:
        found = found.filter(state=state)
    if community is not None:
        found = found.filter(community_id=community)
    if reach is not None:
        found = found.filter(community_id__in=reach)
    return found


def access_activity(seat: Seat, activity_id: int) -> Activity:
    """An activity in a community this seat reaches, or NoSuchActivity."""
    found = Activity.objects.filter(id=activity_id, org_id=seat.org_id)
    if seat.reach is not None:
        found = found.filter(community_id__in=seat.reach)
    one: Activity | None = found.first()
    if one is None:
        raise NoSuchActivity
    return one


def for_member(groups: Collection[int], *, members: Sequence[int], at: datetime) -> list[Activity]:
    """What a member can take part in now, in the groups they are in; what closes first comes first."""
    open_now = Activity.objects.filter(state="open", closes_at__gt=at)
    theirs = open_now.filter(Q(group_id__in=list(groups)) | Q(member_id__in=list(members)))
    return list(theirs.order_by("closes_at", "id")[:50])


def standings(ids: Sequence[int]) -> dict[int, Standing]:
    """How activities stand, in two queries."""
    options = dict(Activity.objects.filter(id__in=ids).order_by("id").values_list("id", "options"))
    counted: dict[int, dict[str, Any]] = {id: {"by": {}, "in": 0, "wait": 0, "right": 0} for id in options}
    grouped = Part.objects.filter(activity_id__in=ids).values(
        "activity_id", "choice", "is_waiting", "is_right"
    )
    for row in grouped.annotate(n=Count("id")).order_by("activity_id", "choice"):
        one = counted[row["activity_id"]]
        one["wait" if row["is_waiting"] else "in"] += row["n"]
        one["right"] += row["n"] if row["is_right"] else 0
        if not row["is_waiting"]:
            one["by"][row["choice"]] = one["by"].get(row["choice"], 0) + row["n"]
    return {
        id: Standing(
            one["in"],
            one["wait"],
            one["right"],
            tuple(one["by"].get(number, 0) for number in range(1, len(options[id]) + 1)),
        )
        for id, one in counted.items()
    }


def taken_part(ids: Sequence[int], members: Collection[int]) -> set[int]:
    """Those activities in which one of these records of a member takes part."""
    found = Part.objects.filter(activity_id__in=ids, member_id__in=list(members)).order_by("id")
    return set(found.values_list("activity_id", flat=True))


def part_of(activity: Activity, members: Collection[int]) -> Part | None:
    """How one of these records of a member takes part, if they do."""
    found: Part | None = Part.objects.filter(activity=activity, member_id__in=list(members)).first()
    return found


def participants(activity: Activity, *, limit: int = 500) -> list[Participant]:
    """Who takes part, the earliest first, in two queries."""
    parts = list(Part.objects.filter(activity=activity).order_by("at", "id")[:limit])
    called = names.names_of({one.member_id for one in parts})
    return [
        Participant(
            one.member_id,
            called.get(one.member_id, ""),
            one.choice,
            one.is_right,
            one.is_waiting,
            one.answers,
            one.via,
            one.at,
        )
        for one in parts
    ]


def asked_since(*, member: int, code: str, any_gap: timedelta, this_gap: timedelta, at: datetime) -> str:
    """Why a member is not asked now: "any" survey or "this" one was asked too recently; else ""."""
    surveys = Activity.objects.filter(kind="survey", member_id=member).exclude(state="cancelled")
    if this_gap and surveys.filter(code=code, opened_at__gt=at - this_gap).exists():
        return "this"
    if any_gap and surveys.filter(opened_at__gt=at - any_gap).exists():
        return "any"
    return ""


def find_by_token(token: str) -> tuple[int, int] | None:
    """(organisation, id) of a survey's token, in every organisation: the link is how one names it."""
    found = Activity._base_manager.filter(token=token, kind="survey").values_list("org_id", "id").first()
    return found if found else None


def get_activity(activity_id: int) -> Activity:
    """An activity of the organisation in scope, or NoSuchActivity."""
    found: Activity | None = Activity.objects.filter(id=activity_id).first()
    if found is None:
        raise NoSuchActivity
    return found
