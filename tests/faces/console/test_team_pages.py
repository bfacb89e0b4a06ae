"""The pages about the team: jobs, matrix, workload, meetings, summaries; who may see and change what."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from linli.people.tasks.actions import closing, opening
from linli.people.tasks.models import Task
from linli.people.tasks.openings import Opening
from linli.people.team.models import Answerable, Capacity, Decision, Job, Meeting, Post, Summary

PAGES = ("", "matrix/", "workload/", "meetings/", "summaries/", "summaries/week/")


@pytest.fixture
def team(lin):
    """The six ready-made jobs, in English."""
    lin.post("/console/team/")
    return {one.code: one for one in Job.objects.all()}


@pytest.mark.parametrize("path", PAGES)
def test_an_empty_page_says_what_to_do_next(lin, path):
    page = lin.get(f"/console/team/{path}")

    assert page.status_code == 200
    assert ("ll-empty" in page.text) or path == "workload/"


@pytest.mark.parametrize("path", PAGES)
def test_zhou_sees_nothing_of_this_team(cast, lin, team, zhou, path):
    lin.post(f"/console/team/jobs/{team['editor'].id}/", {"act": "give", "staff": cast.lin.id, "hours": "8"})

    shown = zhou.get(f"/console/team/{path}").text

    assert "林晓" not in shown
    assert "Content editor" not in shown


def test_the_ready_made_jobs_are_taken_once(lin, team):
    lin.post("/console/team/")

    assert Job.objects.count() == 6
    page = lin.get("/console/team/").text
    assert "Content editor" in page
    assert "5 not covered" in page


def test_a_job_is_given_for_a_community_and_taken_back(cast, lin, team):
    path = f"/console/team/jobs/{team['moderator'].id}/"

    lin.post(path, {"act": "give", "staff": cast.cheng.id, "community": cast.community.id, "hours": "6.5"})
    refused = lin.post(path, {"act": "give", "staff": cast.cheng.id, "community": "", "hours": "1"})

    post = Post.objects.get()
    assert (post.staff_id, post.community_id, float(post.hours)) == (cast.cheng.id, cast.community.id, 6.5)
    assert refused.status_code == 422
    assert "程诺" in lin.get("/console/team/").text

    lin.post(path, {"act": "take", "id": post.id})
    assert Post.objects.count() == 0


def test_a_job_of_our_own_is_made_and_taken_away(lin, team):
    given = {
        "act": "save",
        "name": "Streamer",
        "department": "operations",
        "wanted": "2",
        "functions": "media",
    }
    lin.post("/console/team/jobs/new/", given)
    refused = lin.post("/console/team/jobs/new/", given)

    job = Job.objects.get(name="Streamer")
    assert (job.functions, job.wanted) == (["media"], 2)
    assert refused.status_code == 422

    lin.post(f"/console/team/jobs/{job.id}/", {"act": "drop"})
    assert not Job.objects.filter(name="Streamer").exists()


def test_the_matrix_names_what_is_missing_and_doubled(lin, team):
    lin.post(
        "/console/team/matrix/",
        {
            f"send-{team['editor'].id}": "A",
            f"step-{team['editor'].id}": "",
            f"call-{team['support'].id}": "RA",
        },
    )

    assert Answerable.objects.get(kind="send", job=team["editor"]).parts == "A"
    assert not Answerable.objects.filter(kind="step", job=team["editor"]).exists()
    page = lin.get("/console/team/matrix/").text
    assert "several answer for it (Planning lead, Content editor): leave one A" in page
    assert "nobody does it: give one job an R" in page


def test_everybody_declares_their_hours_and_only_who_leads_those_of_others(cast, lin, cheng):
    cheng.post("/console/team/workload/", {"hours": "10", "most_open": "5", "abilities": "patience"})
    refused = cheng.post("/console/team/workload/", {"who": cast.lin.id, "hours": "1", "most_open": "1"})
    lin.post("/console/team/workload/", {"who": cast.cheng.id, "hours": "12", "most_open": "5"})

    assert refused.status_code == 403
    assert [(one.staff_id, float(one.hours)) for one in Capacity.objects.all()] == [(cast.cheng.id, 12.0)]


def open_task(cast, key="k", due=timedelta(hours=-1)):
    now = timezone.now()
    with transaction.atomic():
        return opening.open_tasks(
            [
                Opening(
                    key=key,
                    about="care",
                    title="t",
                    community=cast.community.id,
                    origin="run:1",
                    staff_id=cast.cheng.id,
                    due_at=now + due,
                )
            ],
            by=cast.by_lin,
            at=now,
        )[0]


def test_the_workload_shows_who_has_how_much(cast, lin):
    open_task(cast)

    page = lin.get("/console/team/workload/").text

    assert "程诺" in page
    assert "Late tasks" in page


def test_a_meeting_is_planned_written_down_and_its_decision_becomes_a_task(cast, lin):
    starts = timezone.localtime().strftime("%Y-%m-%dT%H:%M")
    lin.post(
        "/console/team/meetings/", {"kind": "weekly", "title": "周会", "starts_at": starts, "agenda": "数据"}
    )
    meeting = Meeting.objects.get()
    path = f"/console/team/meetings/{meeting.id}/"

    lin.post(path, {"act": "minutes", "agenda": "数据", "minutes": "新人变多了"})
    day = (timezone.localdate() + timedelta(days=2)).isoformat()
    lin.post(path, {"act": "decide", "text": "补两个话题", "staff": cast.lin.id, "due_on": day})

    decision = Decision.objects.get()
    assert Task.objects.get(id=decision.task_id).staff_id == cast.lin.id
    assert "新人变多了" in lin.get(path).text
    lin.post(path, {"act": "drop", "id": decision.id})
    assert Decision.objects.count() == 0


def test_a_limited_seat_plans_no_meeting_of_the_whole_team_and_writes_no_foreign_minutes(cast, lin, cheng):
    starts = timezone.localtime().strftime("%Y-%m-%dT%H:%M")
    given = {"kind": "weekly", "title": "x", "starts_at": starts}
    assert cheng.post("/console/team/meetings/", given).status_code == 403
    lin.post("/console/team/meetings/", given)

    path = f"/console/team/meetings/{Meeting.objects.get().id}/"
    assert cheng.post(path, {"act": "minutes", "minutes": "x"}).status_code == 403
    assert Meeting.objects.get().minutes == ""


def test_a_week_is_drafted_kept_and_handed_out(cast, lin):
    task = open_task(cast, due=timedelta(hours=3))
    closing.complete_task(task=task, outcome="done", by=cast.by_cheng, at=timezone.now())
    monday = timezone.localdate() - timedelta(days=timezone.localdate().weekday())
    path = f"/console/team/summaries/week/?week={monday.isoformat()}"

    draft = lin.get(path).text
    assert "程诺: 1 task done" in draft
    lin.post(path, {"text": "# 好的一周\n- 都做完了"})

    summary = Summary.objects.get()
    assert (summary.week, summary.text) == (monday, "# 好的一周\n- 都做完了")
    handed = lin.get(f"/console/team/summaries/{summary.id}/text/")
    assert handed.content.decode() == "# 好的一周\n- 都做完了\n"
    assert "都做完了" in lin.get("/console/team/summaries/").text
    assert "都做完了" in lin.get(path).text
    assert "程诺: 1 task done" in lin.get(f"{path}&draft=1").text


def test_an_empty_summary_is_refused(lin):
    refused = lin.post("/console/team/summaries/week/", {"text": "  "})

    assert refused.status_code == 422
    assert Summary.objects.count() == 0


def test_a_moderator_reads_summaries_of_their_community_only(cast, lin, cheng):
    lin.post("/console/team/summaries/week/", {"text": "of everybody"})
    kept = Summary.objects.get()

    assert cheng.get(f"/console/team/summaries/{kept.id}/text/").status_code == 404
    assert "of everybody" not in cheng.get("/console/team/summaries/week/").text
    assert cheng.post("/console/team/summaries/week/", {"text": "mine"}).status_code == 403
    assert Summary.objects.count() == 1


def test_the_jobs_page_needs_a_bounded_number_of_queries(lin, team, django_assert_max_num_queries):
    with django_assert_max_num_queries(30):
        lin.get("/console/team/")
