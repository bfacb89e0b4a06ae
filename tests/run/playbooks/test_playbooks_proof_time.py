"""Five years of clock changes through the whole engine, and schedulers that tick at once or are killed."""

from collections import Counter
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connections

from linli.kernel.orgs import scope
from linli.people.communities.models import Community
from linli.people.members.models import Member, Membership
from linli.run.playbooks.actions import tickers, ticking
from linli.run.playbooks.actions.advancing import advance_due
from linli.run.playbooks.models import Run, Ticker
from tests.run.playbooks.proving import killed
from tests.run.playbooks.staging import document
from tests.run.playbooks.test_playbooks_proof_promises import together

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
YEARS = range(2024, 2029)
ZONES = (
    "America/New_York",
    "Europe/London",
    "America/Santiago",
    "Australia/Lord_Howe",
    "Africa/Casablanca",
    "Asia/Shanghai",
)
AWKWARD = ("00:15", "01:30", "02:15", "23:45")
STEPS = "steps:\n- {id: rest, wait: {for: 5m}}\n"


def days_of_change(zone):
    """The local days of five years on which the offset changes, and one on which it does not."""
    clock = ZoneInfo(zone)
    found, day = [date(YEARS[0], 7, 15)], date(YEARS[0], 1, 1)
    while day.year in YEARS:
        noons = (datetime.combine(day + n * DAY, time(12), tzinfo=clock).utcoffset() for n in (-1, 0))
        if len(set(noons)) == 2:
            found += [day - DAY, day]
        day += DAY
    return found


def first_shown(day, at, zone):
    """By looking at every minute of the day: the first at which the clock shows the time, or is past it."""
    clock = ZoneInfo(zone)
    moment = datetime.combine(day, time(), tzinfo=UTC) - 15 * HOUR
    while True:
        shown = moment.astimezone(clock)
        if shown.date() == day and shown.time() >= at:
            return moment
        if shown.date() > day:
            return moment
        moment += timedelta(minutes=1)


@pytest.mark.django_db
@pytest.mark.parametrize("zone", ZONES)
def test_a_schedule_takes_place_once_on_each_day_of_a_clock_change_at_its_first_moment(stage, zone):
    Community.objects.update(zone=zone)
    seen, wanted = {}, {}
    for number, text in enumerate(AWKWARD[1:3]):
        trigger = f'{{schedule: {{rrule: "FREQ=DAILY", at: "{text}", overlap: allow}}}}'
        stage.publish(
            f"kind: playbook\nid: b{number}\nsubject: group\nclass: content\ntrigger: {trigger}\n{STEPS}"
        )
    for day in days_of_change(zone):
        Ticker.objects.all().delete()
        start = datetime.combine(day, time(), tzinfo=ZoneInfo(zone)) - HOUR
        tickers.sync(at=start)
        for ticker in Ticker.objects.order_by("playbook_id"):
            if ticker.local.startswith(day.isoformat()):
                at = time.fromisoformat(ticker.local.split()[1])
                key = (ticker.playbook_id, day)
                seen[key], wanted[key] = ticker.occurs_at, first_shown(day, at, zone)
        for _twice in range(2):
            ticking.tick_due(at=max([start, *(one for key, one in seen.items() if key[1] == day)]))

    assert seen == wanted
    assert len(seen) == 2 * len(days_of_change(zone))
    keys = Counter(Run.objects.values_list("playbook_id", "key"))
    assert set(keys.values()) == {1}
    assert {(playbook, key) for playbook, key in keys} >= {
        (playbook, f"tick:{at:%Y-%m-%dT%H:%MZ}") for (playbook, _day), at in wanted.items()
    }


@pytest.mark.django_db
@pytest.mark.parametrize("zone", ZONES)
def test_a_wait_for_a_local_time_ends_at_its_first_moment_on_each_day_of_a_clock_change(stage, cast, zone):
    Community.objects.update(zone=zone)
    days = days_of_change(zone)
    steps = "- {{id: wait, wait: {{until_local: {{day_of_run: 2, at: '{}', zone: community}}}}}}\n"
    for number, text in enumerate(AWKWARD):
        stage.publish(document(steps.format(text), id=f"w{number}"), at=datetime(2023, 12, 1, tzinfo=UTC))
    for number, day in enumerate(days):
        member = Member.objects.create(id=9000 + number, name="n", first_seen_at=cast.at)
        noon_before = datetime.combine(day - DAY, time(12), tzinfo=ZoneInfo(zone))
        stage.join(member, after=noon_before - stage.start)

    found = {
        (run.member_id, run.playbook.code): run.wake_at for run in Run.objects.select_related("playbook")
    }
    assert found == {
        (9000 + number, f"w{place}"): first_shown(day, time.fromisoformat(text), zone)
        for number, day in enumerate(days)
        for place, text in enumerate(AWKWARD)
    }


NINE = datetime(2026, 11, 3, 1, tzinfo=UTC)  # Tuesday, 09:00 in Shanghai
CROWD = 60


@pytest.fixture
def crowd(stage, cast):
    """A daily playbook of the group and one of each of many members, due at nine."""
    daily = 'trigger: {schedule: {rrule: "FREQ=DAILY", at: "09:00"}}\n'
    for subject in ("group", "membership"):
        head = f"kind: playbook\nid: for-{subject}\nsubject: {subject}\nclass: content\n"
        stage.publish(head + daily + STEPS)
    Member.objects.bulk_create(
        Member(id=2_000_000 + number, name=f"n{number}", first_seen_at=cast.at) for number in range(CROWD)
    )
    Membership.objects.bulk_create(
        Membership(
            member_id=2_000_000 + number,
            community_id=cast.community.id,
            group_id=cast.group.id,
            joined_at=cast.at,
        )
        for number in range(CROWD)
    )
    tickers.sync(at=NINE - HOUR)
    return stage


def each_has_one_run(cast):
    runs = Counter(Run.objects.values_list("playbook__code", "subject", "key"))
    assert set(runs.values()) == {1}
    by_playbook = Counter(code for code, _subject, _key in runs)
    assert by_playbook == {"for-group": 1, "for-membership": CROWD + 2}
    assert {key for _code, _subject, key in runs} == {"tick:2026-11-03T01:00Z"}


@pytest.mark.django_db(transaction=True)
def test_four_schedulers_that_see_the_same_tick_make_one_run_of_each_subject(crowd, cast):
    def schedule():
        with scope.org(cast.org.id):
            for _round in range(3):
                ticking.tick_due(at=NINE)
                advance_due(at=NINE)
        connections.close_all()

    together([schedule] * 4)

    each_has_one_run(cast)


@pytest.mark.django_db(transaction=True)
@pytest.mark.kills
@pytest.mark.parametrize(
    "boundary", [r"FROM playbooks_ticker t JOIN", r"INSERT INTO playbooks_run", r"UPDATE playbooks_ticker"]
)
def test_a_scheduler_killed_in_a_tick_is_followed_by_another_and_nobody_comes_in_twice(crowd, cast, boundary):
    assert killed(lambda: ticking.tick_due(at=NINE), after=boundary)

    for later in (timedelta(), ticking.LEASE, 2 * ticking.LEASE):
        ticking.tick_due(at=NINE + later)

    each_has_one_run(cast)
