"""The whole document: what it says in values, and what one is told before publishing."""

from datetime import date, time, timedelta

import pytest

import linli.wiring  # noqa: F401
from linli.run.playbooks.document import checking, differing
from linli.run.playbooks.document.reports import World
from linli.run.playbooks.document.shapes import Absence, Entry, Schedule, Trigger
from linli.run.playbooks.document.step_shapes import Assign, Batch, UntilDate
from linli.run.playbooks.queries.compiled import compile_document
from tests.run.playbooks.staging import document

RHYTHM = """\
kind: playbook
id: weekly-rhythm
version: 7
subject: group
class: content
priority: 40
audience: community.stage == "growth" and community.members >= 20
trigger:
  schedule: {rrule: "FREQ=WEEKLY;BYDAY=MO", at: "09:30", zone: group, overlap: skip,
    catch_up: {keep: latest, within: 3h}, spread: 10m}
exit:
  - {event: group.closed, outcome: cancelled}
goal: {event: message.posted, within: 5d, count_unit: person}
steps:
  - id: sign_off
    human_task:
      title: Approve this week's theme post
      assign: {role: moderator, fallback: duty}
      form: [{field: theme, type: text, required: true}, {field: poster, type: image}]
      due: 4h
      remind: [2h, 30m]
      outcomes: {approved: post, rejected: end, timeout: post_default}
  - id: post
    post: {to: group, template: theme-post, with: {theme: $sign_off.theme}, late_limit: 2h}
    next: quiz_gate
  - id: post_default
    post: {to: group, template: theme-post-fallback, late_limit: 12h, delivery: at_most_once}
  - id: quiz_gate
    wait: {until_local: {weekday: WE, at: "20:00", zone: group}}
  - id: busy_check
    branch:
      - {when: community.members >= 30, go: hold}
      - {else: quiz}
  - id: hold
    wait: {until: community.members < 5, at_most: 45m, on_timeout: end}
  - id: quiz
    activity: {kind: quiz, template: weekly-quiz, closes_in: 24h,
      points: {amount: 5, per: person, once: true}}
  - id: recap
    post: {to: group, template: quiz-recap, after: $quiz.closed, late_limit: 6h, delivery: assisted,
      assignee: moderator}
"""
NEWCOMER = """\
kind: playbook
id: newcomer-30d
version: 12
subject: membership
class: nurture
priority: 60
trigger: {event: membership.joined, key: membership.id}
entry: {concurrent: 1, re_enter: {after: 90d, max: 2}, rejoin_within: {gap: 24h, action: resume},
  ignore_backfill: true}
audience: not person.is_operator and not (person.tags contains "spam")
experiment: {id: welcome-tone, unit: person, arms: {plain: 45, challenge: 45, silent: 10},
  guardrail: membership.left}
exit:
  - {event: membership.left, outcome: left}
  - {event: sanction.applied, where: severity >= "mute", outcome: sanctioned}
  - {when: growth.points >= 300, outcome: graduated}
goal: {event: message.posted, within: 14d}
steps:
  - id: settle
    wait: {for: 3m}
  - id: arm
    split: {by: welcome-tone, to: {plain: hi_plain, challenge: hi_challenge, silent: watch}}
  - id: hi_plain
    post: {to: group, template: hi-plain, batch: {by: group, for: 10m, max: 15}}
    next: watch
  - id: hi_challenge
    post: {to: dm, template: three-step-challenge, fallback_to: {surface: group, template: hi-plain}}
  - id: watch
    wait:
      any:
        - {event: message.posted, where: event.author == person.id and event.length >= 10, go: praise}
        - {event: checkin.done, go: praise}
      at_most: 3d
      on_timeout: nudge
  - id: praise
    award: {amount: 10, reason: first-contribution, key: "first:{membership.id}"}
    next: week_one
  - id: nudge
    branch:
      - {when: membership.has_spoken, go: nudge_dm}
      - {else: host_call}
  - id: nudge_dm
    post: {to: dm, template: nudge-day-3, on_cap: wait_slot, slot_wait: 48h}
    next: week_one
  - id: host_call
    human_task: {title: Say hello to a silent newcomer, assign: {role: moderator, balance: least_open},
      due: 1d, outcomes: {done: week_one, skip: end, timeout: end}}
  - id: week_one
    wait: {until_local: {day_of_run: 7, at: "19:30", zone: member}}
  - id: survey
    survey: {template: newcomer-nps, ask_gap: {any_survey: 14d, this_survey: 180d}}
"""
RECOVERY = """\
kind: playbook
id: service-recovery
version: 3
subject: person
class: service
priority: 90
trigger:
  any:
    - {event: profile.filled, where: event.percent <= 6, key: event.id}
    - {absence: {of: membership.seen, after: 21d, of_state: growth.points >= 2},
      key: "{person.id}:{absence.started_on}"}
entry: {concurrent: 1, cool_down: 30d, merge_key: person.id}
exit:
  - {event: sanction.applied, outcome: taken_over}
steps:
  - id: owner
    human_task: {title: Call back, assign: {role: support, skills: [recovery]},
      due: {business_hours: 8h, calendar: support}, escalate: [{after: 4h, to: planner}],
      outcomes: {resolved: thanks, lost: tag_lost, timeout: lead}}
  - id: lead
    human_task: {title: Missed recovery, assign: {role: support},
      due: {business_hours: 8h, calendar: support},
      outcomes: {resolved: thanks, lost: tag_lost, timeout: tag_lost}}
  - id: thanks
    award: {amount: 20, reason: recovery, key: "recovery:{run.id}"}
    next: end
  - id: tag_lost
    set: {person.tags: {add: [at_risk]}, profile.city: 杭州}
"""
HI = "- {id: hi, purpose: to greet, post: {text: Hello, late_limit: 24h}}\n"
PURPOSE = "purpose: for a test\n"


def told(source, **known):
    found = checking.report(source, world=World(**known))
    return [str(one) for one in (*found.errors, *found.warnings)]


def test_a_playbook_by_the_clock_is_read_in_full():
    book = checking.read(RHYTHM)

    assert book.triggers == (
        Trigger(
            schedule=Schedule(at=time(9, 30), rrule="FREQ=WEEKLY;BYDAY=MO", spread=timedelta(minutes=10))
        ),
    )
    assert (book.entry.again_after, book.entry.most_runs) == (timedelta(), 1_000_000)
    assert book.step("recap").assign == Assign(role="moderator")
    assert (book.step("recap").after, book.step("post").values) == ("quiz", {"theme": "$sign_off.theme"})
    assert book.step("sign_off").remind == (timedelta(hours=2), timedelta(minutes=30))
    assert compile_document(book, id=1, playbook=1, number=1).hears == ("group.closed", "message.posted")


def test_a_playbook_with_an_experiment_is_read_in_full():
    book = checking.read(NEWCOMER)

    assert book.experiment.arms == {"plain": 45, "challenge": 45, "silent": 10}
    assert book.entry == Entry(again_after=timedelta(days=90), most_runs=2, resume_within=timedelta(hours=24))
    assert book.step("hi_plain").batch == Batch(timedelta(minutes=10), 15)
    assert book.step("hi_challenge").fallback.saying.template == "hi-plain"
    assert book.triggers[0].key == "{membership.id}"
    assert book.step("survey").gap_this == timedelta(days=180)


def test_a_playbook_of_events_and_absence_is_read_in_full():
    book = checking.read(RECOVERY)

    assert book.triggers[1].absence == Absence(
        of="membership.seen", after=timedelta(days=21), where="growth.points >= 2"
    )
    assert (book.entry.merges, book.entry.again_after) == (True, timedelta(days=30))
    assert (book.step("owner").due, book.step("owner").calendar) == (timedelta(hours=8), "support")
    assert (book.step("tag_lost").add_tags, book.step("tag_lost").fields) == (("at_risk",), {"city": "杭州"})


def test_dates_on_which_something_happens_may_lie_before_or_after():
    source = document(
        "- {id: eve, wait: {until_date: {field: input.day, offset: -1d, at: '18:00'}}}\n" + HI,
        more=PURPOSE + "inputs: [{field: day, type: date}]\n",
    ).replace("{event: membership.joined}", "{schedule: {date: 2026-12-24, at: '08:00'}}")

    book = checking.read(source)

    assert book.triggers[0].schedule.on == date(2026, 12, 24)
    assert book.step("eve").until_date == UntilDate(field="input.day", offset=timedelta(days=-1), at=time(18))


REFUSED = {
    "weights that are not a hundred": (
        NEWCOMER.replace("silent: 10}", "silent: 20}"),
        "experiment.arms: An experiment needs at least two arms whose percents add up to 100, not to 110.",
    ),
    "an arm that leads nowhere": (
        NEWCOMER.replace(", silent: watch}", "}"),
        'steps.arm.split.to: The arm "silent" of the experiment leads nowhere.',
    ),
    "an arm nobody has": (
        NEWCOMER.replace("silent: watch", "silnt: watch"),
        'steps.arm.split.to.silnt: The experiment has no arm "silnt". Did you mean "silent"?',
    ),
    "an experiment nobody knows": (
        NEWCOMER.replace("by: welcome-tone", "by: welcom-tone"),
        'There is no experiment "welcom-tone" in the head of this playbook. Did you mean "welcome-tone"?',
    ),
    "after something that never closes": (
        RHYTHM.replace("$quiz.closed", "$post.closed"),
        '"after" waits for an activity or a survey; "post" is none.',
    ),
    "a rule of hours": (
        RHYTHM.replace("FREQ=WEEKLY;BYDAY=MO", "FREQ=HOURLY"),
        "A rule begins with FREQ=DAILY|WEEKLY|MONTHLY|YEARLY.",
    ),
    "a rule with a slip": (
        RHYTHM.replace("BYDAY=MO", "BYDAI=MO"),
        'Did you mean "BYDAY"?',
    ),
    "a zone of an offset": (
        RHYTHM.replace('at: "09:30", zone: group', 'at: "09:30", zone: "+08:00"'),
        '"+08:00" is no time zone; use group, community, Asia/Shanghai or another IANA name.',
    ),
    "a person in a group's playbook": (
        RHYTHM.replace("community.members < 5", "growth.points < 5"),
        'Nothing here is called "growth.points"',
    ),
    "a letter to a group's nobody": (
        RHYTHM.replace("to: group, template: theme-post,", "to: dm, template: theme-post,"),
        "A playbook about a group knows no person to write to.",
    ),
    "a value nobody gives": (
        RHYTHM.replace("$sign_off.theme}", "$sign_off.them}"),
        'There is no value "$sign_off.them" to take over. Did you mean "$sign_off.theme"?',
    ),
    "a wait for a condition without an end": (
        RHYTHM.replace(", at_most: 45m", ""),
        'A wait for a condition needs "at_most", so that it cannot last for ever.',
    ),
    "runs merged by somebody else": (
        RECOVERY.replace("merge_key: person.id", "merge_key: group.id"),
        'Runs are merged by their subject: write "person.id".',
    ),
    "a key of another trigger": (
        RECOVERY.replace("key: event.id", "key: absence.started_on"),
        '"{absence.started_on}" cannot be filled in',
    ),
    "an input nobody asked for": (
        document("- {id: hi, post: {text: 'At {input.place}'}}\n"),
        '"{input.place}" cannot be filled in',
    ),
    "inputs nobody can give": (
        document(HI, more="inputs: [{field: place, required: true}]\n"),
        'Only a person can give "place": add the trigger "manual: true".',
    ),
    "an event that is gone": (
        document(HI, more="goal: {event: message.postd, within: 3d}\n"),
        '"message.postd" is not known here. Did you mean "message.posted"?',
    ),
    "itself": (
        document("- {id: more, start: {playbook: hello}}\n"),
        "A playbook cannot start itself.",
    ),
    "two ways to say it": (
        document("- {id: hi, post: {text: Hello, template: hi}}\n"),
        'Give either "text" or "template", not both.',
    ),
    "a sender of what no person sends": (
        document("- {id: hi, post: {text: Hello, assignee: moderator}}\n"),
        'Only a post with "delivery: assisted" is sent by a person.',
    ),
    "plain http": (
        document("- {id: tell, call: {url: 'http://example.org'}}\n"),
        'An address that begins with "https://" is needed here.',
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_work_is_refused_in_a_sentence(name):
    source, sentence = REFUSED[name]

    found = checking.report(source)

    assert found.playbook is None
    assert any(sentence in str(problem) for problem in found.errors), [str(one) for one in found.errors]


def test_a_problem_knows_its_line_and_column():
    [problem] = checking.report(RHYTHM.replace("overlap: skip", "overlap: skp")).errors

    assert (problem.line, problem.column, problem.path) == (9, 71, "trigger.schedule.overlap")


def test_templates_and_circles_are_known_from_the_world():
    source = document(
        "- {id: hi, purpose: to greet, post: {template: helo}}\n"
        "- {id: more, purpose: x, start: {playbook: b}}\n",
        more=PURPOSE,
    )

    assert told(source, templates={"hello": ["person.name", "theme"]}, starts={"b": ["hello"]}) == [
        'line 8, steps.hi.post.template: There is no approved template "helo". Did you mean "hello"?',
        'line 9, steps.more.start.playbook: "b" leads back to this playbook:'
        " they would start each other for ever.",
    ]
    assert told(
        source.replace("helo", "hello"), templates={"hello": ["theme"]}, starts={"b": ["c"], "c": ["d"]}
    ) == [
        'line 8, steps.hi.post.template: The template "hello" needs a value for "theme":'
        ' give it under "with".',
        "line 9, steps.more.start.playbook: Playbooks may start each other 3 deep at most.",
    ]


def test_missing_purposes_are_a_warning():
    found = checking.report(document("- {id: hi, post: {text: Hello}}\n"))

    assert found.playbook is not None
    assert [str(one) for one in found.warnings] == [
        "line 1, purpose: Say what this playbook is for.",
        "line 7, steps.hi.purpose: Say why this is done.",
    ]


def test_what_others_read_cannot_be_tried_on_single_people():
    warnings = [one for one in checking.report(NEWCOMER).warnings if "other arms" in one.sentence]

    assert [one.path for one in warnings] == ["steps.hi_plain.post.to", "steps.hi_challenge.post.to"]


def nurturing(steps):
    return document(steps, more=PURPOSE).replace("class: service", "class: nurture")


def test_the_worst_week_is_counted_against_the_caps():
    four = "".join(
        f"- {{id: d{day}, wait: {{until_local: {{day_of_run: {day}, at: '10:00'}}}}}}\n"
        f"- {{id: p{day}, purpose: x, post: {{to: dm, text: Hello}}}}\n"
        for day in (1, 3, 5, 7)
    )

    found = checking.report(nurturing(four))

    assert {one.cap: (one.worst, one.limit) for one in found.sends} == {"dm-day": (1, 1), "dm-week": (4, 3)}
    assert [one.sentence for one in found.warnings] == [
        'At worst 4 messages are meant for one person within 7d; the cap "dm-week" lets 3 through.'
    ]


def test_a_loop_counts_as_often_as_it_can_go_round():
    found = checking.report(
        nurturing(
            "- {id: rest, wait: {for: 12h}}\n"
            "- {id: hi, purpose: x, post: {to: dm, text: Hello}}\n"
            "- {id: again, branch: [{when: membership.has_spoken, go: end}, {else: rest}]}\n"
        )
    )

    assert {one.cap: one.worst for one in found.sends} == {"dm-day": 2, "dm-week": 14}


def test_a_post_that_the_night_would_hold_too_long_is_told():
    late = "{id: hi, purpose: x, post: {to: dm, text: Hello, late_limit: 2h}}\n"
    at_noon = "- {id: noon, wait: {until_local: {at: '12:00'}}}\n- " + late
    at_ten = "- {id: ten, wait: {until_local: {at: '22:00'}}}\n- " + late

    assert told(nurturing(at_noon)) == []
    assert told(nurturing(at_ten)) == [
        "line 9, steps.hi.post.late_limit: The quiet hours 21:30-09:00 can hold this for 11 hours,"
        " and it is late after 2h: raise late_limit."
    ]


def test_two_documents_are_compared_place_by_place():
    changed = RHYTHM.replace("late_limit: 2h", "late_limit: 3h").replace("priority: 40\n", "")

    assert [(one.path, one.before, one.after) for one in differing.changes(RHYTHM, changed)] == [
        ("priority", "40", None),
        ("steps.post.post.late_limit", "2h", "3h"),
    ]
