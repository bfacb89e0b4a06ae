"""The demo's team: who does what, a meeting with decisions, and the summary of last week."""

from datetime import datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from linli.kernel.orgs import queries as orgs
from linli.kernel.orgs import scope
from linli.kernel.orgs.actor import Actor
from linli.people.communities import queries as communities
from linli.people.team import drafting
from linli.people.team.actions import jobs, meetings
from linli.people.team.queries import jobs as known
from linli.people.team.queries import week

LANGUAGE = "zh-hans"
_LEADS = ("planner", "editor")
_COMMUNITY = ("moderator", "support")


def furnish(community_id: int, *, by: Actor, at: datetime) -> None:
    """Jobs held by both colleagues, two of the six still open; one meeting; last week told."""
    jobs.take_ready_made(language=LANGUAGE, by=by, at=at)
    seats = orgs.staff_of(scope.org_id())
    owner = next(one.staff_id for one in seats if one.reach is None)
    other = next((one.staff_id for one in seats if one.reach is not None), owner)
    for line in known.staffing().jobs:
        if line.code in _LEADS:
            _give(line.id, owner, None, 10, by=by, at=at)
        elif line.code in _COMMUNITY:
            _give(line.id, other, community_id, 8, by=by, at=at)
    for staff_id, hours, abilities in (
        (owner, 30, ["market", "events", "coordination", "writing"]),
        (other, 20, ["communication", "patience"]),
    ):
        jobs.declare(staff_id=staff_id, hours=Decimal(hours), most_open=15, abilities=abilities, by=by, at=at)
    _meet(community_id, owner, other, by=by, at=at)
    _tell(community_id, by=by, at=at)


def _give(job: int, staff: int, community: int | None, hours: int, *, by: Actor, at: datetime) -> None:
    jobs.give_job(
        job=known.get_job(job), staff_id=staff, community_id=community, hours=Decimal(hours), by=by, at=at
    )


def _meet(community_id: int, owner: int, other: int, *, by: Actor, at: datetime) -> None:
    held = meetings.plan_meeting(
        kind="weekly",
        title="运营周会",
        community_id=community_id,
        starts_at=at - timedelta(days=3),
        agenda="一、上周数据\n二、新人首周\n三、轮值交接",
        by=by,
        at=at - timedelta(days=4),
    )
    meetings.write_minutes(
        meeting=held,
        agenda=held.agenda,
        minutes="新人首周发言变多；周三晚上的话题最热；值班同学反映周末人手紧。",
        by=by,
        at=at - timedelta(days=3),
    )
    zone = communities.get_community(community_id).zone
    for text, staff, days in (("补三个周末话题", other, 2), ("约两位老成员报名轮值", owner, 4)):
        meetings.decide(
            meeting=held,
            text=text,
            staff_id=staff,
            due_on=(at + timedelta(days=days)).date(),
            zone=zone,
            by=by,
            at=at - timedelta(days=3),
        )


def _tell(community_id: int, *, by: Actor, at: datetime) -> None:
    community = communities.get_community(community_id)
    today = at.astimezone(ZoneInfo(community.zone)).date()
    monday = today - timedelta(days=today.weekday() + 7)
    figures = week.figures(monday, zone=community.zone, at=at, community=community_id)
    text = drafting.draft(figures, language=LANGUAGE, name=community.name)
    meetings.keep_summary(week=monday, community_id=community_id, language=LANGUAGE, text=text, by=by, at=at)
