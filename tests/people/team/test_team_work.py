"""Jobs, posts, the matrix, declarations, meetings whose decisions become tasks, the week's summary."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import transaction

from linli.kernel.orgs.models import AuditEntry
from linli.people.tasks.actions import closing, opening
from linli.people.tasks.models import Task
from linli.people.tasks.openings import Opening
from linli.people.team import drafting
from linli.people.team.actions import jobs as actions
from linli.people.team.actions import meetings as meeting_actions
from linli.people.team.actions.jobs import BadJob
from linli.people.team.actions.meetings import BadMeeting
from linli.people.team.models import Decision, Job, Meeting, Post, Summary
from linli.people.team.queries import carrying, jobs, meetings, week
from linli.people.team.queries.week import Talk
from linli.people.team.rules.load import Verdict
from tests.cast import events_after

pytestmark = pytest.mark.django_db
MONDAY = date(2026, 11, 2)
DAY = timedelta(days=1)


@pytest.fixture
def team(cast):
    """The six ready-made jobs."""
    actions.take_ready_made(language="zh-hans", by=cast.by_lin, at=cast.at)
    return {one.code: one for one in Job.objects.all()}


def give(cast, job, staff, community=None, hours=Decimal(8)):
    return actions.give_job(
        job=job, staff_id=staff.id, community_id=community, hours=hours, by=cast.by_lin, at=cast.at
    )


def open_tasks(cast, count, staff, due=DAY):
    with transaction.atomic():
        return opening.open_tasks(
            [
                Opening(
                    key=f"k{n}",
                    about="care",
                    title="t",
                    community=cast.community.id,
                    origin="run:1",
                    staff_id=staff.id,
                    due_at=cast.at + due,
                )
                for n in range(count)
            ],
            by=cast.by_lin,
            at=cast.at,
        )


def test_the_six_jobs_are_taken_once_with_a_matrix_without_flaws_but_for_people(cast, team):
    again = actions.take_ready_made(language="zh-hans", by=cast.by_lin, at=cast.at)

    assert again == 0
    assert [one.name for one in jobs.staffing().jobs] == [
        "策划负责人",
        "内容编辑",
        "社群管理员",
        "数据分析师",
        "客服专员",
        "运营助理",
    ]
    lines = jobs.responsibility(jobs.staffing().jobs)
    assert {one.flaw for line in lines for one in line.findings} == {"nobody_behind"}


def test_a_job_is_covered_where_somebody_holds_it_for_a_community_or_for_all(cast, team):
    give(cast, team["editor"], cast.lin)
    give(cast, team["moderator"], cast.cheng, cast.community.id)
    give(cast, team["moderator"], cast.cheng, cast.community.id, Decimal("4.5"))

    shown = jobs.staffing(community=cast.community.id)
    assert set(shown.uncovered) == {"events", "data"}
    assert {one.name: [post.name for post in one.posts] for one in shown.jobs if one.posts} == {
        "内容编辑": ["林晓"],
        "社群管理员": ["程诺"],
    }
    assert Post.objects.get(staff_id=cast.cheng.id).hours == Decimal("4.5")
    elsewhere = jobs.staffing(community=cast.community.id + 1)
    assert "service" in elsewhere.uncovered


def test_nobody_gets_a_job_where_their_seat_does_not_reach(cast, team):
    with pytest.raises(BadJob, match="does not reach"):
        give(cast, team["editor"], cast.cheng)
    with pytest.raises(BadJob, match="does not reach"):
        give(cast, team["editor"], cast.zhou, cast.community.id)
    assert Post.objects.count() == 0


def test_jobs_have_different_names(cast, team):
    with pytest.raises(BadJob, match="already"):
        actions.save_job(
            job=None,
            name="内容编辑",
            duties="",
            department="operations",
            functions=(),
            abilities=(),
            wanted=1,
            by=cast.by_lin,
            at=cast.at,
        )
    assert Job.objects.count() == 6


def test_only_what_changes_in_the_matrix_is_written_and_audited(cast, team):
    editor = team["editor"].id
    changed = actions.write_matrix(
        cells={("step", editor): "r", ("send", editor): "ia", ("flying", editor): "R", ("care", 999): "R"},
        by=cast.by_lin,
        at=cast.at,
    )

    assert changed == 1
    assert jobs.cells_now()["send", editor] == {"A", "I"}
    assert AuditEntry.objects.get(action="team.matrix_written").after == {f"send/{editor}": "AI"}


def test_who_carries_too_much_comes_first(cast, team):
    actions.declare(
        staff_id=cast.cheng.id,
        hours=Decimal(10),
        most_open=2,
        abilities=["patience", "flying"],
        by=cast.by_lin,
        at=cast.at,
    )
    open_tasks(cast, 3, cast.cheng)

    first, second = carrying.people(at=cast.at)

    assert (first.name, first.verdict, first.carried.open, first.abilities) == (
        "程诺",
        Verdict.TOO_MUCH,
        3,
        ("patience",),
    )
    assert (second.name, second.verdict) == ("林晓", Verdict.FREE)


def plan(cast, title="周会"):
    return meeting_actions.plan_meeting(
        kind="weekly",
        title=title,
        community_id=cast.community.id,
        starts_at=cast.at,
        agenda="一、数据",
        by=cast.by_lin,
        at=cast.at,
    )


def decide(cast, meeting, staff, text="补两个话题", due=MONDAY + DAY):
    return meeting_actions.decide(
        meeting=meeting,
        text=text,
        staff_id=staff.id,
        due_on=due,
        zone="Asia/Shanghai",
        by=cast.by_lin,
        at=cast.at,
    )


def test_a_decision_becomes_a_task_once_and_shows_how_it_went(cast):
    meeting = plan(cast)
    assert plan(cast).id == meeting.id
    decide(cast, meeting, cast.cheng)
    decision = decide(cast, meeting, cast.cheng)

    task = Task.objects.get()
    assert (task.id, task.staff_id, task.title) == (decision.task_id, cast.cheng.id, "补两个话题")
    closing.complete_task(task=task.id, outcome="done", by=cast.by_cheng, at=cast.at)
    assert [one.outcome for one in meetings.decisions_of([meeting.id])[meeting.id]] == ["done"]


def test_a_decision_taken_back_takes_its_open_task_with_it(cast):
    meeting = plan(cast)
    decision = decide(cast, meeting, cast.lin)

    meeting_actions.drop_decision(meeting=meeting, decision_id=decision.id, by=cast.by_lin, at=cast.at)

    assert (Decision.objects.count(), Task.objects.get().state) == (0, "cancelled")


def test_decisions_need_a_day_to_come_and_a_colleague_within_reach(cast):
    meeting = plan(cast)

    with pytest.raises(BadMeeting, match="coming year"):
        decide(cast, meeting, cast.lin, due=MONDAY - 30 * DAY)
    with pytest.raises(BadMeeting, match="does not reach"):
        decide(cast, meeting, cast.zhou)
    assert Task.objects.count() == 0


def test_minutes_say_once_that_a_meeting_was_held_and_the_log_holds_no_words(cast):
    meeting = plan(cast)
    for words in ("苏苏说得对", "苏苏说得很对"):
        meeting_actions.write_minutes(
            meeting=meeting, agenda="一、数据", minutes=words, by=cast.by_lin, at=cast.at
        )

    held = [one for one in events_after() if one.kind == "team.meeting_held"]
    assert len(held) == 1
    assert "苏苏" not in str(held[0].fact)
    assert Meeting.objects.get().minutes == "苏苏说得很对"


def test_the_draft_of_a_week_tells_its_figures_in_the_language_asked_for(cast):
    one, two, three = open_tasks(cast, 3, cast.cheng)
    closing.complete_task(task=one, outcome="done", by=cast.by_cheng, at=cast.at)
    closing.complete_task(task=two, outcome="done", by=cast.by_cheng, at=cast.at + 2 * DAY)
    closing.expire(["k2"], at=cast.at + 2 * DAY)

    figures = week.figures(
        MONDAY, zone="Asia/Shanghai", at=cast.at + 3 * DAY, talk=Talk(120, 100, joins=3, exits=5)
    )
    english = drafting.draft(figures, language="en", name="清风书社")
    chinese = drafting.draft(figures, language="zh-hans", name="清风书社")

    assert (figures.done, figures.late, figures.missed) == (2, 1, 1)
    assert "- 2 tasks done, 1 of them late; 1 ran out of time." in english
    assert "- 程诺: 2 tasks done, 1 late, 1 not done" in english
    assert "More people left than came." in english
    assert "清风书社" in chinese
    assert three


def test_a_summary_is_kept_once_a_week_and_only_by_its_monday(cast):
    keep = {"community_id": None, "language": "zh-hans", "by": cast.by_lin, "at": cast.at}

    meeting_actions.keep_summary(week=MONDAY, text="很好", **keep)
    meeting_actions.keep_summary(week=MONDAY, text="很好", **keep)
    meeting_actions.keep_summary(week=MONDAY, text="很好，继续", **keep)

    assert [one.text for one in Summary.objects.all()] == ["很好，继续"]
    with pytest.raises(BadMeeting, match="Monday"):
        meeting_actions.keep_summary(week=MONDAY + DAY, text="很好", **keep)
    with pytest.raises(BadMeeting, match="empty"):
        meeting_actions.keep_summary(week=MONDAY, text="  ", **keep)


def test_a_limited_seat_sees_only_its_meetings_and_summaries(cast):
    reach = frozenset({cast.community.id})
    meeting_actions.keep_summary(
        week=MONDAY, community_id=None, language="en", text="all", by=cast.by_lin, at=cast.at
    )
    meeting = plan(cast)
    foreign = meeting_actions.plan_meeting(
        kind="other",
        title="x",
        community_id=cast.community.id + 1,
        starts_at=cast.at,
        agenda="",
        by=cast.by_lin,
        at=cast.at,
    )

    assert [one.id for one in meetings.meetings(reach=reach)] == [meeting.id]
    assert meetings.summaries(reach=reach) == []
    with pytest.raises(meetings.NoSuchMeeting):
        meetings.access_meeting(cast.cheng_seat, foreign.id)
    with pytest.raises(meetings.NoSuchSummary):
        meetings.access_summary(cast.cheng_seat, Summary.objects.get().id)
