"""The demo's care: who looks after whom, a log with a note to come back to, and words to who grew silent."""

from datetime import datetime, timedelta

from linli.kernel.orgs import queries as orgs
from linli.kernel.orgs.actor import Actor
from linli.people.belonging.queries import places, stages
from linli.people.care.actions import caring, reaching
from linli.people.care.actions.caring import Terms
from linli.people.care.queries import silent

DAY = timedelta(days=1)
NOTES = (
    ("life", "这个月换了工作，晚上才有时间读书。", 12),
    ("preference", "喜欢历史类的书，不爱被点名发言。", 9),
    ("done", "私信聊了十分钟，推荐了两本书。", 8),
)


def care_for_some(*, community_id: int, staff_id: int, by: Actor, at: datetime) -> None:
    """The owner looks after five members; two silent ones were written to."""
    seat = orgs.find_seat_of(staff_id)
    zone = places.zones_of([community_id])[community_id]
    today = at.astimezone(zone).date()
    lively = stages.members_behind(community_id, stage="active", limit=3)
    quiet = [one.member_id for one in silent.silent_members(community_id, now=at, today=today, limit=4)]
    steps = ("问问新书读到哪了", "约一次语音分享", "")
    for number, member in enumerate(dict.fromkeys((*lively, *quiet[:2]))):
        caring.assign_care(
            member_id=member,
            community_id=community_id,
            terms=Terms(
                seat_id=seat.id if seat else None,
                is_vip=number < 2,
                response_hours=24 if number < 2 else None,
                next_on=today + (number - 1) * DAY if 1 <= number < 3 else None,
                next_step=steps[number % 3],
            ),
            today=today - 14 * DAY,
            by=by,
            at=at - 14 * DAY,
        )
    if lively:
        _write_notes(lively[0], community_id, by=by, at=at)
    for number, member in enumerate(quiet[2:]):
        reaching.record_outreach(
            member_id=member,
            community_id=community_id,
            way="message",
            days_silent=20,
            value=20,
            today=today - (5 + 12 * number) * DAY,
            by=by,
            at=at - (5 + 12 * number) * DAY,
        )


def _write_notes(member: int, community_id: int, *, by: Actor, at: datetime) -> None:
    today = at.date()
    for kind, text, ago in NOTES:
        caring.write_note(
            member_id=member,
            community_id=community_id,
            kind=kind,
            text=text,
            happened_on=today - ago * DAY,
            today=today - ago * DAY,
            remind_on=today if kind == "life" else None,
            by=by,
            at=at - ago * DAY,
        )
