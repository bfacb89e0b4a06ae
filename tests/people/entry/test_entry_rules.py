"""Policies, scores, first steps and pairs as tables and properties."""

from datetime import UTC, datetime, timedelta

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.people.entry.rules import meeting, onboarding, policy, scoring, states
from linli.people.entry.rules.meeting import Traits
from linli.people.entry.rules.onboarding import Plan, Step
from linli.people.entry.rules.policy import Criterion, Policy, Problem, Question
from linli.people.entry.rules.scoring import Given, Known

AT = datetime(2026, 11, 2, 1, 0, tzinfo=UTC)
SHARED = tuple(
    Criterion(id=code, kind="attribute", title=code, field=code) for code in ("city", "industry", "position")
)
TEST = Criterion(
    id="test",
    kind="test",
    title="test",
    questions=(Question("a", ("x", "y"), 1), Question("b", ("x", "y"), 0)),
)


def problems(**changes):
    return policy.problems_of(Policy(**({"criteria": SHARED} | changes)))


def test_three_shared_attributes_are_enough_for_a_lasting_community():
    assert problems() == []


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({"criteria": SHARED[:2]}, [Problem("few_attributes", number=2)]),
        ({"criteria": (*SHARED[:2], SHARED[0])}, [Problem("same_id"), Problem("few_attributes", number=2)]),
        ({"criteria": (), "is_exempt": True}, []),
        ({"criteria": (), "mode": "open"}, []),
        ({"auto_accept_from": 0}, [Problem("bad_auto")]),
        ({"auto_accept_from": 101}, [Problem("bad_auto")]),
        ({"answer_hours": 0}, [Problem("bad_answer_hours", number=1440)]),
        ({"offer_hours": 721}, [Problem("bad_offer_hours", number=720)]),
        ({"audience": "x" * 501}, [Problem("long_words", number=500)]),
    ],
)
def test_what_keeps_a_policy_from_being_published(changes, found):
    assert problems(**changes) == found


@pytest.mark.parametrize(
    ("one", "found"),
    [
        (Criterion(id="a", kind="task", title=" "), Problem("bad_title", number=120)),
        (Criterion(id="a", kind="task", title="t", weight=101), Problem("bad_weight", "t", 100)),
        (Criterion(id="a", kind="attribute", title="t"), Problem("no_field", "t")),
        (Criterion(id="a", kind="fee", title="t"), Problem("bad_fee", "t", 100_000)),
        (Criterion(id="a", kind="test", title="t"), Problem("no_questions", "t", 20)),
        (
            Criterion(id="a", kind="test", title="t", questions=(Question("q", ("x",), 0),)),
            Problem("bad_question", "t", 1),
        ),
        (
            Criterion(id="a", kind="test", title="t", questions=(Question("q", ("x", "y"), -1),)),
            Problem("no_right_choice", "t", 1),
        ),
    ],
)
def test_what_is_wrong_with_a_criterion(one, found):
    assert policy.problems_of_criterion(one) == [found]


def test_a_policy_survives_being_stored():
    made = Policy(criteria=(*SHARED, TEST), auto_accept_from=80)

    assert policy.read(msgspec.json.decode(msgspec.json.encode(policy.written(made)))) == made


def test_each_criterion_adds_its_share():
    wanted = msgspec.structs.replace(SHARED[0], wanted=("杭州",), weight=30)
    made = Policy(criteria=(wanted, msgspec.structs.replace(SHARED[1], weight=30), TEST))
    known = Known(
        profile={"city": ["浙江", " 杭州 "], "industry": []}, answers={"test": Given("", "", (1, 0))}
    )

    found = scoring.score(made, known)

    assert found.total == 57
    assert [(part.id, part.earned, part.weight, part.is_met) for part in found.parts] == [
        ("city", 30, 30, True),
        ("industry", 0, 30, False),
        ("test", 10, 10, True),
    ]


@pytest.mark.parametrize(
    ("one", "known", "share"),
    [
        (Criterion(id="a", kind="task", title="t"), Known(answers={"a": Given("did it")}), 10),
        (
            Criterion(id="a", kind="task", title="t", needs_link=True),
            Known(answers={"a": Given("did it")}),
            0,
        ),
        (Criterion(id="a", kind="invitation", title="t"), Known(is_invited=True), 10),
        (Criterion(id="a", kind="agreement", title="t"), Known(has_agreed=True), 10),
        (Criterion(id="a", kind="fee", title="t", amount_cents=1), Known(has_paid=True), 10),
        (Criterion(id="a", kind="fee", title="t", amount_cents=1), Known(), 0),
        (msgspec.structs.replace(TEST, id="a"), Known(answers={"a": Given("", "", (0, 0))}), 0),
        (
            msgspec.structs.replace(TEST, id="a", pass_percent=50),
            Known(answers={"a": Given("", "", (0, 0))}),
            5,
        ),
        (msgspec.structs.replace(TEST, id="a"), Known(), 0),
    ],
)
def test_how_far_each_kind_is_met(one, known, share):
    [part] = scoring.score(Policy(criteria=(one,)), known).parts

    assert part.earned == share


def test_what_is_required_and_not_met_is_missing():
    made = Policy(criteria=(msgspec.structs.replace(SHARED[0], is_required=True, weight=0),))

    assert scoring.score(made, Known()).missing == ("city",)
    assert scoring.score(made, Known()).total == 0
    assert scoring.score(made, Known(profile={"city": ["杭州"]})).total == 100


CRITERIA = st.lists(
    st.builds(
        Criterion,
        id=st.uuids().map(str),
        kind=st.sampled_from(["attribute", "task", "share", "invitation"]),
        title=st.just("t"),
        weight=st.integers(0, 100),
        is_required=st.booleans(),
        field=st.sampled_from(["city", "industry"]),
    ),
    max_size=8,
)


@given(CRITERIA, st.booleans(), st.booleans())
def test_more_given_never_scores_less(criteria, is_invited, has_city):
    made = Policy(criteria=tuple(criteria))
    little = Known(profile={"city": ["x"]} if has_city else {}, is_invited=is_invited)
    much = Known(
        profile={"city": ["x"], "industry": ["y"]},
        is_invited=True,
        answers={one.id: Given("words") for one in criteria},
    )

    assert 0 <= scoring.score(made, little).total <= scoring.score(made, much).total == 100


def test_a_fee_goes_only_forward():
    assert [states.can_become("due", one) for one in states.FEE_STATES] == [False, True, False, True]
    assert [states.can_become("paid", one) for one in states.FEE_STATES] == [False, False, True, False]
    assert not any(states.can_become("refunded", one) for one in states.FEE_STATES)


@pytest.mark.parametrize(
    ("capacity", "inside", "promised", "room"),
    [(None, 900, 9, True), (3, 1, 1, True), (3, 2, 1, False), (0, 0, 0, False)],
)
def test_a_place_is_for_those_inside_and_those_promised(capacity, inside, promised, room):
    assert states.has_room(capacity=capacity, inside=inside, promised=promised) is room


def test_progress_counts_the_steps_of_the_plan_only():
    steps = (Step(code="a", kind="own"), Step(code="b", kind="own"), Step(code="c", kind="own"))

    assert onboarding.percent({"a", "gone"}, steps) == 33
    assert onboarding.percent(set(), ()) == 100
    assert onboarding.next_step({"a"}, steps).code == "b"
    assert onboarding.next_step({"a", "b", "c"}, steps) is None


def test_who_did_nothing_for_days_is_stuck():
    days = {"since": AT, "days": 3}

    assert onboarding.is_stuck(**days, last_step_at=None, now=AT + timedelta(days=3))
    assert not onboarding.is_stuck(**days, last_step_at=AT + timedelta(days=1), now=AT + timedelta(days=3))


def test_the_usual_plan_survives_being_stored():
    assert onboarding.read(msgspec.json.decode(msgspec.json.encode(onboarding.written(Plan())))) == Plan()


def test_who_has_what_another_looks_for_goes_before_what_is_common():
    teacher = Traits(1, frozenset({"python"}), frozenset(), frozenset({"city=杭州"}))
    learner = Traits(2, frozenset(), frozenset({"python"}))
    neighbour = Traits(3, common=frozenset({"city=杭州"}))
    stranger = Traits(4, common=frozenset({"city=北京"}))

    [pair] = meeting.pairs([neighbour, learner, teacher, stranger])

    assert (pair.first, pair.second, pair.reason, pair.about) == (1, 2, "complement", ("python",))
    [other] = meeting.pairs([neighbour, learner, teacher, stranger], known=[(1, 2)])
    assert (other.first, other.second, other.reason, other.about) == (1, 3, "common", ("杭州",))


WORDS = st.frozensets(st.sampled_from("abcd"), max_size=3)
PEOPLE = st.lists(
    st.builds(Traits, st.integers(1, 30), WORDS, WORDS, WORDS), unique_by=lambda one: one.member
)


@given(PEOPLE)
def test_nobody_meets_two_people_in_a_round_nor_anybody_again(people):
    first = meeting.pairs(people)
    again = meeting.pairs(people, known=[(pair.first, pair.second) for pair in first])

    met = [one for pair in first for one in (pair.first, pair.second)]
    assert len(met) == len(set(met))
    assert not {(p.first, p.second) for p in first} & {(p.first, p.second) for p in again}
    assert all(pair.first < pair.second and pair.points > 0 for pair in first)
