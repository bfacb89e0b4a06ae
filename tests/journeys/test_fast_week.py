"""A week in fast time: playbooks of the library run together over fifty members of a built-in room.

Forty people came five weeks ago, ten more come in the week; some talk, some do not, some leave. A volunteer
is on duty with the phone, the team does some of its tasks and lets others pass. Then every send, silence and
task is looked at.
"""

from collections import Counter, defaultdict
from datetime import timedelta

import pytest
from django.utils import timezone

from linli.connect.adapters.room.models import RoomMessage
from linli.connect.gateway.models import Effect
from linli.connect.gateway.outbox import explain
from linli.connect.gateway.policy import parsing
from linli.connect.gateway.policy.document import CalendarWindow
from linli.connect.gateway.policy.rules import is_quiet
from linli.kernel.events.models import ParkedEvent
from linli.people.duty.models import Term
from linli.people.members.models import Membership
from linli.people.tasks.models import Task
from linli.run.playbooks.models import ALIVE, Run, Skip
from linli.run.playbooks.queries import explaining, runs, stuck
from tests.journeys import fast_week, fast_week_story
from tests.journeys.fast_week_story import END, MONDAY, NEW, OLD, VOLUNTEER, ZONE

DAYS, HOUR = 7, timedelta(hours=1)


@pytest.fixture
def house(transactional_db, monkeypatch):
    clock = fast_week.Clock(fast_week_story.LONG_AGO)
    clock.install()
    monkeypatch.setattr(timezone, "now", clock.now)
    try:
        yield fast_week.build(clock)
    finally:
        clock.remove()


def test_a_week_of_playbooks_keeps_every_promise(house):
    fast_week_story.live_through(house)

    with house.scope():
        effects = list(Effect.objects.order_by("id"))
        sent = [one for one in effects if one.state == "sent"]
        show(effects)
        the_week_went_as_told(effects)
        every_effect_came_to_something(effects)
        every_send_is_in_its_window(sent)
        every_cap_is_kept(sent)
        nothing_is_sent_after_an_exit(sent)
        nothing_is_said_twice(sent)
        every_silence_has_a_reason(effects)
        every_newcomer_has_a_run_or_a_reason(house)
        tasks_of_the_volunteer_are_over(house)
        assert stuck.stuck_runs(at=END) == []
        assert not ParkedEvent.objects.exists()


def the_week_went_as_told(effects):
    """Caps and exits were met, eight mornings were said, the vote was heard."""
    assert Membership.objects.count() == len({*OLD, *NEW}) == 50
    reasons = Counter(one.reason for one in effects if one.state == "suppressed")
    assert reasons == {"late:cap:group-day": 1, "origin:left": 2}
    put_off = [one for one in effects if one.state == "sent" and one.finished_at - one.planned_at > HOUR]
    assert len(put_off) >= 4
    said = Counter(run.playbook.code for run in Run.objects.select_related("playbook"))
    assert said == {"daily-rhythm": 8, "weekly-rhythm": 1, "newcomer-7d": 10, "silent-return": 10}
    mornings = [one.payload["text"] for one in effects if "morning" in one.source or "say_" in one.source]
    assert sum("三条早报" in one for one in mornings) == 4
    assert any("共 8 人参与" in one.payload["text"] for one in effects)


def every_effect_came_to_something(effects):
    """What was not sent waits for its moment, or says why not."""
    for one in effects:
        assert one.state in {"sent", "suppressed", "planned"}, (one.state, one.reason)
        assert one.state != "planned" or one.due_at > END
        assert one.state == "sent" or one.reason


def every_send_is_in_its_window(sent):
    """Not before it was planned, not too late, not in the quiet hours of its class."""
    hours = parsing.default().quiet_hours
    for one in sent:
        assert one.planned_at <= one.started_at <= one.finished_at
        assert one.late_after is None or one.finished_at <= one.late_after
        quiet = [each.window for each in hours if applies(each, one)]
        assert not is_quiet(one.finished_at, quiet, ZONE), one.payload


def every_cap_is_kept(sent):
    for cap in parsing.default().caps:
        uses = defaultdict(list)
        for one in sent:
            if applies(cap, one) and one.message_class not in {"service", "safety"}:
                uses[one.member_id if cap.unit == "person" else one.group_id].append(one.finished_at)
        for moments in uses.values():
            assert most_at_once(cap.window, moments) <= cap.limit, (cap.id, moments)


def applies(rule, effect):
    is_meant = effect.message_class in rule.applies_to or "*" in rule.applies_to
    return rule.surface == effect.surface and is_meant


def most_at_once(window, moments):
    """The most uses in any one window."""
    if isinstance(window, CalendarWindow):
        assert window.calendar == "day"
        return max(Counter(one.astimezone(ZONE).date() for one in moments).values())
    return max(sum(one - window.length < each <= one for each in moments) for one in moments)


def nothing_is_sent_after_an_exit(sent):
    stopped = {f"run:{run.id}": run.ended_at for run in Run.objects.filter(state="stopped")}
    left = dict(Membership.objects.exclude(left_at=None).values_list("member_id", "left_at"))
    assert (len(stopped), len(left)) == (4, 4)
    for one in sent:
        assert one.finished_at <= stopped.get(one.origin, one.finished_at)
        assert one.finished_at <= left.get(one.member_id, one.finished_at)


def nothing_is_said_twice(sent):
    """The room has every message once, and none that the outbox does not know."""
    said = RoomMessage.objects.filter(guest=None, kind="message").values_list("external", flat=True)
    assert sorted(said) == sorted(one.external_id for one in sent)
    assert len(set(said)) == len(said)


def every_silence_has_a_reason(effects):
    """The log of a run has a sentence for each step, for each post not sent, and for where it stands."""
    unsent = {one.id: one for one in effects if one.state != "sent"}
    told_of = set()
    for run in Run.objects.select_related("version", "playbook").order_by("id"):
        assert run.trouble == ""
        told = [one.text for one in explaining.explain_run(run)]
        for visit in runs.run_log(run):
            about = [one for one in told if visit.step in one]
            assert about, (run.id, visit.step)
            if visit.effect in unsent:
                told_of.add(visit.effect)
                assert any(says_why(unsent[visit.effect], one) for one in about), about
        if run.state in ALIVE:
            assert run.wake_at > END
        else:
            assert run.outcome in told[-1]
    assert told_of == set(unsent)


def says_why(effect, sentence):
    return explain.reason(effect.reason) in sentence or effect.reason in sentence


def every_newcomer_has_a_run_or_a_reason(house):
    for name in NEW:
        member = house.member(name)
        theirs = Run.objects.filter(member_id=member, playbook__code="newcomer-7d").count()
        assert theirs + Skip.objects.filter(member_id=member, playbook__code="newcomer-7d").count() == 1
    settled = Run.objects.filter(playbook__code="newcomer-7d", outcome="settled")
    assert settled.count() == 5


def tasks_of_the_volunteer_are_over(house):
    """Of the checklist and of the evenings: done with the phone, or expired, and never lost."""
    own = list(Task.objects.filter(assignee_member_id=house.member(VOLUNTEER)).order_by("id"))
    assert {one.state for one in own} == {"done", "expired"}
    for one in own:
        by = f"member:{house.member(VOLUNTEER)}" if one.state == "done" else "system"
        assert (one.closed_by, one.closed_at is None, bool(one.outcome)) == (by, False, True)
    evenings = [one for one in own if "/liven/" in one.key]
    assert all(one.steps.filter(kind="assigned").exists() for one in evenings)
    assert [one.outcome for one in evenings] == ["done", "done", "timeout", "done", "timeout", "done", "done"]
    term = Term.objects.get(number=1)
    listed = [one for one in own if one.origin == f"duty:{term.id}"]
    assert (term.state, term.tasks, term.done) == (
        "done",
        len(listed),
        sum(one.state == "done" for one in listed),
    )
    assert term.note == fast_week_story.NOTE


def show(effects):
    """Sends by day and playbook; with -s."""
    names = {f"run:{run.id}": run.playbook.code for run in Run.objects.select_related("playbook")}
    table = defaultdict(Counter)
    for one in effects:
        if one.state == "sent":
            day = (one.finished_at.astimezone(ZONE).date() - MONDAY.date()).days
            table[names.get(one.origin, one.origin.partition(":")[0])][day] += 1
    lines = [" " * 16 + "".join(f"{day + 1:>5}" for day in range(DAYS + 1))]
    for name, days in sorted(table.items()):
        lines.append(f"{name:<16}" + "".join(f"{days[day]:>5}" for day in range(DAYS + 1)))
    reasons = Counter(one.reason for one in effects if one.state == "suppressed")
    lines += [f"not sent: {reason} ({number})" for reason, number in sorted(reasons.items())]
    print("\n" + "\n".join(lines))  # noqa: T201
