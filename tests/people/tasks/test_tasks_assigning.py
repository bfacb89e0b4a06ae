"""Who does a task: taken, given back, assigned to somebody, freed."""

import pytest

from linli.facts.tasks import TaskAssigned, TaskClaimed, TaskReleased
from linli.kernel.errors import Refusal
from linli.kernel.orgs import actor
from linli.kernel.orgs.models import AuditEntry
from linli.people.belonging.models import Belonging
from linli.people.roles.actions import assigning as roles
from linli.people.roles.rules.parts import Status
from linli.people.tasks.actions import assigning
from linli.people.tasks.models import Task, TaskStep
from linli.people.tasks.queries import finding
from tests.cast import AT
from tests.people.tasks.asking import ask, task_events, wish


def make_welcomer(cast, member):
    roles.assign_member(
        community=cast.community,
        role="host",
        member=member,
        status=Status.MEMBER_HELD,
        by=cast.by_lin,
        at=AT,
    )


def test_a_colleague_takes_a_task_and_gives_it_back(cast):
    [task] = ask(wish(cast))

    taken = assigning.claim_task(task=task.id, by=cast.by_cheng, at=AT)
    assigning.claim_task(task=task.id, by=cast.by_cheng, at=AT)
    with pytest.raises(Refusal, match="somebody else has this task"):
        assigning.claim_task(task=task.id, by=cast.by_lin, at=AT)
    back = assigning.release_task(task=task.id, by=cast.by_cheng, at=AT)

    cheng = f"staff:{cast.cheng.id}"
    assert (taken.state, taken.assignee, taken.claimed_at) == ("claimed", cheng, AT)
    assert (back.state, back.assignee, back.claimed_at) == ("open", "", None)
    assert task_events()[1:] == [TaskClaimed(task.id, cheng), TaskReleased(task.id, cheng)]
    steps = TaskStep.objects.order_by("id").values_list("kind", "by", "detail", "member_id")
    assert list(steps) == [
        ("claimed", cheng, "", cast.momo.id),
        ("released", cheng, cheng, cast.momo.id),
    ]


def test_a_volunteer_takes_what_waits_for_their_role(cast):
    make_welcomer(cast, cast.su)
    [task] = ask(wish(cast, role="host"))

    with pytest.raises(Refusal, match="waits for another role"):
        assigning.claim_task(task=task.id, by=actor.member(cast.momo.id), at=AT)
    taken = assigning.claim_task(task=task.id, by=actor.member(cast.su.id), at=AT)

    assert (taken.assignee, taken.staff_id) == (f"member:{cast.su.id}", None)
    assert not AuditEntry.objects.filter(action="tasks.claimed").exists()


def test_a_task_is_given_to_somebody_and_back_to_its_role(cast):
    one, two = ask(wish(cast, "a"), wish(cast, "b"))
    assigning.claim_task(task=one.id, by=cast.by_lin, at=AT)

    moved = assigning.assign_tasks(tasks=[one.id, two.id], staff_id=cast.cheng.id, by=cast.by_lin, at=AT)
    assigning.assign_task(task=two.id, by=cast.by_lin, at=AT)

    assert moved == 2
    assert (finding.get_task(one.id).state, finding.get_task(one.id).staff_id) == ("open", cast.cheng.id)
    assert finding.get_task(two.id).assignee == ""
    cheng = f"staff:{cast.cheng.id}"
    assert task_events("task.assigned") == [
        TaskAssigned(one.id, cheng),
        TaskAssigned(two.id, cheng),
        TaskAssigned(two.id, ""),
    ]
    entry = AuditEntry.objects.filter(action="tasks.assigned").order_by("id")[0]
    assert entry.before == {str(one.id): f"staff:{cast.lin.id}", str(two.id): ""}
    assert entry.after == {"assignee": cheng}


def test_nobody_gets_a_task_they_do_not_reach(cast):
    own, of_all = ask(wish(cast, "a"), wish(cast, "b", community=None, member=None))

    with pytest.raises(Refusal, match="does not reach the community"):
        assigning.assign_tasks(tasks=[own.id, of_all.id], staff_id=cast.cheng.id, by=cast.by_lin, at=AT)
    with pytest.raises(Refusal, match="does not do tasks here"):
        assigning.assign_task(task=own.id, staff_id=cast.zhou.id, by=cast.by_lin, at=AT)
    with pytest.raises(Refusal, match="not in the community"):
        assigning.assign_task(task=of_all.id, member_id=cast.su.id, by=cast.by_lin, at=AT)

    assert set(Task.objects.values_list("staff_id", "assignee_member_id")) == {(None, None)}
    assert task_events("task.assigned") == []


def test_what_an_erased_volunteer_had_waits_for_its_role_again(cast):
    make_welcomer(cast, cast.su)
    [task] = ask(wish(cast, role="host"))
    assigning.claim_task(task=task.id, by=actor.member(cast.su.id), at=AT)

    assert assigning.free_tasks_of(members=[cast.su.id], by=cast.by_lin, at=AT) == 1

    assert (finding.get_task(task.id).state, finding.get_task(task.id).assignee) == ("open", "")


def test_a_member_who_is_there_can_be_given_a_task(cast):
    Belonging.objects.get_or_create(
        member_id=cast.su.id,
        community_id=cast.community.id,
        defaults={
            "joined_at": AT,
            "joined_on": AT.date(),
            "last_sign_on": AT.date(),
            "stage_since": AT.date(),
            "relation_since": AT.date(),
            "counted_on": AT.date(),
        },
    )
    [task] = ask(wish(cast))

    assigning.assign_task(task=task.id, member_id=cast.su.id, by=cast.by_lin, at=AT)

    assert finding.get_task(task.id).assignee == f"member:{cast.su.id}"
