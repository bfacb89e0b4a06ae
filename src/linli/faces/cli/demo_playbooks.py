"""The demo's playbooks, from the library, and what its members talk about and take part in."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from linli.content.topics.actions import bank, sessions
from linli.content.topics.queries import bank as topics
from linli.kernel.orgs import actor
from linli.kernel.orgs.actor import Actor
from linli.people.belonging.queries import stages
from linli.people.communities import queries as communities
from linli.run.activities.actions import joining, opening
from linli.run.playbooks.actions import publishing
from linli.run.playbooks.queries import presets

PUBLISHED = ("newcomer-7d", "weekly-rhythm", "silent-return")
DRAFTS = ("topic-session", "camp-21d")
LANGUAGE = "zh-hans"
ZONE = ZoneInfo("Asia/Shanghai")


def publish(*, by: Actor, at: datetime) -> None:
    """Publish some of the library, and leave some as drafts."""
    for code in PUBLISHED:
        publishing.publish(source=presets.get_preset(code, LANGUAGE).source, by=by, at=at)
    for code in DRAFTS:
        publishing.adopt_preset(code=code, language=LANGUAGE, by=by, at=at)


def furnish(community_id: int, *, staff_id: int, by: Actor, at: datetime) -> None:
    """Topics in the bank, a discussion planned, a poll that goes on and a sign-up with few places."""
    bank.take_in_presets(language=LANGUAGE, by=by, at=at)
    groups = [one for one in communities.group_lines(community=community_id) if one.address]
    if not groups:
        return
    _discuss(groups[0].id, staff_id, by, at)
    people = stages.members_behind(community_id, stage="active", limit=24)
    _poll(groups[0].id, people, by, at)
    _walk(groups[-1].id, people, by, at)


def _discuss(group: int, staff_id: int, by: Actor, at: datetime) -> None:
    chosen = list(topics.topics(kind="universal", state="approved")[:3])
    evening = datetime.combine(at.astimezone(ZONE).date() + timedelta(days=2), time(20), tzinfo=ZONE)
    wanted = sessions.Plan(
        group=group,
        topic=chosen[0],
        mode="formal",
        starts_at=evening,
        reserve=[one.id for one in chosen[1:]],
        forecast=12,
        guests="陈老师",
        host_staff=staff_id,
    )
    sessions.plan(wanted=wanted, by=by, at=at)


def _poll(group: int, people: list[int], by: Actor, at: datetime) -> None:
    new = opening.NewActivity(
        key="demo:poll",
        kind="poll",
        group=group,
        title="下一本读什么",
        texts={"zh-hans": "十二月共读，投给你最想读的一本。", "en": "Which book do we read in December?"},
        options=("《城南旧事》", "《月亮与六便士》", "《呼兰河传》"),
        closes_at=at + timedelta(days=2),
        points=2,
    )
    made = opening.open_activity(new=new, by=by, at=at - timedelta(hours=5))
    for number, member in enumerate(people[:17]):
        choice = (1, 3, 3, 2)[number % 4]
        moment = at - timedelta(minutes=280 - 11 * number)
        joining.join(
            activity=made, member=member, choice=choice, by=actor.member(member), at=moment, via="chat"
        )


def _walk(group: int, people: list[int], by: Actor, at: datetime) -> None:
    new = opening.NewActivity(
        key="demo:walk",
        kind="sign_up",
        group=group,
        title="周日线下共读",
        texts={
            "zh-hans": "周日下午两点，江边茶室，一起读两章再散步。",
            "en": "Sunday at two in the tea house.",
        },
        capacity=8,
        closes_at=at + timedelta(days=3),
    )
    made = opening.open_activity(new=new, by=by, at=at - timedelta(hours=9))
    for number, member in enumerate(people[5:16]):
        moment = at - timedelta(minutes=500 - 23 * number)
        joining.join(activity=made, member=member, choice=0, by=actor.member(member), at=moment)
