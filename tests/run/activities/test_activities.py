"""Opening, taking part, closing; surveys."""

from datetime import timedelta
from itertools import count
from uuid import uuid4

import pytest
from django.db import transaction

from linli.connect.gateway.models import Effect
from linli.facts.messages import MessagePosted
from linli.facts.playbooks import RunEnded
from linli.kernel.events.event import Event
from linli.kernel.orgs import actor
from linli.kernel.verbs.context import Context
from linli.kernel.verbs.registry import registry
from linli.run.activities import reactions
from linli.run.activities.actions import asking, closing, joining, opening
from linli.run.activities.actions.asking import CannotAnswer, NewSurvey, Question
from linli.run.activities.actions.joining import CannotJoin
from linli.run.activities.actions.opening import CannotOpen, NewActivity
from linli.run.activities.models import Activity, Part
from linli.run.activities.queries import activities
from linli.run.growth.models import Entry
from tests.cast import ROOM, events_after

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
POSITIONS = count(1)


def opened(cast, kind="poll", **more):
    given = {
        "key": uuid4().hex,
        "kind": kind,
        "group": cast.group.id,
        "texts": {"zh-hans": "周六去哪儿？", "en": "Where to on Saturday?"},
        "closes_at": cast.at + DAY,
        "options": ("公园", "书店") if kind in ("poll", "vote", "quiz") else (),
        "answer": "书店" if kind == "quiz" else "",
        **more,
    }
    return opening.open_activity(new=NewActivity(**given), by=cast.by_lin, at=cast.at)


def said(cast, text, member, *, after=timedelta(minutes=1)):
    return Event(
        position=next(POSITIONS),
        id=uuid4(),
        org=cast.org.id,
        kind=MessagePosted.kind,
        occurred_at=cast.at + after,
        recorded_at=cast.at + after,
        community=cast.community.id,
        group=cast.group.id,
        member=member.id,
        actor="platform",
        origin="platform",
        cause=None,
        depth=0,
        key=None,
        fact=MessagePosted(f"m-{uuid4()}", ROOM, text),
    )


def hear(*events):
    with transaction.atomic():
        reactions.join_from_chat(list(events))


def standing(activity):
    return activities.standings([activity.id])[activity.id]


def test_an_activity_is_told_in_its_group_with_how_to_take_part(cast):
    opened(cast, title="出去走走")

    text = Effect.objects.get().payload["text"]
    assert text == "出去走走\n周六去哪儿？\n1. 公园\n2. 书店\n回复序号投票。"


def test_the_same_key_opens_it_once(cast):
    first = opened(cast, key="k")
    second = opened(cast, key="k", kind="sign_up")

    assert (first.id, Activity.objects.count(), Effect.objects.count()) == (second.id, 1, 1)


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"kind": "lottery"}, "there is no activity “lottery”"),
        ({"texts": {"": " "}}, "needs words"),
        ({"options": ("one",)}, "two to nine options"),
        ({"options": ("one", "one")}, "words of its own"),
        ({"kind": "sign_up", "options": ("a", "b")}, "only polls"),
        ({"kind": "quiz", "answer": "moon"}, "the right answer"),
        ({"kind": "sign_up", "capacity": 0}, "the number of places"),
        ({"points": -1}, "the points"),
    ],
)
def test_what_makes_no_sense_is_refused_and_nothing_is_written(cast, wrong, sentence):
    with pytest.raises(CannotOpen, match=sentence):
        opened(cast, **wrong)

    assert (Activity.objects.count(), Effect.objects.count()) == (0, 0)


def test_it_closes_later_than_now(cast):
    with pytest.raises(CannotOpen, match="closes later than now"):
        opened(cast, closes_at=cast.at)


def test_members_vote_in_the_chat_and_change_their_mind(cast):
    poll = opened(cast)

    hear(said(cast, "1", cast.su), said(cast, " Ｂ ", cast.momo), said(cast, "1 个问题", cast.momo))
    hear(said(cast, "书店！", cast.su))

    assert (standing(poll).by_option, standing(poll).top) == ((0, 2), 2)
    joined = [event for event in events_after() if event.kind == "activity.joined"]
    assert [(event.member, event.fact.choice) for event in joined] == [(cast.su.id, 1), (cast.momo.id, 2)]


def test_a_quiz_takes_the_first_answer_and_rewards_the_right_one_once(cast):
    quiz = opened(cast, "quiz", points=5)

    hear(said(cast, "1", cast.su), said(cast, "2", cast.momo), said(cast, "2", cast.su))
    hear(said(cast, "2", cast.momo))

    assert (standing(quiz).by_option, standing(quiz).right) == ((1, 1), 1)
    assert list(Entry.objects.values_list("amount", flat=True)) == [5]


def test_who_comes_after_the_last_place_waits(cast):
    walk = opened(cast, "sign_up", capacity=1)

    hear(said(cast, "报名", cast.su), said(cast, "+1", cast.momo))

    assert (standing(walk).participants, standing(walk).waiting) == (1, 1)
    assert Part.objects.get(member_id=cast.momo.id).is_waiting


def test_what_is_said_before_or_after_takes_no_part(cast):
    poll = opened(cast)

    hear(said(cast, "1", cast.su, after=-DAY), said(cast, "1", cast.momo, after=2 * DAY))

    assert standing(poll).participants == 0


def test_taking_part_on_the_phone_is_refused_once_it_is_over(cast):
    poll = opened(cast)
    me = actor.member(cast.su.id)

    joining.join(activity=poll, member=cast.su.id, choice=2, by=me, at=cast.at)
    with pytest.raises(CannotJoin, match="choose one"):
        joining.join(activity=poll, member=cast.su.id, choice=3, by=me, at=cast.at)
    with pytest.raises(CannotJoin, match="over"):
        joining.join(activity=poll, member=cast.momo.id, choice=1, by=me, at=cast.at + DAY)

    assert standing(poll).by_option == (0, 1)


def test_an_activity_closes_once_and_says_what_came_of_it(cast):
    poll = opened(cast, origin="run:7")
    hear(said(cast, "2", cast.su))

    closed = [closing.close_due(at=cast.at + DAY), closing.close_due(at=cast.at + DAY)]

    said_so = [event.fact for event in events_after() if event.kind == "activity.closed"]
    assert closed == [1, 0]
    assert [(fact.activity, fact.participants, fact.top, fact.origin) for fact in said_so] == [
        (poll.id, 1, 2, "run:7")
    ]


def test_what_a_stopped_run_had_opened_is_called_off(cast):
    poll = opened(cast, origin="run:7")
    event = said(cast, "", cast.su)
    stopped = Event(
        **{
            **{name: getattr(event, name) for name in event.__struct_fields__},
            "fact": RunEnded(7, "x", "stopped"),
        }
    )

    reactions.call_off_with_their_run([stopped])

    poll.refresh_from_db()
    assert poll.state == "cancelled"


def survey(cast, key="s", **more):
    given = {
        "key": key,
        "code": "newcomer",
        "member": cast.momo.id,
        "community": cast.community.id,
        "group": cast.group.id,
        "text": "住得还习惯吗？",
        "questions": (Question("nps", "number", "推荐给朋友的可能", True), Question("why")),
        "closes_at": cast.at + DAY,
        **more,
    }
    return asking.ask(new=NewSurvey(**given), by=cast.by_lin, at=cast.at)


def test_a_survey_goes_to_one_member_with_a_link_of_their_own(cast):
    asked = survey(cast)

    found = Activity.objects.get(id=asked.activity)
    text = Effect.objects.get().payload["text"]
    assert text.endswith(f"/m/survey/{found.token}/")
    assert (found.member_id, found.group_id) == (cast.momo.id, None)


def test_nobody_is_asked_again_too_soon(cast):
    survey(cast)

    same = survey(cast, "t", this_gap=DAY)
    any_other = survey(cast, "u", code="other", any_gap=DAY)
    other = survey(cast, "v", code="other", this_gap=DAY)

    assert (same.reason, any_other.reason, other.reason) == ("this", "any", "")


def test_an_answer_is_kept_and_its_number_told(cast):
    found = Activity.objects.get(id=survey(cast).activity)
    me = actor.member(cast.momo.id)

    asking.answer(survey=found, given={"nps": "9", "why": "人好"}, by=me, at=cast.at)
    asking.answer(survey=found, given={"nps": "10"}, by=me, at=cast.at)

    answered = [event for event in events_after() if event.kind == "survey.answered"]
    assert [event.fact.nps for event in answered] == [9]
    assert Part.objects.get().answers == {"nps": 10}


@pytest.mark.parametrize("given", [{}, {"nps": "many"}, {"nps": "1" * 12}, {"nps": "5", "why": "x" * 2001}])
def test_an_answer_that_does_not_fit_is_refused(cast, given):
    found = Activity.objects.get(id=survey(cast).activity)

    with pytest.raises(CannotAnswer):
        asking.answer(survey=found, given=given, by=actor.member(cast.momo.id), at=cast.at)

    assert Part.objects.count() == 0


def test_playbooks_open_activities_and_ask_by_name(cast):
    context = Context(
        org_id=cast.org.id,
        community_id=cast.community.id,
        at=cast.at,
        actor="run:3",
        key="run:3/quiz/1",
        group_id=cast.group.id,
        member_id=cast.momo.id,
        run_id=3,
    )
    arguments = {"kind": "poll", "text": "茶还是咖啡？", "options": ["茶", "咖啡"], "closes_in": 3600}
    questions = [{"field": "nps", "type": "number"}]

    first = registry.run("activities.open", arguments, context)
    again = registry.run("activities.open", arguments, context)
    asked = registry.run(
        "surveys.ask", {"code": "c", "text": "嗨", "questions": questions, "closes_in": 3600}, context
    )

    assert first == again
    assert Activity.objects.get(id=first["activity"]).origin == "run:3"
    assert Activity.objects.get(id=asked["activity"]).questions[0]["field"] == "nps"
