"""The bank, what is talked about, discussions with a reserve, and silence noticed."""

from datetime import time, timedelta
from uuid import uuid4

import pytest
from django.db import transaction

from linli.connect.gateway.models import Effect
from linli.content.topics.actions import bank as writing
from linli.content.topics.actions import rhythm, sessions
from linli.content.topics.actions.bank import BadTopic, Draft
from linli.content.topics.actions.rhythm import BadRhythm
from linli.content.topics.actions.sessions import CannotHold, Plan
from linli.content.topics.models import Notice, Session, Topic
from linli.content.topics.presets import shelf
from linli.content.topics.queries import bank, talking
from linli.content.topics.queries import sessions as reading
from linli.content.topics.rules.rhythm import Window
from linli.facts.messages import MessagePosted
from linli.kernel.events import log
from linli.kernel.events.event import Draft as EventDraft
from linli.kernel.orgs.actor import PLATFORM
from linli.people.communities import queries as communities
from linli.people.members.models import Membership
from linli.people.tasks.models import Task
from tests.cast import ROOM, events_after

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def written(cast, title="钓鱼", **more):
    given = {"kind": "universal", "title": title, "point": f"{title}：第一次是哪天？", **more}
    return writing.write(draft=Draft(**given), by=cast.by_lin, at=cast.at)


def say(cast, *said):
    """(member, text, time before now)"""
    drafts = [
        EventDraft(
            fact=MessagePosted(f"m-{uuid4()}", ROOM, text),
            occurred_at=cast.at - before,
            community=cast.community.id,
            group=cast.group.id,
            member=member,
        )
        for member, text, before in said
    ]
    with transaction.atomic():
        log.append(drafts, by=PLATFORM)


def planned(cast, topic, *, reserve=(), mode="formal", **more):
    wanted = Plan(
        group=cast.group.id,
        topic=topic,
        mode=mode,
        starts_at=cast.at + DAY,
        reserve=[one.id for one in reserve],
        **more,
    )
    return sessions.plan(wanted=wanted, by=cast.by_lin, at=cast.at)


def test_the_shelf_is_taken_in_once_in_either_language(cast):
    first = writing.take_in_presets(language="zh-hans", by=cast.by_lin, at=cast.at)
    again = writing.take_in_presets(language="en", by=cast.by_lin, at=cast.at)

    assert (first, again, Topic.objects.count()) == (len(shelf.topics("en")), 0, first)
    assert {one.kind for one in shelf.topics("en")} == {"universal", "professional", "personal"}


def test_every_topic_on_the_shelf_has_a_point_and_three_layers_in_both_languages():
    for language in shelf.LANGUAGES:
        for one in shelf.topics(language):
            assert one.point.endswith(("?", "？")), one.code
            assert [layer for layer, _text in one.guide] == ["easy", "opinion", "practice"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"point": " "},
        {"title": ""},
        {"kind": "moon"},
        {"minutes": 1},
        {"hot_link": "javascript:alert(1)"},
        {"guide": [("moon", "x")]},
        {"guide": [("easy", "x" * 301)]},
    ],
)
def test_a_topic_that_could_start_nothing_is_refused(cast, wrong):
    with pytest.raises(BadTopic):
        written(cast, **wrong)

    assert Topic.objects.count() == 0


def test_what_was_talked_about_rests(cast):
    used, fresh = written(cast, "钓鱼"), written(cast, "爬山")
    held = planned(cast, used, mode="casual")
    Session.objects.filter(id=held.id).update(starts_at=cast.at - DAY)

    advice = bank.advise(cast.community.id, today=cast.at.date())

    assert ([one.id for one in advice.topics], advice.kind) == ([fresh.id], "universal")


def test_words_that_more_people_use_than_before_are_suggested(cast):
    topic = written(cast, "森林公园")
    people = [cast.su.id, cast.momo.id, 10_001, 10_002]
    say(cast, *((member, "周末去森林公园拼车吗", DAY) for member in people))
    say(cast, *((member, "电梯又坏了", 20 * DAY) for member in people))

    found = {one.talk.word: one for one in talking.suggestions(cast.community.id, at=cast.at)}

    assert "森林公园" in found
    assert "电梯" not in found
    assert [one.id for one in found["森林公园"].topics] == [topic.id]
    assert found["森林公园"].examples[0] == "周末去森林公园拼车吗"


def test_a_formal_discussion_without_a_reserve_is_refused(cast):
    topic = written(cast)

    with pytest.raises(CannotHold, match="needs 1 topic in reserve"):
        planned(cast, topic, reserve=[topic])

    assert Session.objects.count() == 0


def test_a_discussion_goes_from_plan_to_archive(cast):
    topic, spare = written(cast, "钓鱼", guide=[("easy", "去过吗？")]), written(cast, "爬山")
    held = planned(cast, topic, reserve=[spare], forecast=8)

    sessions.open_session(session=held, by=cast.by_lin, at=cast.at)
    say(cast, (cast.su.id, "去过两次，在城北的水库", -timedelta(minutes=5)))
    sessions.switch(session=held, by=cast.by_lin, at=cast.at + timedelta(minutes=10))
    closed = sessions.close(
        session=held, summary="水库人最多", depth="", by=cast.by_lin, at=cast.at + timedelta(minutes=40)
    )

    said = [effect.payload["text"] for effect in Effect.objects.order_by("id")]
    assert said == ["钓鱼：第一次是哪天？\n去过吗？", "爬山：第一次是哪天？"]
    assert (closed.state, closed.topic_id, closed.planned_topic_id) == ("done", spare.id, topic.id)
    assert reading.turnouts([closed], at=cast.at + DAY)[closed.id].speakers == 1
    kinds = [event.kind for event in events_after() if event.kind.startswith("session.")]
    assert kinds == ["session.planned", "session.opened", "session.switched", "session.closed"]


def test_nothing_is_switched_or_closed_that_does_not_go_on(cast):
    topic, spare = written(cast, "钓鱼"), written(cast, "爬山")
    held = planned(cast, topic, reserve=[spare])

    for act in (
        lambda: sessions.switch(session=held, by=cast.by_lin, at=cast.at),
        lambda: sessions.close(session=held, summary="", depth="", by=cast.by_lin, at=cast.at),
    ):
        with pytest.raises(CannotHold):
            act()
    sessions.cancel(session=held, by=cast.by_lin, at=cast.at)
    with pytest.raises(CannotHold):
        sessions.open_session(session=held, by=cast.by_lin, at=cast.at)

    assert Effect.objects.count() == 0


def watch(cast, at):
    return rhythm.watch(lines=communities.community_lines(), at=at)


def spoke(cast, at):
    Membership.objects.filter(member=cast.su).update(last_spoke_at=at)
    Membership.objects.exclude(member=cast.su).update(last_spoke_at=None)


def test_silence_in_active_hours_is_noticed_once_and_over_when_somebody_speaks(cast):
    written(cast, "钓鱼")
    noon = cast.at.replace(hour=4)
    spoke(cast, noon - 2 * DAY)

    noticed = [watch(cast, noon), watch(cast, noon + timedelta(hours=1))]
    task = Task.objects.get()
    spoke(cast, noon + timedelta(hours=2))
    after = watch(cast, noon + timedelta(hours=3))

    task.refresh_from_db()
    assert (noticed, after) == ([1, 0], 0)
    assert (task.role, "钓鱼" in task.body, task.state) == ("duty", True, "cancelled")
    assert Notice.objects.get().over_at == noon + timedelta(hours=3)


def test_silence_at_night_is_no_news(cast):
    night = cast.at.replace(hour=19)  # three in the morning in Shanghai
    spoke(cast, night - 3 * DAY)

    assert (watch(cast, night), Task.objects.count()) == (0, 0)


def test_a_community_may_have_a_rhythm_of_its_own(cast):
    noon = cast.at.replace(hour=4)
    spoke(cast, noon - 2 * DAY)
    given = {"community": cast.community.id, "by": cast.by_lin, "at": cast.at}
    windows = [Window((0, 1, 2, 3, 4, 5, 6), time(9), time(22))]

    rhythm.set_rhythm(windows=windows, silence_hours=72, is_watched=True, prompts=(1, 2), **given)
    quiet = watch(cast, noon)
    with pytest.raises(BadRhythm):
        rhythm.set_rhythm(windows=[], silence_hours=72, is_watched=True, prompts=(1, 2), **given)
    with pytest.raises(BadRhythm):
        rhythm.set_rhythm(windows=windows, silence_hours=72, is_watched=True, prompts=(3, 2), **given)

    assert quiet == 0


def test_where_much_is_said_the_newest_is_listened_to(cast):
    people = [cast.su.id, cast.momo.id, 10_001, 10_002]
    say(
        cast,
        *(
            (member, "电梯又坏了", 12 * DAY + timedelta(minutes=number))
            for number in range(20)
            for member in people
        ),
    )
    say(cast, *((member, "森林公园拼车", DAY) for member in people))

    found = {one.talk.word for one in talking.suggestions(cast.community.id, at=cast.at, most=20)}

    assert "森林公园" in found
    assert "电梯" not in found
