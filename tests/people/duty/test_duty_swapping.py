"""Swapping, the note, the rating and the reward; merging and erasing; verbs and probes."""

from datetime import date, timedelta

import pytest

from linli.kernel.orgs import actor
from linli.kernel.verbs.context import Context
from linli.kernel.verbs.registry import registry
from linli.people.duty.actions import honouring, replacing, swapping, turning, volunteering
from linli.people.duty.actions.honouring import CannotHonour
from linli.people.duty.actions.replacing import CannotChange
from linli.people.duty.actions.swapping import CannotSwap
from linli.people.duty.actions.volunteering import CannotServe
from linli.people.duty.models import Swap, Term, Volunteer
from linli.people.duty.rules.turns import Source
from linli.people.tasks.actions import closing
from linli.people.tasks.models import Task
from tests.cast import events_after

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def terms():
    return list(Term.objects.order_by("number"))


def ask(cast, term, other=None, to=None, by=None):
    giver = by or cast.su
    return swapping.ask(
        community=cast.community,
        term_id=term.id,
        to_member_id=(to or cast.momo).id,
        other_term_id=other.id if other else None,
        member_id=giver.id,
        by=actor.member(giver.id),
        at=cast.at,
    )


def accept(cast, swap, at=None):
    return swapping.accept(
        swap_id=swap.id,
        community=cast.community,
        member_id=cast.momo.id,
        by=actor.member(cast.momo.id),
        at=at or cast.at,
    )


def test_both_terms_change_hands_once_and_tasks_of_the_term_that_is_on_follow(cast, listed):
    turning.turn(community=cast.community, at=cast.at)
    first, second = terms()[:2]
    swap = ask(cast, first, second)

    accept(cast, swap)
    accept(cast, swap)

    assert [one.member_id for one in terms()[:2]] == [cast.momo.id, cast.su.id]
    assert Swap.objects.get().state == "accepted"
    assert set(Task.objects.filter(state="open").values_list("assignee_member_id", flat=True)) == {
        cast.momo.id
    }
    swapped = [one for one in events_after() if one.kind == "duty.swapped"]
    assert [(one.member, one.fact.term, one.fact.other) for one in swapped] == [
        (cast.momo.id, first.id, second.id),
        (cast.su.id, second.id, first.id),
    ]


def test_a_term_can_be_taken_for_nothing_in_return(cast, listed):
    swap = ask(cast, terms()[0])

    accept(cast, swap)

    assert [one.member_id for one in terms()[:2]] == [cast.momo.id, cast.momo.id]


def test_a_wish_that_waited_too_long_or_lost_its_term_is_not_accepted_any_more(cast, listed):
    swap = ask(cast, terms()[3])
    with pytest.raises(CannotSwap, match="not open any more"):
        accept(cast, swap, at=cast.at + 3 * DAY)
    assert terms()[3].member_id == cast.su.id

    turning.turn(community=cast.community, at=cast.at + 3 * DAY)
    assert Swap.objects.get().state == "expired"

    again = ask(cast, terms()[3])
    replacing.appoint(
        term=terms()[3],
        community=cast.community,
        member_id=listed[2].id,
        backup_member_id=None,
        by=cast.by_lin,
        at=cast.at,
    )
    with pytest.raises(CannotSwap):
        accept(cast, again)
    assert terms()[3].member_id == listed[2].id


def test_one_wish_a_term_at_a_time_and_only_about_ones_own(cast, listed):
    mine, theirs = terms()[3], terms()[1]
    ask(cast, mine)
    assert ask(cast, mine).id == Swap.objects.get().id

    with pytest.raises(CannotSwap, match="already"):
        ask(cast, mine, theirs)
    with pytest.raises(CannotSwap, match="somebody else by now"):
        ask(cast, theirs)
    with pytest.raises(CannotSwap, match="somebody else of this community"):
        ask(cast, mine, to=cast.su)
    assert Swap.objects.count() == 1


def test_no_and_taking_back_close_a_wish_and_change_no_term(cast, listed):
    swap = ask(cast, terms()[3])

    swapping.refuse(
        swap_id=swap.id,
        community=cast.community,
        member_id=cast.momo.id,
        by=actor.member(cast.momo.id),
        at=cast.at,
    )

    assert (Swap.objects.get().state, terms()[3].member_id) == ("declined", cast.su.id)
    with pytest.raises(CannotSwap):
        accept(cast, swap)


def test_the_note_does_its_task_and_is_written_by_whoever_has_the_term(cast, listed):
    turning.turn(community=cast.community, at=cast.at + 6 * DAY)
    first = terms()[0]
    by = actor.member(cast.su.id)

    with pytest.raises(CannotHonour):
        honouring.hand_over(
            term=first, note="x", member_id=cast.momo.id, by=actor.member(cast.momo.id), at=cast.at + 6 * DAY
        )
    honouring.hand_over(term=first, note="新来三位", member_id=cast.su.id, by=by, at=cast.at + 6 * DAY)
    honouring.hand_over(term=first, note="新来四位", member_id=cast.su.id, by=by, at=cast.at + 6 * DAY)

    assert terms()[0].note == "新来四位"
    done = Task.objects.filter(role="duty", state="done").values_list("title", flat=True)
    assert list(done) == ["写交接说明"]
    assert sum(one.kind == "duty.handed_over" for one in events_after()) == 1
    assert not any("新来" in str(one.fact) for one in events_after() if one.kind.startswith("duty."))


def test_a_reward_is_a_thing_given_on_a_day_from_a_fund_never_an_honour_alone(cast, listed):
    turning.turn(community=cast.community, at=cast.at)
    task = Task.objects.filter(role="duty").order_by("id").first()
    closing.complete_task(task=task.id, outcome="done", by=actor.member(cast.su.id), at=cast.at)
    turning.turn(community=cast.community, at=cast.at + 7 * DAY)
    term = terms()[0]
    given = {
        "kind": "goods",
        "what": "一本书",
        "cents": 4500,
        "source": "会费",
        "given_on": date(2026, 11, 9),
        "today": date(2026, 11, 9),
        "by": cast.by_lin,
        "at": cast.at + 7 * DAY,
    }

    for wrong in ({"what": " "}, {"given_on": None}, {"kind": "certificate"}, {"source": ""}):
        with pytest.raises(CannotHonour):
            honouring.give_reward(term=term, **{**given, **wrong})
    assert terms()[0].reward_state == "promised"

    honouring.give_reward(term=term, **given)
    honouring.give_reward(term=term, **given)

    assert (terms()[0].reward_state, terms()[0].reward_cents) == ("given", 4500)
    assert sum(one.kind == "duty.rewarded" for one in events_after()) == 1
    with pytest.raises(CannotHonour):
        honouring.give_reward(term=terms()[1], **given)


def test_only_people_of_the_community_are_appointed_and_only_to_what_is_not_over(cast, listed):
    turning.turn(community=cast.community, at=cast.at + 7 * DAY)
    appoint = {"community": cast.community, "by": cast.by_lin, "at": cast.at}

    with pytest.raises(CannotChange, match="over"):
        replacing.appoint(term=terms()[0], member_id=cast.momo.id, backup_member_id=None, **appoint)
    with pytest.raises(CannotChange, match="no group"):
        replacing.appoint(term=terms()[2], member_id=999_999, backup_member_id=None, **appoint)
    with pytest.raises(CannotChange, match="themselves"):
        replacing.appoint(term=terms()[2], member_id=cast.su.id, backup_member_id=cast.su.id, **appoint)
    with pytest.raises(CannotServe):
        volunteering.put_down(
            community=cast.community, member_id=999_999, source=Source.CHOSEN, by=cast.by_lin, at=cast.at
        )


def context(cast, member):
    return Context(
        org_id=cast.org.id,
        actor="run:1",
        at=cast.at,
        community_id=cast.community.id,
        member_id=member.id,
        key="k",
    )


def test_a_playbook_puts_somebody_on_the_list_once_and_a_probe_says_who_is_on_duty(cast, people, rota):
    for _ in range(2):
        verb = registry.get_verb("duty.offer")
        verb.function(verb.params(), context(cast, cast.su))

    assert [(one.member_id, one.source) for one in Volunteer.objects.all()] == [(cast.su.id, "offered")]

    turning.turn(community=cast.community, at=cast.at)

    read = registry.get_probe("person.on_duty")
    assert read.function([cast.su.id, cast.momo.id], context(cast, cast.su)) == {
        cast.su.id: True,
        cast.momo.id: False,
    }
