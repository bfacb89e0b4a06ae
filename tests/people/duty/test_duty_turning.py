"""Terms planned ahead, begun, worked through and ended; what happens when somebody cannot."""

from datetime import timedelta

import pytest
from django.db import transaction

from linli.connect.gateway.intake import accepting
from linli.facts.inbound import Inbound
from linli.kernel.orgs import actor
from linli.people.duty import reactions
from linli.people.duty.actions import gaps, honouring, planning, replacing, setting, turning, volunteering
from linli.people.duty.actions.setting import BadRota, Settings
from linli.people.duty.models import Rota, Term, TermTask, Volunteer
from linli.people.duty.queries import on_duty, rotas
from linli.people.duty.rules.turns import Source
from linli.people.tasks.actions import closing, opening
from linli.people.tasks.models import Task
from linli.people.tasks.openings import Opening
from tests.cast import ROOM, events_after, hear, react
from tests.people.duty.conftest import MONDAY, keep_belongings

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def turn(cast, at):
    return turning.turn(community=cast.community, at=at)


def terms():
    return list(Term.objects.order_by("number"))


def tasks():
    return Task.objects.filter(role="duty").order_by("id")


def kinds():
    return [one.kind for one in events_after() if one.kind.startswith("duty.")]


def test_eight_weeks_are_planned_in_turn_and_planning_again_changes_nothing(cast, listed):
    su, momo, an = (one.id for one in listed)

    again = planning.plan_ahead(community=cast.community, at=cast.at)

    assert again == 0
    assert [one.number for one in terms()] == list(range(1, 10))
    assert [one.member_id for one in terms()][:6] == [su, momo, an, su, momo, an]
    assert [one.backup_member_id for one in terms()][:3] == [momo, su, su]
    assert {one.reward_state for one in terms()} == {"promised"}


def test_without_volunteers_every_near_term_is_a_task_of_the_team_once(cast, rota):
    turn(cast, cast.at)
    turn(cast, cast.at)

    asked = Task.objects.filter(role="moderator")
    assert asked.count() == 2
    assert {one.about for one in asked} == {"duty"}

    for member in (cast.su, cast.momo):
        volunteering.put_down(
            community=cast.community,
            member_id=member.id,
            source=Source.OFFERED,
            by=actor.member(member.id),
            at=cast.at,
        )

    assert set(Task.objects.filter(role="moderator").values_list("state", flat=True)) == {"done"}


def test_a_term_begins_at_its_moment_and_each_day_opens_its_checklist_once(cast, listed):
    assert turn(cast, cast.at - timedelta(minutes=1)) == 0
    assert turn(cast, cast.at) == 1
    assert turn(cast, cast.at) == 0

    first = terms()[0]
    codes = list(TermTask.objects.filter(term_id=first.id).order_by("id").values_list("code", flat=True))
    assert first.state == "on"
    assert codes == ["welcome", "example", "answer", "topic", "order"]
    assert set(tasks().values_list("assignee_member_id", flat=True)) == {cast.su.id}

    turn(cast, cast.at + DAY)

    states = list(tasks().values_list("state", flat=True))
    assert (states.count("expired"), states.count("open")) == (5, 4)


def test_a_term_ends_with_its_counts_and_the_next_begins(cast, listed):
    turn(cast, cast.at)
    done = tasks().first()
    closing.complete_task(task=done.id, outcome="done", by=actor.member(cast.su.id), at=cast.at)

    turn(cast, cast.at + 7 * DAY)

    first, second = terms()[:2]
    assert (first.state, first.tasks, first.done, first.on_time) == ("done", 5, 1, 1)
    assert (second.state, second.member_id) == ("on", cast.momo.id)
    assert [one for one in kinds() if one in {"duty.began", "duty.ended"}] == [
        "duty.began",
        "duty.ended",
        "duty.began",
    ]


def test_a_term_in_which_nothing_was_done_is_missed_and_promises_nothing(cast, listed):
    turn(cast, cast.at)
    turn(cast, cast.at + 7 * DAY)

    first = terms()[0]
    assert (first.state, first.reward_state) == ("missed", "none")
    assert "duty.missed" in kinds()

    honouring.judge(term=first, is_done=True, by=cast.by_lin, at=cast.at + 8 * DAY)

    assert (terms()[0].state, terms()[0].reward_state) == ("done", "promised")


def test_when_nothing_ran_for_weeks_the_present_term_is_found_and_begun(cast, listed):
    turn(cast, cast.at + 30 * DAY)

    states = [one.state for one in terms()][:6]
    assert states == ["missed", "missed", "missed", "missed", "on", "planned"]


def test_whoever_leaves_the_group_is_replaced_by_the_backup_and_their_tasks_follow(cast, listed):
    turn(cast, cast.at)
    leave = Inbound(
        kind="leave",
        external_id="l-su",
        occurred_at=cast.at + DAY,
        group=ROOM,
        sender="su",
        sender_name="苏苏",
    )
    before = events_after()[-1].position
    accepting.accept(cast.channel.id, [leave], at=cast.at + DAY)
    heard = hear(before)

    with transaction.atomic():
        reactions.replace_leavers([one for one in heard if one.kind == "membership.left"])

    first = terms()[0]
    assert (first.member_id, Volunteer.objects.get(member_id=cast.su.id).standing) == (cast.momo.id, "left")
    assert cast.su.id not in {one.member_id for one in terms()}
    assert set(Task.objects.filter(state="open").values_list("assignee_member_id", flat=True)) == {
        cast.momo.id
    }
    assert on_duty.on_duty([cast.community.id], at=cast.at + DAY)[cast.community.id].member_id == cast.momo.id


def test_a_pause_gives_terms_of_that_time_away_and_keeps_the_others(cast, listed):
    su = Volunteer.objects.get(member_id=cast.su.id)

    volunteering.pause(
        volunteer=su,
        community=cast.community,
        until=MONDAY + 10 * DAY,
        today=MONDAY,
        by=cast.by_lin,
        at=cast.at - timedelta(minutes=1),
    )

    assert terms()[0].member_id == cast.momo.id
    assert terms()[3].member_id == cast.su.id


def test_a_gap_comes_back_as_a_new_task(cast, rota):
    volunteering.put_down(
        community=cast.community, member_id=cast.su.id, source=Source.CHOSEN, by=cast.by_lin, at=cast.at
    )
    first = terms()[0]

    replacing.appoint(
        term=first,
        community=cast.community,
        member_id=None,
        backup_member_id=None,
        by=cast.by_lin,
        at=cast.at,
    )

    task = Task.objects.get(origin=gaps.origin_of_gap(first.id), state="open")
    assert (task.state, task.key) == ("open", f"duty-gap:{first.id}:1")


def test_tasks_for_whoever_is_on_duty_go_to_them_and_to_the_next_one_when_the_term_ends(cast, listed):
    turn(cast, cast.at)
    before = events_after()[-1].position
    with transaction.atomic():
        opening.open_tasks(
            [
                Opening(
                    key="k",
                    about="step",
                    title="Say hello",
                    community=cast.community.id,
                    origin="run:1",
                    role="duty",
                    due_at=cast.at + 20 * DAY,
                )
            ],
            by=actor.run(1),
            at=cast.at + DAY,
        )
    with transaction.atomic():
        react(events_after(before))

    asked = Task.objects.get(key="k")
    assert asked.assignee_member_id == cast.su.id

    turn(cast, cast.at + 7 * DAY)

    asked.refresh_from_db()
    assert asked.assignee_member_id == cast.momo.id


def test_another_rhythm_plans_what_is_to_come_anew_and_leaves_the_term_that_is_on(cast, listed):
    turn(cast, cast.at)

    with pytest.raises(BadRota, match="must end first"):
        setting.set_up(
            community=cast.community,
            settings=Settings(first_on=MONDAY, days=3),
            by=cast.by_lin,
            at=cast.at,
        )
    assert Rota.objects.get().days == 7

    setting.set_up(
        community=cast.community,
        settings=Settings(first_on=MONDAY + 7 * DAY, days=3, ahead=2),
        by=cast.by_lin,
        at=cast.at,
    )

    assert [(one.number, (one.ends_at - one.starts_at).days) for one in terms()] == [
        (1, 7),
        (2, 3),
        (3, 3),
        (4, 3),
    ]


def test_the_checklist_is_ready_made_in_the_language_of_the_community_and_can_be_changed(cast, rota):
    items = rotas.items_of(cast.community.id)
    assert [one.code for one in items] == ["welcome", "example", "answer", "topic", "order", "handover"]
    assert items[0].title == "收集新人信息"

    setting.set_checklist(community=cast.community, items=items[:2], by=cast.by_lin, at=cast.at)

    assert [one.code for one in rotas.items_of(cast.community.id)] == ["welcome", "example"]
    with pytest.raises(BadRota):
        setting.set_checklist(community=cast.community, items=[], by=cast.by_lin, at=cast.at)
    assert len(rotas.items_of(cast.community.id)) == 2


def test_people_are_named_by_number_only_in_the_log(cast, listed):
    keep_belongings()
    turn(cast, cast.at)

    assert not [one for one in events_after() if one.kind.startswith("duty.") and "苏" in str(one.fact)]
