"""First steps: seen as they happen, ticked once, told of when all are done; and introductions."""

from datetime import timedelta

import pytest

from linli.connect.adapters.room.actions import joining, speaking
from linli.connect.gateway.models import Effect
from linli.people.entry import reactions, refusals
from linli.people.entry.actions import introducing, onboarding
from linli.people.entry.models import Introduction, Newcomer, StepDone
from linli.people.entry.queries import introducing as cards
from linli.people.entry.queries import onboarding as queries
from linli.people.entry.rules.onboarding import Plan, Step
from linli.people.profiles.actions import answering
from tests.cast import events_after, react

DAY = timedelta(days=1)


def live(after):
    """Everything wired hears what happened."""
    react(events_after(after))


def last():
    return max(event.position for event in events_after())


@pytest.fixture
def newcomer(house):
    one = house.come()
    one.apply()
    after = last()
    joining.admit(room=house.room.room, guest=one.guest, at=house.at)
    live(after)
    return one


def standing(house, one):
    return queries.standing_of([one.member], house.cast.community.id)


def test_whoever_comes_in_has_first_steps_and_the_rules_they_agreed_to_are_read(house, newcomer):
    mine = standing(house, newcomer)

    assert [(step.kind, step.is_done) for step in mine.steps] == [
        ("welcome_seen", False),
        ("rules_read", True),
        ("template_filled", False),
        ("introduced", False),
        ("first_words", False),
        ("first_task", False),
    ]
    assert (mine.percent, mine.next_step.kind) == (16, "welcome_seen")


def test_first_words_count_once_however_often_they_are_heard(house, newcomer):
    after = last()
    stay = joining.admit(room=house.room.room, guest=newcomer.guest, at=house.at).stay
    speaking.post(stay=stay, text="大家好", at=house.at)
    speaking.post(stay=stay, text="我来了", at=house.at + timedelta(seconds=9))

    live(after)
    reactions.note_first_steps([one for one in events_after(after) if one.kind == "message.posted"])

    assert [one.fact.step for one in events_after(after) if one.kind == "onboarding.step_done"] == [
        "first_words"
    ]
    assert StepDone.objects.filter(member_id=newcomer.member, step="first_words").count() == 1


def test_who_has_done_everything_is_told_of_once(house, newcomer, cast):
    plan = Plan(
        steps=(Step(code="rules_read", kind="rules_read"), Step(code="hat", kind="own", title="戴帽子"))
    )
    onboarding.publish_plan(community=cast.community, plan=plan, by=cast.by_lin, at=house.at)
    given = {
        "member_id": newcomer.member,
        "community_id": cast.community.id,
        "step": "hat",
        "how": "own",
        "by": newcomer.by,
        "at": house.at + 2 * DAY,
    }

    assert onboarding.tick(**given) is True
    assert onboarding.tick(**given) is False

    [completed] = [one.fact for one in events_after() if one.kind == "onboarding.completed"]
    assert completed.days == 2
    assert Newcomer.objects.get(member_id=newcomer.member).completed_at == house.at + 2 * DAY
    assert queries.progress([newcomer.member, cast.su.id]) == {newcomer.member: 100}


def test_who_is_stuck_stands_first_and_where_is_counted(house, newcomer):
    now = house.at + 3 * DAY

    [line] = [one for one in queries.newcomers(house.cast.community.id, now=now) if one.name == "蓝鲸"]
    counts = queries.step_counts(house.cast.community.id, now=now)

    assert (line.is_stuck, line.percent) == (True, 16)
    assert (counts[0].stuck >= 1, counts[1].done) == (True, 1)


def test_a_step_that_is_not_theirs_to_tick_is_refused(house, newcomer, cast):
    given = {"community_id": cast.community.id, "how": "own", "by": newcomer.by, "at": house.at}

    with pytest.raises(refusals.NoSuchStep):
        onboarding.tick(member_id=newcomer.member, step="first_words", **given)
    with pytest.raises(refusals.NotANewcomer):
        onboarding.tick(member_id=cast.momo.id, step="rules_read", **given)


@pytest.mark.parametrize(
    ("plan", "sentence"),
    [
        (Plan(steps=()), "there are 1 to 12 first steps: choose some"),
        (
            Plan(steps=(Step(code="a", kind="rules_read"), Step(code="a", kind="rules_read"))),
            "the same first step is there twice: remove one",
        ),
        (
            Plan(steps=(Step(code="a", kind="own"),)),
            "a step of your own needs words: say what is to be done",
        ),
        (Plan(stuck_after_days=0), "somebody is stuck after 1 to 90 days"),
    ],
)
def test_a_plan_that_cannot_be_published(house, cast, plan, sentence):
    with pytest.raises(refusals.BadPlan) as refusal:
        onboarding.publish_plan(community=cast.community, plan=plan, by=cast.by_lin, at=house.at)

    assert str(refusal.value) == sentence
    assert queries.plan_of(cast.community.id) == Plan()


def allow(house, one, **changes):
    given = {"fields": ["nickname", "industry", "city"], "words": "喜欢慢读", "is_allowed": True}
    return introducing.allow(
        member_id=one.member, community=house.cast.community, by=one.by, at=house.at, **(given | changes)
    )


def test_a_card_shows_what_the_member_allows_and_nothing_private(house, newcomer, cast):
    values = {"phone": "13800001234", "can_share": "讲沈从文"}
    answering.answer(member_id=newcomer.member, values=values, source="member", by=newcomer.by, at=house.at)
    allow(house, newcomer)

    card = cards.card_of(newcomer.member, cast.community)

    assert ("蓝鲸" in card.text, card.text.splitlines()[-1], len(card.text.splitlines())) == (
        True,
        "喜欢慢读",
        4,
    )
    assert "13800001234" not in card.text
    assert "讲沈从文" not in card.text
    assert "杭州" not in card.text


def test_a_card_is_posted_once_and_counts_as_a_step(house, newcomer, cast):
    allow(house, newcomer)
    after = last()
    given = {"member_id": newcomer.member, "community": cast.community, "by": cast.by_lin, "at": house.at}

    first = introducing.introduce(**given)
    again = introducing.introduce(**given)
    live(after)

    assert first == again
    effect = Effect.objects.get(id=first)
    assert (effect.verb, effect.member_id, effect.state) == ("send_message", newcomer.member, "planned")
    assert {step.kind: step.is_done for step in standing(house, newcomer).steps}["introduced"]


def test_nobody_is_introduced_against_their_will(house, newcomer, cast):
    given = {"member_id": newcomer.member, "community": cast.community, "by": cast.by_lin, "at": house.at}
    with pytest.raises(refusals.CannotIntroduce, match="has not agreed to be introduced"):
        introducing.introduce(**given)
    allow(house, newcomer, is_allowed=False)
    with pytest.raises(refusals.CannotIntroduce, match="has not agreed to be introduced"):
        introducing.introduce(**given)
    with pytest.raises(refusals.CannotIntroduce, match="too long: at most 200"):
        allow(house, newcomer, words="x" * 201)

    assert not Effect.objects.filter(source="introduction").exists()
    assert Introduction.objects.get().words == "喜欢慢读"
