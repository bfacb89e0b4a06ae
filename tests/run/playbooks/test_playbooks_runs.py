"""One run from joining to its end: posts, waits, branches, awards, tasks."""

from datetime import timedelta

import pytest

from linli.connect.gateway.models import Effect
from linli.facts.members import MembershipJoined
from linli.facts.messages import MessagePosted
from linli.kernel.verbs.context import Context
from linli.kernel.verbs.registry import registry
from linli.run.playbooks.models import StepVisit, Wait
from tests.cast import ROOM, events_after
from tests.run.playbooks.staging import document

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)

WELCOME = document("""\
- id: welcome
  post: {text: "欢迎 {person.name} 来到{group.name}", mention_person: true}
- id: pause
  wait: {for: 3m}
- id: gift
  award: {amount: 5, reason: 入群, key: "joined:{person.id}"}
""")


def test_a_newcomer_is_welcomed_at_once_and_awarded_after_the_wait(stage):
    stage.publish(WELCOME)

    stage.join()
    welcomed = stage.posts("planned"), stage.awards(), stage.run().state
    early = stage.wake(2 * MINUTE)
    stage.wake(3 * MINUTE)

    assert welcomed == (["欢迎 墨墨 来到共读一群"], [], "waiting")
    assert early == 0
    assert stage.awards() == [5]
    assert (stage.run().state, stage.run().outcome) == ("done", "done")
    assert stage.path() == ["welcome", "pause", "gift"]


TASK = document("""\
- id: hello
  human_task:
    title: 和 {person.name} 打个招呼
    assign: {role: moderator}
    due: 1d
    form: [{field: note, type: text, required: true}]
    outcomes: {done: thanks, skip: end, timeout: sorry}
- id: thanks
  award: {amount: 3, reason: hello, key: "hello:{person.id}"}
  next: end
- id: sorry
  post: {text: Sorry}
""")


LISTEN = document("""\
- id: listen
  wait:
    any:
      - {event: message.posted, where: length >= 4, go: praise}
      - {event: checkin.done, go: praise}
    at_most: 3d
    on_timeout: nudge
- id: praise
  award: {amount: 10, reason: 第一次发言, key: "first:{person.id}"}
  next: end
- id: nudge
  post: {to: dm, text: {zh-hans: 说句话吧, en: Say something}}
""")


def test_an_event_that_fits_ends_the_wait_and_others_do_not(stage, cast):
    stage.publish(LISTEN)
    stage.join()

    stage.say("好", after=HOUR)
    stage.say("另一个人说的", cast.su, after=HOUR)
    still = stage.run().state
    stage.say("大家好呀", after=2 * HOUR)

    assert still == "waiting"
    assert stage.path() == ["listen", "praise"]
    assert (stage.awards(), stage.run().outcome) == ([10], "done")
    visit = StepVisit.objects.get(step="listen")
    assert visit.result["outcome"] == "message.posted"
    assert (visit.entered_at, visit.left_at) == (stage.start, stage.start + 2 * HOUR)


def test_a_late_scheduler_does_not_make_a_wait_deaf(stage):
    stage.publish(LISTEN.replace("steps:\n", "steps:\n- {id: rest, wait: {for: 1h}}\n"))
    stage.join()
    said = stage.event(MessagePosted("m-1", ROOM, "大家好呀"), after=2 * HOUR)

    stage.wake(3 * HOUR)
    stage.happen(said)

    assert stage.path() == ["rest", "listen", "praise"]


def test_what_was_said_before_the_wait_began_does_not_end_it(stage):
    stage.publish(LISTEN.replace("steps:\n", "steps:\n- {id: rest, wait: {for: 1h}}\n"))
    stage.join()
    said = stage.event(MessagePosted("m-1", ROOM, "大家好呀"), after=HOUR / 2)

    stage.wake(HOUR)
    stage.happen(said)

    assert stage.run().state == "waiting"


def test_a_wait_without_its_event_ends_with_its_limit(stage):
    stage.publish(LISTEN)
    stage.join()

    stage.wake(3 * DAY)

    assert stage.path() == ["listen", "nudge"]
    assert stage.posts() == ["说句话吧"]
    assert Effect.objects.get().surface == "dm"
    assert StepVisit.objects.get(step="listen").result == {"outcome": "timeout"}
    assert Wait.objects.count() == 0


def test_a_message_in_another_group_is_not_the_event(stage):
    stage.publish(LISTEN)
    stage.join()

    elsewhere = stage.event(MessagePosted("m-9", "another", "大家好呀"), after=HOUR, group=999_999)
    stage.happen(elsewhere)

    assert stage.run().state == "waiting"


def test_a_join_and_a_message_in_one_delivery_are_both_heard_in_order(stage):
    stage.publish(LISTEN)
    early = stage.event(MessagePosted("m-1", ROOM, "before I came"))
    join = stage.event(MembershipJoined(ROOM))
    late = stage.event(MessagePosted("m-2", ROOM, "after I came"))

    stage.happen(early, join, late)

    assert stage.path() == ["listen", "praise"]
    assert StepVisit.objects.get(step="listen").result["event"] == str(late.id)


def test_the_branch_reads_what_is_true_when_the_run_gets_there(stage, cast):
    stage.publish(
        document(
            "- id: rest\n  wait: {for: 1d}\n"
            "- id: fork\n  branch:\n"
            "    - {when: growth.points >= 7 and not person.is_operator, go: rich}\n"
            "    - {else: poor}\n"
            "- id: rich\n  end: {outcome: rich}\n"
            "- id: poor\n  end: {outcome: poor}\n"
        )
    )
    stage.join(cast.su)
    stage.join(cast.momo)
    context = Context(
        org_id=cast.org.id,
        community_id=cast.community.id,
        at=stage.start,
        actor="staff:1",
        key="k",
        member_id=cast.su.id,
    )
    registry.run("growth.award_points", {"points": 7, "reason": "gift"}, context)

    stage.wake(DAY)

    outcomes = {run.member_id: run.outcome for run in stage.runs()}
    assert outcomes == {cast.su.id: "rich", cast.momo.id: "poor"}
    visit = StepVisit.objects.get(step="fork", run__member_id=cast.su.id)
    assert visit.inputs == {"growth.points": 7, "person.is_operator": False}
    assert visit.result == {"arm": 1, "go": "rich"}


def test_a_wait_until_a_time_of_day_goes_by_the_clock_of_the_community(stage):
    stage.publish(
        document(
            '- {id: rest, wait: {until_local: {day_of_run: 3, at: "19:30"}}}\n- {id: hi, post: {text: Hi}}\n'
        )
    )

    stage.join()

    # Tuesday 09:00 in Shanghai is day 1; Thursday 19:30 there is 11:30 UTC.
    assert stage.run().wake_at == stage.start.replace(day=5, hour=11, minute=30)


def test_a_moment_that_has_passed_is_not_waited_for(stage):
    stage.publish(
        document(
            '- {id: rest, wait: {until_local: {day_of_run: 1, at: "08:00"}}}\n- {id: hi, post: {text: Hi}}\n'
        )
    )

    stage.join()

    assert stage.path() == ["rest", "hi"]


def test_a_round_ends_after_twenty_visits(stage):
    stage.publish(
        document(
            "- {id: hi, post: {text: Hi}}\n"
            "- {id: rest, wait: {for: 1d}}\n"
            "- {id: again, branch: [{when: person.is_bot, go: end}, {else: hi}]}\n"
        )
    )
    stage.join()

    for days in range(1, 25):
        stage.wake(days * DAY)

    assert len(stage.posts()) == 20
    assert (stage.run().state, stage.run().outcome) == ("done", "too_many_visits")


def test_a_task_waits_for_a_person_and_takes_the_run_on(stage, cast):
    stage.publish(TASK)
    stage.join()
    task = stage.task()
    opened = (task.title, task.role, task.state, stage.run().state)
    who = (task.member_id, task.community_id, task.group_id)

    stage.answer("done", {"note": "聊得很好"}, after=HOUR)

    assert opened == ("和 墨墨 打个招呼", "moderator", "open", "blocked_task")
    assert who == (cast.momo.id, cast.community.id, cast.group.id)
    assert (task.key, task.origin) == (f"run:{stage.run().id}/hello/1", f"run:{stage.run().id}")
    assert (stage.task().state, stage.task().answers) == ("done", {"note": "聊得很好"})
    assert stage.path() == ["hello", "thanks"]
    assert stage.awards() == [3]
    assert stage.run().context["results"]["hello"] == {"outcome": "done", "note": "聊得很好"}
    kinds = [event.kind for event in events_after() if event.kind.startswith(("task.", "run."))]
    assert kinds == ["run.started", "task.opened", "task.closed", "run.ended"]


def test_a_task_that_nobody_does_times_out(stage):
    stage.publish(TASK)
    stage.join()

    stage.wake(DAY)
    stage.hear_answers(after=DAY)

    assert stage.path() == ["hello", "sorry"]
    assert (stage.task().state, stage.task().outcome) == ("expired", "timeout")
    assert [event.fact.outcome for event in events_after() if event.kind == "task.closed"] == ["timeout"]


def test_an_answer_that_is_heard_twice_moves_the_run_once(stage):
    stage.publish(TASK)
    stage.join()
    stage.answer("done", {"note": "a"})
    stage._heard = 0

    stage.hear_answers()

    assert (stage.path(), stage.awards()) == (["hello", "thanks"], [3])


def test_an_answer_after_its_time_moves_nothing(stage):
    stage.publish(TASK.replace("next: end\n- id: sorry", "next: hello\n- id: sorry"))
    stage.join()
    stage.answer("done", {"note": "a"})
    first = stage.run().step, stage.run().state
    stage._heard = 0

    stage.hear_answers()

    assert first == ("hello", "blocked_task")
    assert stage.path() == ["hello", "thanks", "hello"]


def test_a_refused_award_is_written_down_and_the_run_goes_on(stage, cast):
    stage.publish(
        document(
            "- {id: gift, award: {amount: 1000000, reason: much, key: a}}\n- {id: hi, post: {text: Hi}}\n"
        )
    )
    stage.join(cast.su)
    stage.join(cast.momo)

    assert stage.path() == ["gift", "hi"] * 2
    assert [
        visit.result.get("refused", "") for visit in StepVisit.objects.filter(step="gift").order_by("id")
    ] == [
        "",
        'The key "award:playbook:hello:a" was used before for another member, kind or amount.',
    ]


def test_a_name_cannot_break_out_of_its_text(stage, cast):
    cast.momo.name = "@所有人\n{group.name}\u202e" + "长" * 60
    cast.momo.save()
    stage.publish(WELCOME)

    stage.join()

    assert stage.posts() == ["欢迎 ＠所有人 {group.name} " + "长" * 21 + "… 来到共读一群"]


@pytest.mark.parametrize(
    ("language", "text"),
    [("en", "Say something"), ("fr", "说句话吧"), ("", "说句话吧"), ("EN", "Say something")],
)
def test_a_member_is_written_to_in_their_language_or_the_community_s(stage, cast, language, text):
    cast.momo.language = language
    cast.momo.save()
    stage.publish(
        LISTEN.replace("{zh-hans: 说句话吧, en: Say something}", "{en: Say something, zh-hans: 说句话吧}")
    )
    stage.join()

    stage.wake(3 * DAY)

    assert stage.posts() == [text]


def test_the_newcomer_is_called_by_their_platform_name(stage):
    stage.publish(WELCOME)

    stage.join()

    effect = Effect.objects.get()
    assert effect.payload["mentions"] == ["momo"]
    assert (effect.origin, effect.source) == (f"run:{stage.run().id}", "playbook hello / step welcome")
    assert (effect.message_class, effect.late_after - effect.due_at) == ("service", DAY)
