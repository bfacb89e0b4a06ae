"""How fast the today page answers in a large organisation: a million members, ten million events.

A real session asks for its three periods in turn through the whole stack of middleware, views and templates.
The ratio is against the login page, which reads nothing, in the same run.
`python -m bench.today_page` measures on a database of its own.
"""

import json
import sys
import tempfile
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

MEMBERS, EVENTS = 1_000_000, 10_000_000
QUICK_MEMBERS, QUICK_EVENTS = 20_000, 200_000
COMMUNITIES, MEMBERS_A_GROUP, DAYS, COHORTS = 40, 500, 60, 9
REQUESTS, QUICK_REQUESTS = 300, 60
PERIODS = ("?days=14", "?days=1", "?days=30")
PAGE, LOGIN = "/console/today/", "/console/login/"


def run(quick: bool) -> list[dict]:
    """Measure on the database that Django is connected to; what it makes there stays for other benches."""
    from linli.kernel.events import setup

    members, events = (QUICK_MEMBERS, QUICK_EVENTS) if quick else (MEMBERS, EVENTS)
    now = datetime.now(UTC)
    setup.prepare(at=now)
    _timed(_client(), LOGIN)
    org, staff = _organisation(now)
    _fill(org, members, events, now)
    requests = QUICK_REQUESTS if quick else REQUESTS
    page, login = _measure(org, staff, requests)
    return [
        {
            "name": "today_page",
            "value": round(page, 1),
            "unit": "ms",
            "ratio": round(page / login, 2),
            "against": "the login page's p95",
            "n": requests,
        }
    ]


def _organisation(now):
    from linli.kernel.orgs.actions import organisations, staff
    from linli.kernel.orgs.actor import SYSTEM

    stamp = time.time_ns()
    owner = staff.create_staff(email=f"owner-{stamp}@bench.example", name="Owner", at=now)
    org = organisations.create_organisation(
        name="Bench", slug=f"bench-{stamp}", owner=owner, by=SYSTEM, at=now
    )
    return org, owner


def _fill(org, members, events, now):
    """Communities, groups, members with one stay each, their messages, and the roll-ups of all that."""
    from django.db import connection

    from linli.kernel.events.log import shard_of
    from linli.kernel.orgs import scope

    with scope.org(org.id):
        communities = _communities(org, now)
    groups = max(members // MEMBERS_A_GROUP, COMMUNITIES)
    values = {
        "org": org.id,
        "now": now,
        "today": now.date(),
        "members": members,
        "communities": communities,
        "groups": groups,
        "days": DAYS,
        "a_day": max(events // (groups * DAYS), 1),
        "events": events // COMMUNITIES,
    }
    with connection.cursor() as cursor:
        values |= _starts(cursor, members, groups)
        for statement in (_GROUPS, _MEMBERS, _STAYS, _GROUP_DAYS, _MEMBER_DAYS):
            cursor.execute(statement, values)
        for number, community in enumerate(communities):
            shard = shard_of(org.id, community)
            cursor.execute(_EVENTS, values | {"number": number, "community": community, "shard": shard})
        cursor.execute("VACUUM ANALYZE")
        cursor.execute("CHECKPOINT")


def _communities(org, now):
    from linli.measure.insights.models import Snapshot
    from linli.people.communities.models import Community

    made = Community.objects.bulk_create(
        Community(name=f"Community {n}", slug=f"bench-{org.id}-{n}", opened_at=now)
        for n in range(COMMUNITIES)
    )
    monday = date.today() - timedelta(days=date.today().weekday())
    starts = [monday - timedelta(weeks=COHORTS - 1 - n) for n in range(COHORTS)]
    cells = [[500 - 50 * week if week < COHORTS - n else None for week in range(9)] for n in range(COHORTS)]
    table = {"starts": [f"{one}" for one in starts], "sizes": [500] * COHORTS, "cells": cells}
    lines = [{"group": f"group {n}", "messages": n} for n in range(50)]
    Snapshot.objects.bulk_create(
        Snapshot(
            community_id=one.id,
            taken_at=now,
            document={"metrics": {"weekly_cohorts": table, "groups": lines}},
        )
        for one in made
    )
    return [one.id for one in made]


def _starts(cursor, members, groups):
    """Set ids of members and groups aside, as the application does."""
    cursor.execute("SELECT nextval('member_ids')")
    member = cursor.fetchone()[0]
    cursor.execute("SELECT setval('member_ids', %s)", [member + members])
    cursor.execute("SELECT coalesce(max(id), 0) + 1 FROM communities_group")
    return {"member": member, "group": cursor.fetchone()[0]}


_PLACE = "%(group)s + n %% %(groups)s, (%(communities)s::bigint[])[1 + n %% %(groups)s %% 40]"
_GROUPS = """
INSERT INTO communities_group (id, org_id, community_id, name, opened_at)
SELECT %(group)s + n, %(org)s, (%(communities)s::bigint[])[1 + n %% 40], 'Group ' || n, %(now)s
FROM generate_series(0, %(groups)s - 1) n
"""
_MEMBERS = """
INSERT INTO members_member
  (id, org_id, name, sort_key, is_bot, is_operator, zone, language, first_seen_at)
SELECT %(member)s + n, %(org)s, 'Member ' || n, 'member ' || n, false, false, '', '', %(now)s
FROM generate_series(0, %(members)s - 1) n
"""
_STAYS = f"""
INSERT INTO members_membership
  (org_id, member_id, group_id, community_id, stay, joined_at, leave_reason)
SELECT %(org)s, %(member)s + n, {_PLACE}, 1, %(now)s, '' FROM generate_series(0, %(members)s - 1) n
"""
_GROUP_DAYS = f"""
INSERT INTO insights_groupday (org_id, group_id, community_id, day, messages, reactions, checkins, joins,
  exits, active, last_message_at)
SELECT %(org)s, {_PLACE}, %(today)s::date - d, %(a_day)s + (n * 7 + d) %% 50, 3, (n + d) %% 20, (n + d) %% 5,
  (n + d) %% 3, 20 + (n + d) %% 30, %(now)s - d * interval '1 day'
FROM generate_series(0, %(groups)s - 1) n, generate_series(0, %(days)s - 1) d
"""
_MEMBER_DAYS = f"""
INSERT INTO insights_memberday (org_id, group_id, community_id, member_id, day, events)
SELECT %(org)s, {_PLACE}, %(member)s + n, %(today)s::date - 20 * d, 3
FROM generate_series(0, %(members)s - 1) n, generate_series(0, 2) d
"""
_EVENTS = """
INSERT INTO events (shard, occurred_at, id, org_id, kind, community_id, group_id, member_id, actor, origin,
  depth, data)
SELECT %(shard)s, %(now)s - (%(events)s - n) * interval '0.5 second', gen_random_uuid(), %(org)s,
  CASE WHEN n %% 50 = 0 THEN 'membership.joined' ELSE 'message.posted' END, %(community)s,
  %(group)s + %(number)s, %(member)s + (n * 40 + %(number)s) %% %(members)s, 'platform', 'platform', 0,
  CASE WHEN n %% 50 = 0 THEN '{"group": "bench", "via": "platform", "is_rejoin": false}'::jsonb
    ELSE jsonb_build_object('message', n::text, 'group', 'bench', 'text', 'Something said in a group') END
FROM generate_series(1, %(events)s) n
"""


def _measure(org, staff, requests):
    """The 95th percentile of the page and of the login page, in milliseconds, asked in turn."""
    staff_client, stranger = _client(), _client()
    staff_client.force_login(staff, backend="django.contrib.auth.backends.ModelBackend")
    for period in PERIODS:
        _timed(staff_client, PAGE + period)
        _timed(stranger, LOGIN)
    page, login = [], []
    for number in range(requests):
        page.append(_timed(staff_client, PAGE + PERIODS[number % len(PERIODS)]))
        login.append(_timed(stranger, LOGIN))
    return _p95(page), _p95(login)


def _client():
    """A browser; front-end files need not be collected for it."""
    from django.conf import settings
    from django.test import Client

    settings.STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
    Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)
    return Client(SERVER_NAME="127.0.0.1")


def _timed(client, path):
    started = time.perf_counter()
    answer = client.get(path)
    took = (time.perf_counter() - started) * 1000
    if answer.status_code != 200:
        raise RuntimeError(f"{path} answered {answer.status_code}")
    return took


def _p95(values):
    return sorted(values)[max(0, int(len(values) * 0.95) - 1)]


def main() -> None:
    """Start a durable database in a temporary home, measure, and stop it."""
    import os

    from linli.kernel.database.server import LocalServer

    with tempfile.TemporaryDirectory() as home:
        server = LocalServer(Path(home))
        os.environ |= {"LINLI_HOME": home, "DATABASE_URL": server.start()}
        os.environ["DJANGO_SETTINGS_MODULE"] = "linli.settings"
        try:
            import django
            from django.core.management import call_command

            django.setup()
            call_command("migrate", verbosity=0)
            for line in run("--quick" in sys.argv):
                print(json.dumps(line))
        finally:
            server.stop()


if __name__ == "__main__":
    main()
