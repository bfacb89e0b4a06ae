"""What each kind of step does: shared and other ways of posting, points back, tags, other playbooks."""

from datetime import timedelta

from django.db import transaction

from linli.connect.gateway.models import Effect, Identity
from linli.people.members.actions import tagging
from linli.people.members.models import Tag
from linli.run.playbooks import guard
from linli.run.playbooks.actions import gathering
from linli.run.playbooks.models import Gathering, Playbook, Run, StepVisit, Wait
from tests.run.playbooks.staging import document

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)

SHARED = document("""\
- id: hi
  post: {to: group, text: "欢迎 {persons}！", batch: {by: group, for: 10m, max: 3}}
""")
PRIVATE = document("""\
- id: hi
  post: {to: dm, text: "Hi {person.name}", fallback_to: {surface: group, text: "Hi all, hi {person.name}"}}
""")


def results(step):
    return [visit.result for visit in StepVisit.objects.filter(step=step).order_by("id")]


def test_newcomers_of_ten_minutes_share_one_welcome(stage, cast):
    stage.publish(SHARED)
    stage.join(cast.momo)
    stage.join(cast.su, after=MINUTE)
    early = gathering.close_due(at=stage.start + 9 * MINUTE), stage.posts()

    closed = gathering.close_due(at=stage.start + 10 * MINUTE)

    assert (early, closed) == ((0, []), 1)
    assert stage.posts("planned") == ["欢迎 墨墨、苏苏！"]
    [effect] = Effect.objects.all()
    assert [one["effect"] for one in results("hi")] == [effect.id] * 2
    assert [run.state for run in stage.runs()] == ["done", "done"]


def test_who_left_meanwhile_is_not_welcomed_and_a_welcome_for_nobody_is_not_said(stage, cast):
    stage.publish(
        SHARED.replace("steps:", "exit: [{event: membership.left, outcome: left}]\nsteps:").replace(
            "max: 3}}\n", "max: 3}}\n- {id: stay, wait: {for: 1d}}\n"
        )
    )
    stage.join(cast.momo)
    stage.join(cast.su)
    stage.leave(cast.su, after=MINUTE)

    gathering.close_due(at=stage.start + HOUR)
    origin = Effect.objects.get().origin
    before = guard.ended_gatherings([origin])
    stage.leave(cast.momo, after=2 * HOUR)

    assert stage.posts() == ["欢迎 墨墨！"]
    assert (before, guard.ended_gatherings([origin])) == ({}, {origin: "left"})


def test_a_full_welcome_is_said_at_once_and_the_next_one_is_opened(stage, cast):
    stage.publish(SHARED.replace("max: 3", "max: 2"))

    stage.join(cast.momo)
    stage.join(cast.su)

    assert stage.posts() == ["欢迎 墨墨、苏苏！"]
    assert Gathering.objects.filter(closed_at=None).count() == 0


def test_a_member_out_of_reach_is_spoken_to_in_the_group(stage, cast):
    Identity.objects.filter(member_id=cast.momo.id).delete()
    stage.publish(PRIVATE)
    stage.join(cast.momo)

    stage.hear_answers()
    stage._heard = 0
    stage.hear_answers()

    [lost, said] = Effect.objects.order_by("id")
    assert (lost.state, lost.reason) == ("suppressed", "unreachable:person_unknown")
    assert (said.surface, said.state, said.payload["text"]) == ("group", "planned", "Hi all, hi 墨墨")
    assert results("hi") == [{"effect": lost.id, "fallback": said.id}]


def test_who_can_be_reached_is_not_spoken_to_twice(stage, cast):
    stage.publish(PRIVATE)
    stage.join(cast.momo)

    stage.hear_answers()

    assert stage.posts() == ["Hi 墨墨"]


def test_what_an_award_gave_is_taken_back(stage, cast):
    stage.publish(
        document("""\
- id: gift
  award: {amount: 5, reason: hi, key: "gift:{run.id}"}
- id: back
  reverse: {of: gift, reason: sorry}
""")
    )

    stage.join()

    assert stage.awards() == [5, 5]
    assert results("back")[0]["available"] == 0


def test_tags_are_put_on_and_taken_off(stage, cast):
    with transaction.atomic():
        tagging.tag_members(members=[cast.momo.id], tag="new", by=cast.by_lin, at=cast.at)
    stage.publish(document("- {id: mark, set: {person.tags: {add: [regular], remove: [new]}}}\n"))

    stage.join()

    assert list(Tag.objects.values_list("name", flat=True)) == ["regular"]
    assert results("mark") == [{"set": 2}]


def test_a_refused_answer_is_written_down_and_the_run_goes_on(stage):
    stage.publish(document("- {id: mark, set: {profile.no_such_field: x}}\n- {id: hi, post: {text: Hi}}\n"))

    stage.join()

    assert "refused" in results("mark")[0]
    assert stage.posts() == ["Hi"]


def test_a_wait_for_a_condition_ends_when_it_holds(stage, cast):
    stage.publish(
        document("""\
- id: tagged
  wait: {until: '"vip" in person.tags', at_most: 2h, on_timeout: end}
- {id: hi, post: {text: Hi}}
""")
    )
    stage.join()
    waits = list(Wait.objects.values_list("arm", "kind").order_by("kind"))
    looked = stage.run().wake_at
    stage.wake(MINUTE)
    still = stage.run().state, stage.run().wake_at, Wait.objects.count()
    tagging.tag_members(members=[cast.momo.id], tag="vip", by=cast.by_lin, at=cast.at)

    stage.wake(2 * MINUTE)

    assert waits == [(-1, "member.tagged"), (-1, "member.untagged")]
    assert looked == stage.start + MINUTE
    assert still == ("waiting", stage.start + 2 * MINUTE, 2)
    assert (stage.posts(), stage.run().state) == (["Hi"], "done")


def test_a_wait_for_a_condition_has_its_limit(stage):
    stage.publish(
        document("""\
- id: tagged
  wait: {until: '"vip" in person.tags', at_most: 2h, on_timeout: sorry}
- {id: hi, post: {text: Hi}, next: end}
- {id: sorry, post: {text: Sorry}}
""")
    )
    stage.join()

    stage.wake(119 * MINUTE)
    stage.wake(2 * HOUR)

    assert (stage.posts(), stage.run().context["results"]["tagged"]) == (["Sorry"], {"outcome": "timeout"})


def test_a_condition_that_holds_already_is_not_waited_for(stage, cast):
    tagging.tag_members(members=[cast.momo.id], tag="vip", by=cast.by_lin, at=cast.at)
    stage.publish(
        document("- id: tagged\n  wait: {until: '\"vip\" in person.tags', at_most: 2h, on_timeout: end}\n")
    )

    stage.join()

    assert stage.run().outcome == "done"


def test_a_playbook_starts_another_and_stops_it(stage, cast):
    stage.publish(
        document("- {id: rest, wait: {for: 1d}}\n- {id: late, post: {text: Late}}\n", id="second").replace(
            "trigger: {event: membership.joined}", "trigger: {manual: true}"
        )
    )
    stage.publish(
        document("""\
- {id: more, start: {playbook: second}}
- {id: rest, wait: {for: 1h}}
- {id: enough, stop: {playbook: second}}
""")
    )

    stage.join()
    stage.wake(MINUTE)
    second = Run.objects.get(playbook__code="second")
    begun = second.state, second.depth, second.key
    stage.wake(HOUR)

    first = Run.objects.get(playbook__code="hello")
    assert begun == ("waiting", 1, f"run:{first.id}/more/1")
    assert results("more") == [{"run": second.id}]
    second.refresh_from_db()
    assert (second.state, second.outcome) == ("stopped", "by_playbook")
    assert stage.posts() == []


def test_a_playbook_that_does_not_run_is_not_started(stage):
    stage.publish(
        document("- {id: rest, wait: {for: 1d}}\n", id="second").replace(
            "trigger: {event: membership.joined}", "trigger: {manual: true}"
        )
    )
    stage.publish(document("- {id: more, start: {playbook: second}}\n"))
    Playbook.objects.filter(code="second").update(state="stopped")

    stage.join()

    assert results("more") == [{"refused": "not_active"}]
