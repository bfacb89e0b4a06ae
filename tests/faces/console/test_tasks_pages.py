"""The task list of the console: what stands beside it, doing, taking, giving, talking; who sees what."""

from datetime import timedelta

import pytest
from django.utils import timezone

from linli.people.tasks.actions import commenting
from linli.people.tasks.actions.opening import Question, TaskPart
from linli.people.tasks.models import Task, TaskStep
from tests.people.tasks.asking import ask, wish

URL = "/console/tasks/"


@pytest.fixture
def tasks(cast):
    """One of Cheng, one that nobody has and is late, one that waits for an editor."""
    now = timezone.now()
    return ask(
        wish(
            cast,
            "mine",
            title="Call Momo back",
            staff_id=cast.cheng.id,
            due_at=now + timedelta(hours=2),
            body="Hello <b>Momo</b>",
            purpose="They waited for long",
            parts=(
                TaskPart("link", "https://a.example/x", "Script"),
                TaskPart("file", "javascript:alert(1)"),
            ),
            form=(
                Question(field="heard", label="What you heard", is_required=True),
                Question(field="agreed", type="yes_no"),
                Question(field="on", type="date"),
                Question(field="mood", type="choice", choices=("good", "bad")),
            ),
            outcomes=("done", "skip"),
            proof="optional",
        ),
        wish(cast, "late", title="Welcome the new ones", due_at=now - timedelta(hours=3)),
        wish(cast, "editor", title="Write the recap", role="editor", due_at=now + timedelta(days=1)),
        at=now - timedelta(hours=5),
    )


def test_the_first_of_my_tasks_stands_beside_the_list(cheng, tasks):
    shown = cheng.get(URL).text

    assert "Call Momo back" in shown
    assert "They waited for long" in shown
    assert "Hello &lt;b&gt;Momo&lt;/b&gt;" in shown
    assert "What you heard" in shown
    assert "Welcome the new ones" not in shown
    assert 'href="javascript:' not in shown


def test_nobodys_tasks_are_those_of_my_role(cheng, lin, tasks):
    of_cheng = cheng.get(URL, {"tab": "unassigned"}).text
    of_lin = lin.get(URL, {"tab": "unassigned"}).text

    assert ("Welcome the new ones" in of_cheng, "Write the recap" in of_cheng) == (True, False)
    assert ("Welcome the new ones" in of_lin, "Write the recap" in of_lin) == (True, True)
    assert "Overdue" in of_cheng


def test_the_list_is_narrowed(cheng, tasks):
    late = cheng.get(URL, {"tab": "all", "late": "1"}).text
    words = cheng.get(URL, {"tab": "all", "q": "recap"}).text
    nothing = cheng.get(URL, {"tab": "all", "about": "care"}).text

    assert ("Welcome the new ones" in late, "Write the recap" in late) == (True, False)
    assert ("Welcome the new ones" in words, "Write the recap" in words) == (False, True)
    assert "No task matches" in nothing


def test_htmx_gets_the_rows_or_the_task_alone(cheng, tasks):
    headers = {"HX-Request": "true"}

    rows = cheng.get(URL, {"tab": "all"}, headers=headers).text
    one = cheng.get(f"{URL}{tasks[0].id}/", headers=headers).text

    assert ("<html" in rows, "Call Momo back" in rows) == (False, True)
    assert ("<html" in one, "What you heard" in one) == (False, True)


def test_a_task_is_done_with_its_answers(cheng, tasks):
    url = f"{URL}{tasks[0].id}/"
    empty = cheng.post(url, {"do": "done", "outcome": "done", "proof_given": "kept words"})
    done = cheng.post(
        url,
        {
            "do": "done",
            "outcome": "done",
            "heard": "likes essays",
            "agreed": "yes",
            "on": "2026-11-03",
            "mood": "good",
            "proof_given": "https://a.example/1",
            "back": "tab=mine&page=1",
        },
    )

    assert (empty.status_code, "kept words" in empty.text) == (200, True)
    assert done.headers["Location"] == "/console/tasks/?tab=mine&page=1"
    task = Task.objects.get(id=tasks[0].id)
    assert (task.state, task.proof_given) == ("done", "https://a.example/1")
    assert task.answers == {"heard": "likes essays", "agreed": True, "on": "2026-11-03", "mood": "good"}
    assert "likes essays" in cheng.get(url).text


def test_a_refusal_is_told_and_keeps_what_was_typed(cheng, tasks):
    answer = cheng.post(f"{URL}{tasks[0].id}/", {"outcome": "fly", "heard": "likes essays"})

    assert ("is no outcome of this task" in answer.text, "likes essays" in answer.text) == (True, True)
    assert Task.objects.get(id=tasks[0].id).state == "open"


def test_a_task_is_taken_given_back_and_given_to_another(cast, cheng, tasks):
    url = f"{URL}{tasks[1].id}/"

    cheng.post(url, {"do": "claim"})
    taken = Task.objects.get(id=tasks[1].id).assignee
    cheng.post(url, {"do": "release"})
    back = Task.objects.get(id=tasks[1].id).assignee
    answer = cheng.post(url, {"do": "assign", "to": f"staff:{cast.lin.id}"}, follow=True)

    assert (taken, back) == (f"staff:{cast.cheng.id}", "")
    assert Task.objects.get(id=tasks[1].id).assignee == f"staff:{cast.lin.id}"
    assert "林晓 has this task" in answer.text
    assert "程诺 assigned it to 林晓" in answer.text


def test_who_may_not_take_a_task_is_told_why(cheng, tasks):
    shown = cheng.get(f"{URL}{tasks[2].id}/").text
    answer = cheng.post(f"{URL}{tasks[2].id}/", {"do": "claim"}, follow=True)

    assert "This waits for: Content editor" in shown
    assert "waits for another role" in answer.text
    assert Task.objects.get(id=tasks[2].id).assignee == ""


def test_many_tasks_are_given_at_once(cast, cheng, tasks):
    ids = [one.id for one in tasks]

    nothing = cheng.post(f"{URL}give/", {"to": f"staff:{cast.cheng.id}"}, follow=True)
    answer = cheng.post(
        f"{URL}give/", {"ids": ids, "to": f"staff:{cast.cheng.id}", "back": "tab=all"}, follow=True
    )

    assert "Choose the rows first." in nothing.text
    assert "2 tasks changed hands." in answer.text
    assert set(Task.objects.values_list("staff_id", flat=True)) == {cast.cheng.id}


def test_colleagues_talk_under_a_task(cast, cheng, tasks):
    url = f"{URL}{tasks[0].id}/"

    answer = cheng.post(url, {"do": "comment", "text": "@林晓 <i>please</i>"}, follow=True)
    empty = cheng.post(url, {"do": "comment", "text": " "})

    assert "@林晓 &lt;i&gt;please&lt;/i&gt;" in answer.text
    assert "1 to 2000 characters" in empty.text
    assert TaskStep.objects.get().mentions == [cast.lin.id]


def test_who_is_addressed_sees_it_above_the_list(cast, cheng, lin, tasks):
    cheng.post(f"{URL}{tasks[1].id}/", {"do": "comment", "text": "@林晓 please look"})

    assert "@林晓 please look" in lin.get(URL).text
    assert "@林晓 please look" not in cheng.get(URL).text


def test_the_board_shows_where_everything_stands(cheng, tasks):
    cheng.post(f"{URL}{tasks[0].id}/", {"do": "claim"})

    shown = cheng.get(f"{URL}board/").text

    assert ("Call Momo back" in shown, "Welcome the new ones" in shown) == (True, True)


def test_a_task_without_outcomes_points_to_where_it_is_done(cast, lin):
    [task] = ask(wish(cast, outcomes=(), origin="application:4", about="review"))

    shown = lin.get(f"{URL}{task.id}/").text

    assert "This closes by itself once it is done there" in shown
    assert "/console/entry/applications/4/" in shown


def test_others_see_nothing_of_it(cast, cheng, zhou, tasks):
    [of_all] = ask(wish(cast, "all", community=None, member=None, title="Of the whole house"))

    assert zhou.get(f"{URL}{tasks[0].id}/").status_code == 404
    assert zhou.post(f"{URL}{tasks[0].id}/", {"do": "claim"}).status_code == 404
    assert "Call Momo back" not in zhou.get(URL, {"tab": "all"}).text
    assert cheng.get(f"{URL}{of_all.id}/").status_code == 404
    assert "Of the whole house" not in cheng.get(URL, {"tab": "all"}).text
    assert cheng.get(URL, {"tab": "all", "community": "999999"}).status_code in {404, 422}


def test_a_long_list_takes_a_fixed_number_of_queries(cast, lin, django_assert_max_num_queries):
    now = timezone.now()
    tasks = ask(*(wish(cast, f"k-{n}", staff_id=cast.lin.id, due_at=now) for n in range(60)))
    for _n in range(5):
        commenting.comment(task=tasks[0].id, text="hm", by=cast.by_cheng, at=now)
    lin.get(URL)

    with django_assert_max_num_queries(32):
        shown = lin.get(URL).text

    assert shown.count("data-ll-row ") == 30
    with django_assert_max_num_queries(24):
        lin.get(f"{URL}{tasks[0].id}/")
    with django_assert_max_num_queries(22):
        lin.get(f"{URL}board/")


def test_an_empty_list_says_what_to_do_next(lin):
    assert "You have no task" in lin.get(URL).text
    assert "Everything is in somebody" in lin.get(URL, {"tab": "unassigned"}).text
    assert "Playbooks put here" in lin.get(URL, {"tab": "done"}).text
