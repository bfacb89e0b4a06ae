"""Schedules: tickers for groups and communities, what is missed, and two schedulers at once."""

from datetime import UTC, datetime, timedelta

import msgspec
from django.db import transaction

from linli.people.communities.actions import groups
from linli.people.communities.models import Community
from linli.run.playbooks import clock, reactions
from linli.run.playbooks.actions import tickers, ticking
from linli.run.playbooks.models import Playbook, Run, Skip, Ticker
from tests.cast import ROOM, events_after

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
NINE = datetime(2026, 11, 3, 1, tzinfo=UTC)  # Tuesday, 09:00 in Shanghai
STEPS = "steps:\n- {id: rest, wait: {for: 2h}}\n"


def scheduled(
    more="", *, subject="group", schedule='{rrule: "FREQ=DAILY", at: "09:00", catch_up: {within: 3h}}'
):
    head = f"kind: playbook\nid: rhythm\nsubject: {subject}\nclass: content\n"
    return f"{head}trigger: {{schedule: {schedule}}}\n{more}{STEPS}"


def test_a_schedule_has_one_ticker_a_group_with_the_intent_of_the_local_clock(stage):
    stage.publish(scheduled())

    tickers.sync(at=NINE - HOUR)

    [ticker] = Ticker.objects.all()
    assert (ticker.group_id, ticker.community_id) == (stage.cast.group.id, stage.cast.community.id)
    assert (ticker.due_at, ticker.occurs_at, ticker.local) == (NINE, NINE, "2026-11-03 09:00 Asia/Shanghai")


def test_a_tick_makes_one_run_of_the_group_and_waits_for_the_next_day(stage):
    stage.publish(scheduled())
    tickers.sync(at=NINE - HOUR)

    early = ticking.tick_due(at=NINE - timedelta(seconds=1))
    due = ticking.tick_due(at=NINE)
    again = ticking.tick_due(at=NINE)

    run = Run.objects.get()
    assert (early, due, again) == (0, 1, 0)
    assert (run.subject, run.key, run.member_id) == (
        f"group:{stage.cast.group.id}",
        "tick:2026-11-03T01:00Z",
        None,
    )
    assert (run.state, run.wake_at) == ("ready", NINE)
    assert Ticker.objects.get().due_at == NINE + DAY


def test_a_ticker_that_was_carried_out_by_a_scheduler_that_died_makes_no_second_run(stage):
    stage.publish(scheduled(subject="membership"))
    tickers.sync(at=NINE - HOUR)
    ticking.tick_due(at=NINE)

    Ticker.objects.update(due_at=NINE, occurs_at=NINE)
    ticking.tick_due(at=NINE + HOUR / 60)

    assert Run.objects.count() == 2


def test_each_member_of_the_audience_gets_a_run_and_the_others_are_counted(stage):
    stage.publish(scheduled("audience: membership.has_spoken\n", subject="membership"))
    tickers.sync(at=NINE - HOUR)

    ticking.tick_due(at=NINE)

    assert list(Run.objects.values_list("member_id", flat=True)) == [stage.cast.su.id]
    skip = Skip.objects.get()
    assert (skip.member_id, skip.reason, skip.detail) == (
        None,
        "audience",
        [{"text": "people", "value": 1, "level": 1}],
    )


def test_a_person_gets_one_run_however_many_groups_they_are_in(stage):
    stage.publish(scheduled(subject="person"))
    tickers.sync(at=NINE - HOUR)

    ticking.tick_due(at=NINE)

    subjects = set(Run.objects.values_list("subject", flat=True))
    assert subjects == {f"person:{stage.cast.su.id}", f"person:{stage.cast.momo.id}"}


def test_an_occurrence_is_skipped_while_the_last_one_is_under_way(stage):
    schedule = '{rrule: "FREQ=DAILY", at: "09:00", overlap: skip, catch_up: {keep: all, max: 9, within: 3d}}'
    stage.publish(scheduled(schedule=schedule))
    tickers.sync(at=NINE - HOUR)
    ticking.tick_due(at=NINE)

    ticking.tick_due(at=NINE + DAY)

    assert Run.objects.count() == 1
    assert list(Skip.objects.values_list("group_id", "reason")) == [(stage.cast.group.id, "overlap")]


def test_occurrences_that_may_overlap_run_beside_each_other(stage):
    schedule = '{rrule: "FREQ=DAILY", at: "09:00", overlap: allow, catch_up: {within: 3h}}'
    stage.publish(scheduled(schedule=schedule))
    tickers.sync(at=NINE - HOUR)
    ticking.tick_due(at=NINE)

    ticking.tick_due(at=NINE + DAY)

    assert list(Run.objects.order_by("id").values_list("slot", "run_no")) == [(1, 1), (2, 2)]


def test_of_missed_occurrences_the_latest_takes_place_and_the_others_are_written_down(stage):
    schedule = '{rrule: "FREQ=DAILY", at: "09:00", catch_up: {keep: latest, within: 3h}}'
    stage.publish(scheduled(schedule=schedule))
    tickers.sync(at=NINE - HOUR)

    ticking.tick_due(at=NINE + 2 * DAY + HOUR)

    assert list(Run.objects.values_list("key", flat=True)) == ["tick:2026-11-05T01:00Z"]
    assert list(Skip.objects.values_list("reason", flat=True)) == ["missed", "missed"]
    assert Ticker.objects.get().due_at == NINE + 3 * DAY


def test_a_paused_playbook_lets_its_hour_pass_with_a_reason(stage):
    stage.publish(scheduled())
    tickers.sync(at=NINE - HOUR)
    Playbook.objects.update(state="paused")

    ticking.tick_due(at=NINE)

    assert not Run.objects.exists()
    assert list(Skip.objects.values_list("reason", flat=True)) == ["paused"]


def test_nobody_new_comes_into_a_playbook_that_drains(stage):
    stage.publish(scheduled())
    tickers.sync(at=NINE - HOUR)
    Playbook.objects.update(state="draining")

    ticking.tick_due(at=NINE)
    tickers.sync(at=NINE + HOUR)

    assert not Run.objects.exists()
    assert not Ticker.objects.exists()


def test_the_members_of_an_occurrence_start_within_its_spread(stage):
    schedule = '{rrule: "FREQ=DAILY", at: "09:00", spread: 10m, catch_up: {within: 3h}}'
    stage.publish(scheduled(subject="membership", schedule=schedule))
    tickers.sync(at=NINE - HOUR)

    ticking.tick_due(at=NINE)

    wakes = list(Run.objects.order_by("id").values_list("wake_at", flat=True))
    assert all(NINE <= wake < NINE + timedelta(minutes=10) for wake in wakes)
    assert wakes[0] != wakes[1]


def test_another_zone_of_the_community_moves_what_is_to_come(stage):
    stage.publish(scheduled())
    tickers.sync(at=NINE - HOUR)
    Community.objects.filter(id=stage.cast.community.id).update(zone="Europe/London")

    changed = tickers.sync(at=NINE - HOUR)

    ticker = Ticker.objects.get()
    assert (changed, ticker.local) == (1, "2026-11-03 09:00 Europe/London")
    assert ticker.due_at == datetime(2026, 11, 3, 9, tzinfo=UTC)
    assert tickers.sync(at=NINE - HOUR) == 0


def test_a_new_schedule_moves_what_is_to_come_and_leaves_what_is_due(stage):
    stage.publish(scheduled())
    tickers.sync(at=NINE - HOUR)
    later = '{rrule: "FREQ=DAILY", at: "10:00", catch_up: {within: 3h}}'
    stage.publish(scheduled(schedule=later), at=NINE)

    tickers.sync(at=NINE + HOUR / 60)
    kept = Ticker.objects.get().occurs_at
    ticking.tick_due(at=NINE + HOUR / 60)

    assert kept == NINE
    assert Ticker.objects.get().due_at == NINE + HOUR


def test_groups_come_and_go_with_their_tickers_and_only_where_the_playbook_runs(stage):
    cast = stage.cast
    stage.publish(scheduled())
    second = groups.bind_group(
        community=cast.community,
        name="共读二群",
        channel_id=cast.channel.id,
        external=f"{ROOM}-2",
        by=cast.by_lin,
        at=cast.at,
    )
    tickers.sync(at=NINE - HOUR)
    both = Ticker.objects.count()

    groups.close_group(group=second, by=cast.by_lin, at=cast.at)
    tickers.sync(at=NINE - HOUR)
    one = Ticker.objects.count()
    Playbook.objects.update(communities=[cast.community.id + 1])
    tickers.sync(at=NINE - HOUR)

    assert (both, one, Ticker.objects.count()) == (2, 1, 0)


def test_one_day_only_comes_once(stage):
    stage.publish(scheduled(schedule='{date: "2026-11-03", at: "09:00", catch_up: {within: 3h}}'))
    tickers.sync(at=NINE - HOUR)

    ticking.tick_due(at=NINE)

    assert Run.objects.count() == 1
    assert Ticker.objects.get().due_at is None
    assert tickers.sync(at=NINE + DAY) == 0


def test_publishing_puts_the_tickers_right_at_once(stage):
    stage.publish(scheduled(), at=NINE - HOUR)
    published = [event for event in events_after() if event.kind == "playbook.published"]

    with transaction.atomic():
        reactions.keep_tickers([msgspec.structs.replace(one, recorded_at=NINE - HOUR) for one in published])

    assert Ticker.objects.get().due_at == NINE


def test_the_clock_looks_at_every_organisation(stage):
    stage.publish(scheduled())

    synced = clock.sync_all(at=NINE - HOUR)
    ticked = clock.tick_all(at=NINE)

    assert (synced, ticked, clock.scan_all(at=NINE), Run.objects.count()) == (1, 1, 0, 1)
