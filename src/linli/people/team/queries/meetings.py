"""Meetings with what they decided, and the summaries that were kept."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from linli.kernel.errors import Refusal
from linli.kernel.orgs.models import Seat
from linli.people.tasks.queries import finding
from linli.people.team.models import Decision, Meeting, Summary
from linli.people.team.queries import jobs

Reach = frozenset[int] | None


class NoSuchMeeting(Refusal):
    """There is no such meeting, or this seat does not reach its community."""

    def __init__(self) -> None:
        super().__init__(_("there is no such meeting here"))


class NoSuchSummary(Refusal):
    """There is no such summary, or this seat does not reach its community."""

    def __init__(self) -> None:
        super().__init__(_("there is no such summary here"))


@dataclass(frozen=True)
class DecisionLine:
    """A decision, whose it is, and whether its task is done. `outcome` is "" while it is open."""

    id: int
    text: str
    staff_id: int
    name: str
    due_on: date
    task_id: int | None
    outcome: str


def meetings(*, reach: Reach = None, limit: int = 50) -> list[Meeting]:
    """Meetings of the communities reached and of the whole team, newest first."""
    rows = Meeting.objects.order_by("-at", "-id")[: limit * 2]
    return [one for one in rows if _reaches(reach, one.community_id)][:limit]


def access_meeting(seat: Seat, meeting_id: int) -> Meeting:
    """A meeting this seat reaches, or NoSuchMeeting."""
    found: Meeting | None = Meeting.objects.filter(id=meeting_id, org_id=seat.org_id).first()
    if found is None or not _reaches(seat.reach, found.community_id):
        raise NoSuchMeeting
    return found


def decisions_of(meeting_ids: Sequence[int]) -> dict[int, list[DecisionLine]]:
    """What meetings decided, by meeting; three queries."""
    rows = list(Decision.objects.filter(meeting_id__in=meeting_ids).order_by("due_on", "id"))
    called = jobs.staff_names({one.staff_id for one in rows})
    closed = finding.closings([one.task_id for one in rows if one.task_id is not None])
    found: dict[int, list[DecisionLine]] = {id: [] for id in meeting_ids}
    for one in rows:
        outcome = closed[one.task_id][0] if one.task_id in closed else ""
        found[one.meeting_id].append(
            DecisionLine(
                one.id,
                one.text,
                one.staff_id,
                called.get(one.staff_id, ""),
                one.due_on,
                one.task_id,
                outcome,
            )
        )
    return found


def summaries(*, reach: Reach = None, limit: int = 60) -> list[Summary]:
    """The summaries kept, newest week first; those of the whole team only for a seat without limits."""
    found = Summary.objects.order_by("-week", "community_id", "-id")
    if reach is not None:
        found = found.filter(community_id__in=reach)
    return list(found[:limit])


def find_summary(week: date, community_id: int | None) -> Summary | None:
    """The summary kept of a week, if any."""
    found: Summary | None = Summary.objects.filter(week=week, community_id=community_id).first()
    return found


def access_summary(seat: Seat, summary_id: int) -> Summary:
    """A summary this seat reaches, or NoSuchSummary."""
    found: Summary | None = Summary.objects.filter(id=summary_id, org_id=seat.org_id).first()
    if found is None or (seat.reach is not None and found.community_id not in seat.reach):
        raise NoSuchSummary
    return found


def _reaches(reach: Reach, community_id: int | None) -> bool:
    return reach is None or community_id is None or community_id in reach
