"""The past replayed: what would have been said, to whom, and what would have been held back and why."""

from collections import Counter
from datetime import time, timedelta

import msgspec
import pytest
from django.db import connection, transaction

from linli.connect.gateway.models import Effect
from linli.facts.members import MembershipJoined, MembershipLeft
from linli.facts.messages import MessagePosted
from linli.kernel.events import log
from linli.kernel.events.event import Draft
from linli.kernel.jobs.models import JobRun
from linli.kernel.orgs.actor import PLATFORM
from linli.people.members.models import Member, Membership
from linli.run.playbooks import jobs
from linli.run.playbooks.actions import simulating
from linli.run.playbooks.document import checking
from linli.run.playbooks.document.shapes import Absence, Schedule, Trigger
from linli.run.playbooks.models import Run, Simulation, StepVisit
from linli.run.playbooks.queries import presets, simulations
from linli.run.playbooks.simulating import replay
from tests.run.playbooks.staging import document

pytestmark = pytest.mark.django_db
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


class Diary:
    """Writes the past of the cast's group: newcomers who join, speak and leave."""

    def __init__(self, cast):
        self.cast = cast
        self.since = cast.at + DAY  # Tuesday, 09:00 in Shanghai
        self.until = self.since + 14 * DAY

    def newcomer(self, number, *, after=timedelta(), left_after=None):
        at = self.since + after
        member = Member.objects.create(id=5000 + number, name=f"新人{number}", first_seen_at=at)
        left_at = self.since + left_after if left_after is not None else None
        Membership.objects.create(
            member=member,
            community_id=self.cast.community.id,
            group_id=self.cast.group.id,
            joined_at=at,
            left_at=left_at,
        )
        self.write(MembershipJoined("reading-1"), member.id, after)
        if left_after is not None:
            self.write(MembershipLeft("reading-1"), member.id, left_after)
        return member.id

    def says(self, member, text, *, after):
        self.write(MessagePosted(f"{member}-{after}", "reading-1", text), member, after)

    def write(self, fact, member, after):
        place = {"community": self.cast.community.id, "group": self.cast.group.id, "member": member}
        with transaction.atomic():
            log.append([Draft(fact=fact, occurred_at=self.since + after, **place)], by=PLATFORM)

    def simulate(self, source, trigger=None, **more):
        playbook = checking.read(source)
        if trigger is not None:
            playbook = msgspec.structs.replace(playbook, triggers=(trigger,))
        return replay.simulate(playbook, since=self.since, until=self.until, **more)


@pytest.fixture
def diary(cast):
    return Diary(cast)


def told(report, does="post"):
    return [(one.member, one.step, one.fate, one.reason, one.at) for one in report.lines if one.does == does]


WELCOME = document(
    """\
- {id: settle, wait: {for: 3m}}
- {id: hi, post: {to: group, text: "Hi {person.name}", class: nurture, late_limit: 2d}}
- id: listen
  wait: {any: [{event: message.posted, where: length >= 4, go: gift}], at_most: 3d, on_timeout: nudge}
- {id: gift, award: {amount: 5, reason: hi, key: "first:{person.id}"}, next: end}
- {id: nudge, post: {to: dm, text: "Still there?", class: nurture, late_limit: 2d}}
""",
    more="exit: [{event: membership.left, outcome: left}]\n",
)


def test_each_newcomer_gets_what_the_playbook_says_at_its_time(diary):
    talker, silent = diary.newcomer(1), diary.newcomer(2, after=HOUR)
    diary.says(talker, "ok", after=2 * HOUR)
    diary.says(talker, "大家好呀", after=3 * HOUR)

    report = diary.simulate(WELCOME)

    start = diary.since
    assert told(report) == [
        (talker, "hi", "done", "", start + 3 * MINUTE),
        (silent, "hi", "done", "", start + HOUR + 3 * MINUTE),
        (silent, "nudge", "done", "", start + 3 * DAY + HOUR + 3 * MINUTE),
    ]
    assert told(report, "award") == [(talker, "gift", "done", "", start + 3 * HOUR)]
    assert (report.runs, report.outcomes, report.events) == (2, {"done": 2}, 4)
    assert [(one.day, one.sent, one.others) for one in report.days] == [
        ("2026-11-03", {"group": 2}, {"award": 1}),
        ("2026-11-06", {"dm": 1}, {}),
    ]


def test_nothing_is_written_and_nothing_sent(diary):
    diary.newcomer(1)

    diary.simulate(WELCOME)

    assert (Run.objects.count(), StepVisit.objects.count(), Effect.objects.count()) == (0, 0, 0)


def test_who_leaves_gets_nothing_more(diary):
    diary.newcomer(1, left_after=2 * MINUTE)

    report = diary.simulate(WELCOME)

    assert (report.lines, report.outcomes) == ((), {"left": 1})


def test_quiet_hours_put_off_and_an_exit_meanwhile_holds_back(diary):
    evening = 15 * HOUR  # midnight in Shanghai
    stays, leaves = (
        diary.newcomer(1, after=evening),
        diary.newcomer(2, after=evening, left_after=evening + HOUR),
    )

    report = diary.simulate(WELCOME)

    morning = diary.since + 23 * HOUR  # 08:00
    assert told(report)[:2] == [
        (stays, "hi", "done", "waited:quiet_hours", morning),
        (leaves, "hi", "suppressed", "origin:left", morning),
    ]


def test_a_cap_of_the_group_moves_the_fifth_post_to_the_next_day(diary):
    for number in range(6):
        diary.newcomer(number, after=number * MINUTE)

    report = diary.simulate(WELCOME)

    hellos = [(one[2], one[3], one[4]) for one in told(report) if one[1] == "hi"]
    next_morning = diary.since + 23 * HOUR
    assert [one[:2] for one in hellos] == [("done", "")] * 4 + [("done", "waited:cap:group-day")] * 2
    assert [one[2] for one in hellos[4:]] == [next_morning] * 2


def test_a_cap_drops_promotion_and_the_day_says_why(diary):
    source = WELCOME.replace("nurture", "promo")
    for number in range(6):
        diary.newcomer(number, after=number * MINUTE)

    report = diary.simulate(source)

    assert report.days[0].sent == {"group": 4}
    assert report.days[0].suppressed == {"cap:group-day": 2}


def test_those_who_do_not_come_in_are_counted_by_reason(diary, cast):
    Member.objects.filter(id=diary.newcomer(1)).update(is_bot=True)
    diary.newcomer(2)

    report = diary.simulate(WELCOME.replace("exit:", "audience: person.id < 0\nexit:"))

    assert (report.runs, report.skips) == (0, {"bot": 1, "audience": 1})


def test_a_schedule_and_a_condition_on_messages_are_replayed(diary, cast):
    silent, talker = diary.newcomer(1), diary.newcomer(2)
    for day in range(10):
        diary.says(talker, "早上好", after=day * DAY + HOUR)
    more = "audience: not membership.has_spoken or belonging.messages_7 >= 5\n"
    source = document('- {id: hello, post: {to: dm, text: "Good week?"}}\n', more=more)
    mondays = Schedule(rrule="FREQ=WEEKLY;BYDAY=MO", at=time(10))

    report = diary.simulate(source, trigger=Trigger(schedule=mondays))

    mondays = Counter(one.at for one in report.lines)
    assert list(mondays) == [diary.since + 6 * DAY + HOUR, diary.since + 13 * DAY + HOUR]
    first, second = ({one.member for one in report.lines if one.at == monday} for monday in mondays)
    assert {silent, talker} <= first
    assert silent in second
    assert talker not in second


def test_an_absence_fires_once_for_each_silence(diary, cast):
    member = diary.newcomer(1)
    diary.says(member, "早", after=HOUR)
    diary.says(member, "又来了", after=6 * DAY)
    more = "entry: {concurrent: 1, re_enter: {after: 1h, max: 5}}\n"
    source = document('- {id: hello, post: {to: dm, text: "We miss you"}}\n', more=more)
    silent = Absence(of="message.posted", after=3 * DAY)

    report = diary.simulate(source, trigger=Trigger(absence=silent))

    assert [one.at for one in report.lines if one.member == member] == [
        diary.since + 3 * DAY + HOUR,
        diary.since + 9 * DAY,
    ]


def test_tasks_end_as_was_asked(diary):
    diary.newcomer(1)
    source = document("""\
- id: call
  human_task: {title: Call, assign: {role: moderator}, due: 1d, outcomes: {done: thanks, timeout: end}}
- {id: thanks, award: {amount: 5, reason: hi, key: "t:{person.id}"}}
""")

    done = diary.simulate(source)
    missed = diary.simulate(source, answers="timeout")

    assert [one.by_hand for one in done.days] == [{"moderator": 1}, {}]
    assert len(told(done, "award")) == 1
    assert told(missed, "award") == []
    assert missed.outcomes == {"done": 1}


def test_one_query_more_for_each_thing_it_reads_and_none_for_each_event(diary, django_assert_max_num_queries):
    for number in range(40):
        member = diary.newcomer(number, after=number * HOUR)
        diary.says(member, "大家好呀", after=number * HOUR + 5 * MINUTE)

    with django_assert_max_num_queries(24):
        report = diary.simulate(WELCOME)

    assert report.events == 80


def test_it_can_be_stopped_between_two_events(diary, monkeypatch):
    monkeypatch.setattr(replay, "TELL_EVERY", 2)
    for number in range(5):
        diary.newcomer(number, after=number * HOUR)

    report = diary.simulate(WELCOME, progress=lambda done: done < 4)

    assert (report.events, report.runs) == (4, 4)
    assert report.until == diary.since + 3 * HOUR


def test_another_organisation_sees_nothing_of_it(diary, cast):
    diary.newcomer(1)

    with cast.scope_elsewhere():
        report = diary.simulate(WELCOME)

    assert (report.events, report.runs) == (0, 0)
    assert connection.in_atomic_block


def ask(diary, cast, **more):
    given = {"source": WELCOME, "since": diary.since, "until": diary.until, "community": cast.community.id}
    return simulating.ask(**{**given, **more}, by=cast.by_lin, at=diary.until)


def test_a_simulation_that_was_asked_for_is_kept_with_what_came_of_it(diary, cast):
    member = diary.newcomer(1)
    asked = ask(diary, cast)

    simulating.carry_out(simulation=asked.id, clock=lambda: diary.until)

    kept = simulations.get_simulation(asked.id, reach=[cast.community.id])
    report = simulations.report_of(kept)
    assert (kept.state, kept.total, kept.done) == ("done", 1, 1)
    assert report == diary.simulate(WELCOME, community=cast.community.id)
    assert [one.member for one in report.people] == [member]
    assert simulations.latest("hello") == [kept]
    assert simulations.latest("hello", reach=[]) == []


def test_what_is_kept_of_a_simulation_holds_no_words_of_anybody(diary, cast):
    diary.says(diary.newcomer(1), "我的秘密", after=HOUR)
    asked = ask(diary, cast)

    simulating.carry_out(simulation=asked.id, clock=lambda: diary.until)

    asked.refresh_from_db()
    assert "秘密" not in str(asked.report)
    assert "新人" not in str(asked.report)


def test_it_is_carried_out_once(diary, cast):
    asked = ask(diary, cast)
    simulating.carry_out(simulation=asked.id, clock=lambda: diary.until)

    simulating.carry_out(simulation=asked.id, clock=lambda: diary.until + DAY)

    asked.refresh_from_db()
    assert asked.finished_at == diary.until


def test_somebody_who_stops_it_keeps_what_there_is(diary, cast, monkeypatch):
    monkeypatch.setattr(replay, "TELL_EVERY", 2)
    for number in range(5):
        diary.newcomer(number, after=number * HOUR)
    asked = ask(diary, cast)

    simulating.carry_out(simulation=asked.id, clock=lambda: diary.until, should_stop=lambda: True)

    asked.refresh_from_db()
    assert (asked.state, asked.done, simulations.report_of(asked).runs) == ("stopped", 2, 2)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"until": "since"}, "choose a stretch of the past: its end is after its beginning, and not to come"),
        ({"since": 93 * DAY}, "92 days can be replayed at most; choose a shorter stretch"),
        ({"answers": "perhaps"}, "tasks are taken to be done or to time out; choose one of the two"),
    ],
)
def test_a_stretch_that_cannot_be_replayed_is_refused_and_nothing_kept(diary, cast, change, sentence):
    given = {name: diary.since if one == "since" else one for name, one in change.items()}
    if isinstance(given.get("since"), timedelta):
        given["since"] = diary.until - given["since"]

    with pytest.raises(simulating.CannotSimulate) as refused:
        ask(diary, cast, **given)

    assert str(refused.value) == sentence
    assert Simulation.objects.count() == 0


def test_every_ready_made_playbook_can_be_played_through_a_fortnight(diary):
    for number in range(6):
        member = diary.newcomer(number, after=number * DAY, left_after=12 * DAY if number == 3 else None)
        for hours in range(1, 60, 7):
            diary.says(member, "今天读到第三章了，很喜欢", after=number * DAY + hours * HOUR)

    reports = [diary.simulate(preset.source) for preset in presets.presets("zh-hans")]

    assert len(reports) >= 12
    assert {report.playbook: report.runs for report in reports}["newcomer-7d"] == 6
    assert all(line.fate in ("done", "suppressed", "pending") for report in reports for line in report.lines)
    assert sum(len(report.lines) for report in reports) > 30


def test_a_group_and_a_person_are_subjects_of_their_own(diary, cast):
    member = diary.newcomer(1)
    diary.says(member, "大家好呀", after=HOUR)
    diary.says(member, "又来了", after=2 * HOUR)
    heads = {
        subject: f"kind: playbook\nid: by-{subject}\nsubject: {subject}\n" for subject in ("group", "person")
    }
    more = "class: service\ntrigger: {event: message.posted}\n"
    wait = "- id: listen\n  wait: {any: [{event: message.posted, go: end}], at_most: 1d, on_timeout: end}\n"
    post = "- {id: hi, post: {to: %s, text: Hi}}\n"

    by_group = diary.simulate(f"{heads['group']}{more}steps:\n{post % 'group'}{wait}")
    by_person = diary.simulate(f"{heads['person']}{more}steps:\n{post % 'dm'}{wait}")

    at = diary.since + HOUR
    assert [(one.member, one.group, one.at) for one in by_group.lines] == [(None, cast.group.id, at)]
    assert [(one.member, one.group, one.at) for one in by_person.lines] == [(member, None, at)]
    assert by_group.outcomes == by_person.outcomes == {"done": 1}


def test_the_work_in_the_background_can_be_watched(diary, cast):
    diary.newcomer(1)
    asked = ask(diary, cast)

    jobs.simulate(cast.org.id, asked.id, "hello")

    asked.refresh_from_db()
    run = JobRun.objects.get(name="playbooks.simulate")
    assert (asked.state, run.state, run.title) == ("done", "done", "hello")
