"""A volunteer's tasks on the phone: done with proof, taken, given back; nothing of others."""

from datetime import timedelta

import pytest
from django.utils import timezone

from linli.connect.adapters.room import queries as rooms
from linli.people.members.queries import people
from linli.people.roles.actions import assigning as roles
from linli.people.roles.rules.parts import Status
from linli.people.tasks.actions.opening import Question
from linli.people.tasks.models import Task
from tests.people.tasks.asking import ask, wish

PAGE = "/m/tasks/"


@pytest.fixture
def host(cast, inside):
    """Su of the room is a host of the community."""
    member = people.get_member(rooms.member_id_of(inside.su.guest))
    roles.assign_member(
        community=cast.community,
        role="host",
        member=member,
        status=Status.MEMBER_HELD,
        by=cast.by_lin,
        at=timezone.now(),
    )
    return member


def give(cast, host, key="mine", **more):
    due = timezone.now() + timedelta(hours=2)
    given = {"assignee_member_id": host.id, "role": "", "title": "Welcome Momo", "body": "Hi <b>Momo</b>"}
    [task] = ask(wish(cast, key, **{"due_at": due, **given, **more}), at=timezone.now())
    return task


def test_a_volunteer_reads_and_does_what_they_have(cast, su, host):
    task = give(cast, host, proof="required", form=(Question(field="mood", is_required=True),))

    shown = su.get(PAGE).text
    refused = su.post(PAGE, {"task": task.id, "do": "done", "outcome": "done", "mood": "bright"})
    still = Task.objects.get().state
    given = {"task": task.id, "do": "done", "outcome": "done", "mood": "bright", "proof_given": "said hello"}
    done = su.post(PAGE, given, follow=True)

    assert ("Welcome Momo" in shown, "Hi &lt;b&gt;Momo&lt;/b&gt;" in shown) == (True, True)
    assert (refused.status_code, "bright" in refused.text, still) == (422, True, "open")
    assert "Well done" in done.text
    task.refresh_from_db()
    assert (task.state, task.proof_given, task.answers) == ("done", "said hello", {"mood": "bright"})
    assert task.closed_by == f"member:{host.id}"


def test_a_volunteer_takes_what_waits_for_their_role_and_gives_it_back(cast, su, momo, host):
    task = give(cast, host, assignee_member_id=None, role="host")

    assert "Waits for somebody like you" in su.get(PAGE).text
    assert "Welcome Momo" not in momo.get(PAGE).text
    su.post(PAGE, {"task": task.id, "do": "claim"})
    taken = Task.objects.get().assignee
    su.post(PAGE, {"task": task.id, "do": "release"})

    assert (taken, Task.objects.get().assignee) == (f"member:{host.id}", "")


def test_nobody_touches_the_tasks_of_others(cast, momo, host):
    task = give(cast, host)

    answers = [momo.post(PAGE, {"task": task.id, "do": act}) for act in ("claim", "release", "done")]

    assert [one.status_code for one in answers] == [422] * 3
    assert (Task.objects.get().state, Task.objects.get().assignee) == ("open", f"member:{host.id}")


def test_an_unknown_outcome_is_refused(cast, su, host):
    task = give(cast, host)

    answer = su.post(PAGE, {"task": task.id, "outcome": "fly"})

    assert answer.status_code == 422
    assert Task.objects.get().state == "open"


def test_the_page_takes_a_fixed_number_of_queries(cast, su, host, django_assert_max_num_queries):
    for number in range(15):
        give(cast, host, f"k-{number}", form=(Question(field="mood"),))
    su.get(PAGE)

    with django_assert_max_num_queries(14):
        su.get(PAGE)


def test_an_empty_page_says_so(su):
    assert "Nothing is in your hands" in su.get(PAGE).text or "手上没有" in su.get(PAGE).text
