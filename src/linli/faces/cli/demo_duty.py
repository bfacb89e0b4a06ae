"""The demo's duty rota: five weeks of turns behind it, one that is on, some planned, a wish to swap."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from linli.kernel.orgs import actor
from linli.kernel.orgs.actor import Actor
from linli.people.communities import queries as communities
from linli.people.duty.actions import honouring, setting, swapping, turning, volunteering
from linli.people.duty.actions.setting import Settings
from linli.people.duty.queries import board, on_duty, phone
from linli.people.duty.queries.board import TermLine
from linli.people.duty.records import CommunityRow
from linli.people.duty.rules.terms import State
from linli.people.duty.rules.turns import Source
from linli.people.roles.queries import fans
from linli.people.tasks.actions import closing

WEEKS = 5
PEOPLE = 5
_NOTES = (
    "新来的三位都打过招呼了，有一位还没写自我介绍；周三的话题“第一次被书打动”反响最好，可以续。",
    "有人问二手书怎么寄，还没定下来，请接着问运营。周末人多，多看几眼。",
    "这周比较安静，早上八点发话题比晚上好。",
)


def furnish(community_id: int, *, by: Actor, at: datetime) -> None:
    """Set the rota up as it would have been, live through its weeks, and leave something to decide."""
    community = communities.get_community(community_id)
    definition = fans.definition_of(community_id)
    loyal = [one.member_id for one in fans.fans_of(community_id, definition.condition, at=at, limit=PEOPLE)]
    if len(loyal) < PEOPLE:
        return
    began = _morning(community, at) - timedelta(days=7 * WEEKS)
    began -= timedelta(days=began.weekday())
    _begin(community, loyal, by=by, at=began - timedelta(hours=1))
    day = began
    while day <= at:
        turning.turn(community=community, at=day)
        _work(community, day, until=at)
        day += timedelta(days=1)
    turning.turn(community=community, at=at)
    _honour(community, by=by, at=at)
    _wish(community, at=at)


def _morning(community: CommunityRow, at: datetime) -> datetime:
    return at.astimezone(ZoneInfo(community.zone)).replace(hour=9, minute=0, second=0, microsecond=0)


def _begin(community: CommunityRow, members: list[int], *, by: Actor, at: datetime) -> None:
    settings = Settings(
        first_on=at.date(),
        reward_what="任选一本本月共读书",
        reward_cents=4500,
        reward_source="会费结余",
        most_a_year=12,
    )
    setting.set_up(community=community, settings=settings, by=by, at=at)
    for place, member in enumerate(members):
        source = Source.OFFERED if place % 2 else Source.CHOSEN
        volunteering.put_down(community=community, member_id=member, source=source, by=by, at=at)


def _work(community: CommunityRow, day: datetime, *, until: datetime) -> None:
    """Whoever is on duty does most of the day's list, and hands over on the last day."""
    serving = on_duty.on_duty([community.id], at=day).get(community.id)
    if serving is None:
        return
    by = actor.member(serving.member_id)
    later = min(day + timedelta(hours=4), until)
    chores = phone.chores_of(serving.term_id, today=day.date(), at=day)
    for place, chore in enumerate(chores):
        if chore.state == "open" and chore.code != "handover" and (day.day + place) % 5:
            closing.complete_task(task=chore.task_id, outcome="done", by=by, at=later)
    if any(chore.code == "handover" and chore.state == "open" for chore in chores):
        note = _NOTES[serving.term_id % len(_NOTES)]
        term = board.get_term(serving.term_id)
        honouring.hand_over(term=term, note=note, member_id=serving.member_id, by=by, at=later)


def _honour(community: CommunityRow, *, by: Actor, at: datetime) -> None:
    done = [one for one in board.past_terms(community.id) if one.state is State.DONE]
    for place, one in enumerate(sorted(done, key=lambda each: each.number)):
        honouring.rate(term=board.get_term(one.id), rating=4 + place % 2, by=by, at=at)
        if place < len(done) - 2:
            _give(one, by=by, at=at)


def _give(one: TermLine, *, by: Actor, at: datetime) -> None:
    honouring.give_reward(
        term=board.get_term(one.id),
        kind=one.reward_kind,
        what=one.reward_what,
        cents=one.reward_cents,
        source=one.reward_source,
        given_on=(one.ends_at + timedelta(days=1)).date(),
        today=at.date(),
        by=by,
        at=at,
    )


def _wish(community: CommunityRow, *, at: datetime) -> None:
    coming = [one for one in board.terms_to_come(community.id, at=at) if one.starts_at > at]
    if len(coming) > 1 and coming[0].member_id and coming[1].member_id:
        swapping.ask(
            community=community,
            term_id=coming[0].id,
            to_member_id=coming[1].member_id,
            other_term_id=coming[1].id,
            member_id=coming[0].member_id,
            by=actor.member(coming[0].member_id),
            at=at,
        )
