"""A test run on yourself: everything is said to you, nothing lasts, and time passes faster."""

from datetime import timedelta

import pytest

from linli.connect.gateway.models import Effect, Identity
from linli.facts.playbooks import RunEnded, RunStarted
from linli.people.members.models import Member
from linli.people.tasks.models import Task
from linli.run.growth.models import Entry
from linli.run.playbooks.actions import rehearsing
from linli.run.playbooks.document.problems import CannotPublish
from linli.run.playbooks.models import Assignment, Playbook, Run, Skip, StepVisit
from linli.run.playbooks.queries import runs
from tests.cast import events_after
from tests.run.playbooks.staging import document

pytestmark = pytest.mark.django_db
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
DAY_A_MINUTE = 1440

SOURCE = document("""\
- {id: hello, post: {to: group, text: "Hello {person.name}", class: nurture}}
- {id: settle, wait: {for: 1d}}
- {id: gift, award: {amount: 5, reason: hi, key: "a:{person.id}"}}
- id: call
  human_task: {title: Call, assign: {role: moderator}, due: 2d, outcomes: {done: bye, timeout: end}}
- {id: bye, post: {to: dm, text: "Bye", class: nurture}}
""")


@pytest.fixture
def me(cast):
    """Lin has a record among the members, too."""
    member = Member.objects.create(id=7001, name="林晓", first_seen_at=cast.at)
    Identity.objects.create(
        channel=cast.channel, external="lin", member_id=member.id, first_seen_at=cast.at, name="林晓"
    )
    return member


def rehearse(stage, *, to=None, source=SOURCE, speed=DAY_A_MINUTE, after=timedelta(), **more):
    cast = stage.cast
    given = {"about": (cast.momo.id, cast.group.id, cast.community.id), "staff": cast.lin.id}
    at = stage.start + after
    return rehearsing.rehearse(**{**given, **more}, source=source, to=to, speed=speed, by=cast.by_lin, at=at)


def test_everything_is_said_to_who_rehearses_and_time_passes_faster(stage, cast, me):
    run = rehearse(stage, to=me.id)

    assert (run.is_test, run.state, run.step, run.wake_at) == (
        True,
        "waiting",
        "settle",
        stage.start + MINUTE,
    )
    said = Effect.objects.get()
    assert (said.member_id, said.surface, said.group_id) == (me.id, "dm", None)
    assert said.payload["text"] == "Hello 墨墨"
    stage.wake(MINUTE)
    run.refresh_from_db()
    assert (run.state, run.step, run.wake_at) == ("blocked_task", "call", stage.start + 3 * MINUTE)


def test_tasks_are_ones_own_and_points_are_not_given(stage, cast, me):
    run = rehearse(stage, to=me.id)
    stage.wake(MINUTE)

    assert Task.objects.get().staff_id == cast.lin.id
    assert Entry.objects.count() == 0
    assert StepVisit.objects.get(step="gift").result == {"pretended": "rehearsal"}
    stage.answer("done", by=cast.by_lin, after=2 * MINUTE)
    run.refresh_from_db()
    assert (run.state, run.outcome) == ("done", "done")
    assert [effect.member_id for effect in Effect.objects.all()] == [me.id, me.id]


def test_without_a_record_of_ones_own_it_is_shown_with_the_run(stage):
    rehearse(stage)

    assert Effect.objects.count() == 0
    shown = StepVisit.objects.get(step="hello").result
    assert (shown["rehearsed"], shown["text"], shown["surface"]) == (True, "Hello 墨墨", "group")


def test_the_member_it_is_about_can_still_come_in_and_nothing_is_counted(stage, cast, me):
    stage.publish(SOURCE)
    rehearse(stage, to=me.id)

    stage.join()

    assert list(Run.objects.order_by("id").values_list("is_test", "run_no")) == [(True, 1), (False, 1)]
    assert (Skip.objects.count(), Assignment.objects.count()) == (0, 0)


def test_the_log_tells_of_no_run(stage):
    before = max((one.position for one in events_after()), default=0)

    rehearse(stage, source=document('- {id: hello, post: {to: group, text: "Hello"}}\n'))

    kinds = {one.kind for one in events_after(before)}
    assert kinds & {RunStarted.kind, RunEnded.kind} == set()
    assert Run.objects.get().state == "done"


def test_a_draft_is_rehearsed_without_being_published(stage, cast):
    rehearse(stage)

    playbook = Playbook.objects.get()
    assert (playbook.state, playbook.current, playbook.draft) == ("draft", None, SOURCE)
    assert runs.versions_of(playbook) == []
    assert stage.publish(SOURCE).number == 1
    assert [one.number for one in runs.versions_of(playbook)] == [1]


def test_a_second_rehearsal_takes_the_place_of_the_first(stage):
    first = rehearse(stage)

    second = rehearse(stage, after=MINUTE)

    first.refresh_from_db()
    assert (first.state, first.outcome) == ("stopped", "replaced")
    assert (second.state, second.run_no, second.version_id) == ("waiting", 2, first.version_id)


def test_what_the_member_says_moves_the_rehearsal(stage):
    listen = "- {id: listen, wait: {any: [{event: message.posted, go: end}], at_most: 3d, on_timeout: end}}\n"
    run = rehearse(stage, source=document(listen))

    stage.say("大家好", after=MINUTE)

    run.refresh_from_db()
    assert run.state == "done"
    assert StepVisit.objects.get().result["outcome"] == "message.posted"


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"speed": 0}, "choose how much faster time passes: 1 to 100000"),
        ({"about": (None, 1, 1)}, "choose a member for whom it is rehearsed"),
        ({"about": (1, None, 1)}, "choose a group in which it is rehearsed"),
    ],
)
def test_what_does_not_fit_is_refused_and_nothing_begins(stage, change, sentence):
    with pytest.raises(rehearsing.CannotRehearse) as refused:
        rehearse(stage, **change)

    assert str(refused.value) == sentence
    assert (Run.objects.count(), Playbook.objects.count()) == (0, 0)


def test_a_text_with_mistakes_is_not_rehearsed(stage):
    with pytest.raises(CannotPublish):
        rehearse(stage, source=SOURCE.replace("settle, wait", "settle, wiat"))

    assert Playbook.objects.count() == 0


def test_somebody_who_is_not_in_the_group_can_be_played(stage, cast, me):
    source = SOURCE.replace("steps:", "exit: [{event: membership.left, outcome: left}]\nsteps:")

    run = rehearse(stage, to=me.id, source=source, about=(me.id, cast.group.id, cast.community.id))

    assert (run.state, run.step) == ("waiting", "settle")
    assert Effect.objects.get().payload["text"] == "Hello 林晓"
