import pytest

from linli.kernel.orgs.models import Seat
from linli.people.tasks.models import Task
from linli.run.playbooks.models import Playbook, Run
from tests.faces.console import operating
from tests.run.playbooks.staging import Stage, document

pytestmark = pytest.mark.django_db
NEW = "/console/playbooks/new/"


def test_a_text_is_published_and_drawn(cast, lin):
    answer = lin.post(NEW, {"act": "publish", "source": document(operating.GREETING)}, follow=True)

    playbook = Playbook.objects.get()
    assert (playbook.code, playbook.state, playbook.current.number) == ("hello", "active", 1)
    assert ("Version 1 is published" in answer.text, "Joins a group" in answer.text) == (True, True)


def test_every_problem_is_shown_with_its_line_and_nothing_is_written(cast, lin):
    source = document("- id: a\n  post: {to: moon, text: x}\n- id: a\n  wait: {duration: never}\n")

    answer = lin.post(NEW, {"act": "publish", "source": source})

    assert (answer.status_code, Playbook.objects.count()) == (200, 0)
    assert "Not published. Nothing was changed." in answer.text
    assert answer.text.count('<span class="ll-pill ll-rose">') >= 2


def test_the_text_is_checked_while_it_is_written(cast, lin):
    answer = lin.post(NEW, {"source": "kind: playbook"}, headers={"HX-Request": "true"})

    assert ("<html" in answer.text, "What must be mended" in answer.text) == (False, True)
    assert Playbook.objects.count() == 0


def test_a_draft_is_kept_without_being_published(cast, lin):
    lin.post(NEW, {"act": "save", "source": "id: later\nsteps: nonsense"})

    playbook = Playbook.objects.get()
    assert (playbook.code, playbook.state, playbook.current) == ("later", "draft", None)


def test_a_limited_seat_publishes_nothing(cast, cheng):
    Seat.objects.filter(id=cast.cheng_seat.id).update(role="planner")

    answer = cheng.post(NEW, {"act": "publish", "source": document(operating.GREETING)})

    assert (answer.status_code, Playbook.objects.count()) == (403, 0)


def test_a_run_shows_its_steps_and_why(cast, lin):
    run = operating.greet(cast)

    shown = lin.get(f"/console/runs/{run.id}/").text
    playbook = lin.get(f"/console/playbooks/{run.playbook_id}/").text
    why = lin.get(f"/console/playbooks/{run.playbook_id}/?tab=why&member={cast.momo.id}").text
    not_why = lin.get(f"/console/playbooks/{run.playbook_id}/?tab=why&who=苏苏").text

    assert ("greet" in shown, "Here now" in shown, "墨墨" in shown) == (True, True, True)
    assert ("1 began" in playbook, "1 here now" in playbook) == (True, True)
    assert "Run 1 of the playbook began, on version 1" in why
    assert f"?tab=why&amp;member={cast.su.id}" in not_why


def test_a_playbook_is_paused_resumed_and_stopped(cast, lin):
    run = operating.greet(cast)
    states = []
    for act in ("pause", "resume", "stop"):
        lin.post(f"/console/playbooks/{run.playbook_id}/turn/", {"act": act})
        states.append(Playbook.objects.get().state)

    assert (states, Run.objects.get().state) == (["paused", "active", "stopped"], "stopped")


def test_one_run_is_stopped(cast, lin):
    run = operating.greet(cast)

    lin.post(f"/console/runs/{run.id}/stop/")

    assert Run.objects.get().state == "stopped"


def test_a_task_of_a_playbook_is_done_by_whom_it_is_for(cast, cheng):
    run = operating.greet(cast)
    task = Task.objects.get()
    listed = cheng.get("/console/tasks/?tab=unassigned").text

    empty = cheng.post(f"/console/tasks/{task.id}/", {"outcome": "done"})
    still = Task.objects.get().state
    done = cheng.post(f"/console/tasks/{task.id}/", {"outcome": "done", "heard": "她喜欢散文"})
    Stage(cast).hear_answers()

    task.refresh_from_db()
    assert ("Say hello to 墨墨" in listed, f"/console/runs/{run.id}/" in listed) == (True, True)
    assert (empty.status_code, still, done.status_code) == (200, "open", 302)
    assert (task.state, task.outcome, task.answers) == ("done", "done", {"heard": "她喜欢散文"})
    assert Run.objects.get().outcome == "greeted"


def test_an_outcome_that_is_none_is_refused(cast, lin):
    operating.greet(cast)
    task = Task.objects.get()

    answer = lin.post(f"/console/tasks/{task.id}/", {"outcome": "fly", "heard": "x"})

    assert ("fly" in answer.text, Task.objects.get().state) == (True, "open")
