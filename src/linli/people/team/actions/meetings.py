"""Meetings and their decisions, which become tasks; the weekly summaries that are kept."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext as _

from linli.facts import team as facts
from linli.kernel.errors import Refusal
from linli.kernel.events import log
from linli.kernel.orgs import audit
from linli.kernel.orgs import queries as orgs
from linli.kernel.orgs.actor import Actor
from linli.people.tasks.actions import closing, opening
from linli.people.tasks.openings import Opening
from linli.people.team.models import Decision, Meeting, Summary
from linli.people.team.rules import meetings

FURTHEST = timedelta(days=366)


class BadMeeting(Refusal):
    """A meeting, a decision or a summary that cannot be so."""


@transaction.atomic
def plan_meeting(
    *,
    kind: str,
    title: str,
    community_id: int | None,
    starts_at: datetime,
    agenda: str,
    by: Actor,
    at: datetime,
) -> Meeting:
    """Put a meeting on the list; the same title at the same moment is one. Raises BadMeeting."""
    title, agenda = title.strip(), agenda.strip()
    if not 1 <= len(title) <= meetings.MAX_TITLE or kind not in set(meetings.Kind):
        raise BadMeeting(_("a meeting needs a title of at most %(n)s characters") % {"n": meetings.MAX_TITLE})
    _bound(agenda)
    known: Meeting | None = Meeting.objects.filter(
        title=title, at=starts_at, community_id=community_id
    ).first()
    if known is not None:
        return known
    made: Meeting = Meeting.objects.create(
        kind=kind, title=title, community_id=community_id, at=starts_at, agenda=agenda
    )
    _record("team.meeting_planned", made, {"kind": kind, "community": community_id}, by=by, at=at)
    return made


@transaction.atomic
def write_minutes(*, meeting: Meeting, agenda: str, minutes: str, by: Actor, at: datetime) -> Meeting:
    """Keep agenda and minutes; with minutes a meeting was held. Raises BadMeeting."""
    locked: Meeting = Meeting.objects.select_for_update().get(id=meeting.id)
    agenda, minutes = agenda.strip(), minutes.strip()
    _bound(agenda)
    _bound(minutes)
    if (locked.agenda, locked.minutes) == (agenda, minutes):
        return locked
    locked.agenda, locked.minutes = agenda, minutes
    is_first = bool(minutes) and locked.held_at is None
    if is_first:
        locked.held_at = at
    locked.save(update_fields=["agenda", "minutes", "held_at"])
    _record("team.minutes_written", locked, {"held": bool(minutes)}, by=by, at=at)
    if is_first:
        fact = facts.MeetingHeld(meeting=locked.id, decisions=locked.decisions.count())
        log.append_one(fact, by=by, at=at, community=locked.community_id)
    return locked


@transaction.atomic
def decide(
    *, meeting: Meeting, text: str, staff_id: int, due_on: date, zone: str, by: Actor, at: datetime
) -> Decision:
    """Write down what was decided, as a task of a colleague; the same twice is one. Raises BadMeeting."""
    locked: Meeting = Meeting.objects.select_for_update().get(id=meeting.id)
    text = text.strip()
    if not 1 <= len(text) <= meetings.MAX_DECISION:
        raise BadMeeting(_("say in 1 to %(n)s characters what is to be done") % {"n": meetings.MAX_DECISION})
    _check_colleague(locked, staff_id)
    due_at = datetime.combine(due_on, time(18), tzinfo=ZoneInfo(zone))
    if not at - timedelta(days=1) <= due_at <= at + FURTHEST:
        raise BadMeeting(_("it is due on a day of the coming year: choose another day"))
    if locked.decisions.count() >= meetings.MOST_DECISIONS:
        raise BadMeeting(_("a meeting has at most %(n)s decisions") % {"n": meetings.MOST_DECISIONS})
    made, is_new = Decision.objects.get_or_create(
        meeting=locked, text=text, staff_id=staff_id, defaults={"due_on": due_on}
    )
    decision: Decision = made
    if is_new:
        decision.task_id = _task(locked, decision, due_at, by=by, at=at)
        decision.save(update_fields=["task_id"])
        _record("team.decided", locked, {"decision": decision.id, "staff": staff_id}, by=by, at=at)
    return decision


@transaction.atomic
def drop_decision(*, meeting: Meeting, decision_id: int, by: Actor, at: datetime) -> None:
    """Take a decision back with its open task; gone already is fine."""
    gone, _rows = Decision.objects.filter(id=decision_id, meeting=meeting).delete()
    if gone:
        closing.cancel_tasks({f"decision:{decision_id}": "taken_back"}, at=at, by=by)
        _record("team.decision_dropped", meeting, {"decision": decision_id}, by=by, at=at)


@transaction.atomic
def keep_summary(
    *, week: date, community_id: int | None, language: str, text: str, by: Actor, at: datetime
) -> Summary:
    """Keep the summary of a week as somebody wrote it; there is one a week. Raises BadMeeting."""
    text = text.strip()
    if week.weekday() != 0:
        raise BadMeeting(_("a week is named by its Monday"))
    if not text:
        raise BadMeeting(_("an empty summary tells nobody anything: write a sentence at least"))
    _bound(text)
    values = {"language": language, "text": text, "saved_at": at, "saved_by": by.code}
    known: Summary | None = (
        Summary.objects.select_for_update().filter(week=week, community_id=community_id).first()
    )
    if known is not None and known.text == text:
        return known
    row, _made = Summary.objects.update_or_create(week=week, community_id=community_id, defaults=values)
    summary: Summary = row
    after = {"week": week.isoformat(), "community": community_id}
    audit.record("team.summary_kept", subject=f"summary:{summary.id}", by=by, at=at, after=after)
    fact = facts.SummarySaved(summary=summary.id, week=week.isoformat())
    log.append_one(fact, by=by, at=at, community=community_id)
    return summary


def _task(meeting: Meeting, decision: Decision, due_at: datetime, *, by: Actor, at: datetime) -> int:
    wanted = Opening(
        key=f"decision:{decision.id}",
        about="other",
        title=decision.text,
        community=meeting.community_id,
        origin=f"decision:{decision.id}",
        source=_("Meeting: %(title)s") % {"title": meeting.title},
        staff_id=decision.staff_id,
        due_at=max(due_at, at + timedelta(hours=1)),
        remind=(timedelta(hours=24),),
        proof="optional",
    )
    return opening.open_tasks([wanted], by=by, at=at)[0]


def _check_colleague(meeting: Meeting, staff_id: int) -> None:
    seat = orgs.find_seat_of(staff_id)
    if seat is None or (seat.reach is not None and meeting.community_id not in seat.reach):
        raise BadMeeting(
            _("this colleague does not reach this community: choose one that their seat reaches")
        )


def _bound(text: str) -> None:
    if len(text) > meetings.MAX_TEXT:
        raise BadMeeting(_("say it in at most %(n)s characters") % {"n": meetings.MAX_TEXT})


def _record(action: str, meeting: Meeting, after: dict[str, object], *, by: Actor, at: datetime) -> None:
    audit.record(action, subject=f"meeting:{meeting.id}", by=by, at=at, after=after)
