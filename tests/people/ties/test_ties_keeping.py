"""Deeds become ties, in whatever order they arrive and however often."""

import random
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from linli.people.members.actions import erasing
from linli.people.ties import reactions, rules
from linli.people.ties.actions import keeping, refreshing
from linli.people.ties.models import Reacted, Said, Tie, Unmet
from tests.cast import AT, events_after
from tests.people.ties.talking import everything, ids, message, reaction, take_in, ties


def test_a_reply_a_mention_and_a_reaction_are_ties_of_their_kind(cast):
    events = take_in(
        cast,
        message(1, "su", 10),
        message(2, "momo", 12, to=1),
        message(3, "su", 13, mentions=["momo"]),
        reaction(1, "momo", 14, 3),
    )

    reactions.keep_ties(events)

    assert ties() == {
        ("momo", "su", "reply"): 1,
        ("su", "momo", "mention"): 1,
        ("momo", "su", "reaction"): 1,
    }


def test_what_is_heard_twice_counts_once(cast):
    events = take_in(
        cast, message(1, "su", 10), message(2, "momo", 12, to=1, mentions=["su"]), reaction(1, "momo", 9, 1)
    )
    reactions.keep_ties(events)
    once = everything()

    reactions.keep_ties(events)
    reactions.keep_ties(list(reversed(events)))

    assert everything() == once
    assert len(once) == 3


def test_a_reply_that_arrives_before_the_message_it_answers_is_a_tie(cast):
    events = take_in(cast, message(1, "su", 10), message(2, "momo", 12, to=1), reaction(1, "momo", 12, 1))

    for event in reversed(events):
        reactions.keep_ties([event])

    assert ties() == {("momo", "su", "reply"): 1, ("momo", "su", "reaction"): 1}


def test_somebody_who_answers_themselves_has_no_tie_to_themselves(cast):
    events = take_in(cast, message(1, "su", 10), message(2, "su", 12, to=1, mentions=["su"]))

    reactions.keep_ties(events)

    assert ties() == {}


def test_one_person_reacting_thrice_to_a_message_counts_once(cast):
    events = take_in(cast, message(1, "su", 10), *[reaction(n, "momo", 10 + n, 1) for n in (1, 2, 3)])

    reactions.keep_ties(events)

    assert ties() == {("momo", "su", "reaction"): 1}


def test_a_mention_of_an_account_nobody_has_seen_becomes_a_tie_once_it_speaks(cast):
    reactions.keep_ties(take_in(cast, message(1, "su", 10, mentions=["newcomer"])))
    assert ties() == {}
    assert "newcomer" not in str(Unmet.objects.values().get())

    reactions.keep_ties(take_in(cast, message(2, "newcomer", 20)))
    met = keeping.meet()

    assert met == 1
    assert ties() == {("su", "newcomer", "mention"): 1}
    assert not Unmet.objects.exists()


def test_a_tie_is_worth_half_after_a_half_life(cast):
    reactions.keep_ties(take_in(cast, message(1, "su", 0), message(2, "momo", 0, to=1)))
    tie = Tie.objects.get()

    assert rules.weight_at(tie.weight, AT) == pytest.approx(1.0, abs=1e-12)
    assert rules.weight_at(tie.weight, AT + rules.HALF_LIFE) == pytest.approx(0.5, abs=1e-12)
    assert rules.weight_at(tie.weight, AT + 2 * rules.HALF_LIFE) == pytest.approx(0.25, abs=1e-12)


def test_no_word_is_kept(cast):
    events = take_in(cast, message(1, "su", 10, "谢谢大家，这本书我找了很久"))

    reactions.keep_ties(events)

    assert "谢谢" not in str(list(Said.objects.values()))
    assert Said.objects.get(at=AT + timedelta(minutes=10)).marks == 1


def test_an_erased_person_has_no_ties_any_more_and_gets_none(cast):
    events = take_in(
        cast, message(1, "su", 10), message(2, "momo", 12, to=1, mentions=["su"]), reaction(1, "su", 13, 2)
    )
    reactions.keep_ties(events)
    momo = cast.momo

    erasing.erase_member(member=momo, by=cast.by_lin, at=AT)
    reactions.forget_ties_of_erased_members([one for one in events_after() if one.kind == "member.erased"])
    reactions.keep_ties(events)

    assert ties() == {}
    assert not Said.objects.filter(member_id=momo.id).exists()
    assert not Reacted.objects.filter(member_id=momo.id).exists()
    assert refreshing.rebuild() > 0
    assert ties() == {}


def test_another_organisation_sees_nothing(cast):
    reactions.keep_ties(take_in(cast, message(1, "su", 10), message(2, "momo", 12, to=1)))

    with cast.scope_elsewhere():
        assert not Tie.objects.exists()
        assert refreshing.rebuild() == 0
    assert len(ties()) == 1


people = st.sampled_from(["su", "momo", "wen", "he"])
deeds = st.lists(
    st.tuples(
        people,
        st.integers(0, 200_000),
        st.none() | st.integers(0, 11),
        st.none() | people,
        st.none() | st.integers(0, 11),
    ),
    min_size=1,
    max_size=12,
)


@given(deeds, st.integers(0, 1000), st.integers(1, 7))
@settings(
    max_examples=8,
    deadline=None,
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_any_order_and_any_batches_give_what_a_rebuild_gives(cast, told, seed, batch):
    run = Said.objects.count() * 100 + seed * 100_000  # ids of their own for every example
    records = []
    for number, (who, minutes, to, mentioned, liked) in enumerate(told):
        answered = run + to if to is not None and to < len(told) else None
        named = [mentioned] if mentioned else []
        records.append(message(run + number, who, minutes, to=answered, mentions=named))
        if liked is not None and liked < len(told):
            records.append(reaction(run + number, who, minutes, run + liked))
    keeping.forget_everything()
    events = [one for one in take_in(cast, *records) if one.kind in refreshing.HEARD]
    random.Random(seed).shuffle(events)
    for start in range(0, len(events), batch):
        reactions.keep_ties(events[start : start + batch])
    keeping.meet()
    kept = everything()

    refreshing.rebuild()
    keeping.meet()

    assert everything() == kept
    assert ids()
