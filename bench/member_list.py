"""How fast the list of members answers: a million members of one organisation in twelve communities.

A real session asks for every filter, for combinations, in every order, for first pages and for pages far
behind, through the whole stack of middleware, views and templates. The ratio is against the login page.
`python -m bench.member_list` measures on a database of its own; `--table` prints every question's time.
"""

import json
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

from bench.today_page import _client, _organisation, _p95, _timed

MEMBERS, QUICK_MEMBERS = 1_000_000, 20_000
COMMUNITIES, ROUNDS, QUICK_ROUNDS = 12, 4, 2
PAGE, LOGIN = "/console/members/", "/console/login/"
SORTS = ("name", "active", "joined", "messages")


def run(quick: bool) -> list[dict]:
    """Measure on the database that Django is connected to; what it makes there stays for other benches."""
    from linli.kernel.events import setup

    members = QUICK_MEMBERS if quick else MEMBERS
    now = datetime.now(UTC)
    setup.prepare(at=now)
    _timed(_client(), LOGIN)
    org, staff = _organisation(now)
    communities, segments = _fill(org, members, now)
    times, login = _measure(staff, communities, segments, members, QUICK_ROUNDS if quick else ROUNDS)
    asked = [one for listed in times.values() for one in listed]
    if "--table" in sys.argv:
        for path, listed in sorted(times.items(), key=lambda one: -max(one[1])):
            print(f"{max(listed):8.1f} {min(listed):8.1f}  {path}", file=sys.stderr)
    value = _p95(asked)
    return [
        {
            "name": "member_list",
            "value": round(value, 1),
            "unit": "ms",
            "ratio": round(value / _p95(login), 2),
            "against": "the login page's p95",
            "n": len(asked),
        }
    ]


def _fill(org, members, now):
    """Members with one or two belongings each, stays, tags and the places of three segments."""
    from django.db import connection

    from linli.kernel.orgs import scope
    from linli.people.communities.models import Community
    from linli.people.segments.models import Segment

    with scope.org(org.id):
        made = Community.objects.bulk_create(
            Community(name=f"Community {n}", slug=f"list-{org.id}-{n}", opened_at=now)
            for n in range(COMMUNITIES)
        )
        communities = [one.id for one in made]
        segments = [
            Segment.objects.create(
                name=f"Segment {n}",
                kind="static",
                purpose="bench",
                strategy="bench",
                created_at=now,
                created_by="staff:1",
            ).id
            for n in range(3)
        ]
    values = {
        "org": org.id,
        "now": now,
        "members": members,
        "communities": communities,
        "segments": segments,
        "in_segment": [members // 2, members // 50, members // 2000],
    }
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('member_ids')")
        values["member"] = cursor.fetchone()[0]
        cursor.execute("SELECT setval('member_ids', %s)", [values["member"] + members])
        cursor.execute("SELECT coalesce(max(id), 0) + 1 FROM communities_group")
        values["group"] = cursor.fetchone()[0]
        for statement in (_GROUPS, _MEMBERS, _STAYS, _BELONGINGS, _TAGS, _CLOCKS, _PLACES, _HEADS):
            cursor.execute(statement, values)
        cursor.execute("VACUUM ANALYZE")
        cursor.execute("CHECKPOINT")
    return communities, segments


_GROUPS = """
INSERT INTO communities_group (id, org_id, community_id, name, opened_at, region)
SELECT %(group)s + n, %(org)s, (%(communities)s::bigint[])[1 + n], 'Group ' || n, %(now)s, ''
FROM generate_series(0, cardinality(%(communities)s::bigint[]) - 1) n
"""
_MEMBERS = """
INSERT INTO members_member
  (id, org_id, name, sort_key, is_bot, is_operator, zone, language, first_seen_at)
SELECT %(member)s + n, %(org)s, 'Member ' || n, md5(n::text) || ' member', false, n %% 5000 = 0, '', '',
  %(now)s - n %% 700 * interval '1 day'
FROM generate_series(0, %(members)s - 1) n
"""
_AT = "(%(communities)s::bigint[])[1 + (n * 7 + d * 5) %% 12]"
_EACH = (
    "FROM generate_series(0, %(members)s - 1) n, generate_series(0, CASE WHEN n %% 5 = 0 THEN 1 ELSE 0 END) d"
)
_STAYS = f"""
INSERT INTO members_membership
  (org_id, member_id, group_id, community_id, stay, joined_at, leave_reason)
SELECT %(org)s, %(member)s + n, %(group)s + (n * 7 + d * 5) %% 12, {_AT}, 1, %(now)s, '' {_EACH}
"""
_BELONGINGS = f"""
INSERT INTO belonging_belonging (org_id, member_id, community_id, joined_at, joined_on, left_at, last_sign_on,
  groups, last_active_at, messages, messages_7, messages_30, messages_90, active_days, active_days_30,
  reactions_30, replies, replies_30, stage, stage_since, relation, relation_since, contribution, counted_on)
SELECT %(org)s, %(member)s + n, {_AT}, %(now)s - (n * 13 %% 700) * interval '1 day',
  (%(now)s - (n * 13 %% 700) * interval '1 day')::date,
  CASE WHEN n %% 17 = 0 THEN %(now)s END, %(now)s::date, 1,
  CASE WHEN n %% 9 > 0 THEN %(now)s - (n * 31 %% 17280) * interval '15 minutes' END,
  (n * 37 %% 1009) * (n %% 4) / 3, n %% 7, (n * 11 %% 97) * (n %% 3) / 2, n %% 99, n %% 60, n %% 20, n %% 9,
  n %% 50, n %% 9,
  (ARRAY['new', 'active', 'active', 'at_risk', 'silent', 'silent', 'silent', 'lost', 'lost', 'returned'])
    [1 + n * 3 %% 10],
  %(now)s::date, (ARRAY['stranger', 'stranger', 'stranger', 'familiar', 'familiar', 'trusted'])[1 + n %% 6],
  %(now)s::date, (ARRAY['lurker', 'lurker', 'lurker', 'ordinary', 'active'])[1 + n * 7 %% 5], %(now)s::date
{_EACH}
"""
_TAGS = """
INSERT INTO members_tag (org_id, member_id, name, since, by)
SELECT %(org)s, %(member)s + n, t.name, %(now)s, 'staff:1' FROM generate_series(0, %(members)s - 1) n,
  (VALUES ('common', 3), ('some', 40), ('rare', 5000)) AS t(name, every) WHERE n %% t.every = 0
"""
_CLOCKS = """
INSERT INTO segments_clock (org_id, community_id, day)
SELECT %(org)s, c, %(now)s::date FROM unnest(%(communities)s::bigint[]) c
"""
_PLACES = """
INSERT INTO segments_place (org_id, community_id, segment_id, member_id, since)
SELECT b.org_id, b.community_id, s.id, b.member_id, %(now)s::date
FROM unnest(%(segments)s::bigint[], %(in_segment)s::int[]) AS s(id, size)
JOIN belonging_belonging b ON b.org_id = %(org)s AND (b.member_id - %(member)s) * 7919 %% %(members)s < s.size
"""
_HEADS = """
INSERT INTO segments_headcount (org_id, segment_id, community_id, people)
SELECT %(org)s, s.id, 0, s.size FROM unnest(%(segments)s::bigint[], %(in_segment)s::int[]) AS s(id, size)
"""


def _questions(communities, segments):
    """Every filter by itself, and combinations of them; wide ones, narrow ones, and what nobody fits."""
    one, other = communities[0], communities[5]
    return [
        "",
        f"community={one}",
        "stage=silent",
        "stage=returned",
        f"community={one}&stage=new",
        f"community={other}&stage=active&stage=new",
        "relation=trusted",
        f"community={other}&relation=familiar",
        "contribution=active",
        "tag=common",
        "tag=rare",
        "tag=nobody",
        f"segment={segments[0]}",
        f"segment={segments[1]}",
        f"segment={segments[2]}",
        "joined=7",
        "joined=90",
        "silent=30",
        "silent=170",
        "messages=1",
        "messages=60",
        "role=helper",
        "q=member%2012345",
        "q=c4ca",
        "q=ab",
        "q=9&stage=lost",
        f"tag=some&segment={segments[0]}",
        f"community={one}&stage=silent&tag=some",
        f"stage=active&tag=rare&segment={segments[0]}",
        f"community={one}&stage=active&relation=trusted&contribution=active&messages=20",
        f"segment={segments[0]}&silent=60&stage=lost",
        f"community={other}&joined=30&messages=1",
        "stage=new&silent=170&messages=96",
        "tag=common&messages=30&relation=familiar",
        "stage=silent&joined=3",
    ]


def _measure(staff, communities, segments, members, rounds):
    """Milliseconds of each question, and of the login page asked in turn."""
    browser, stranger = _client(), _client()
    browser.force_login(staff, backend="django.contrib.auth.backends.ModelBackend")
    times: dict[str, list[float]] = {}
    login = []
    for number in range(rounds + 1):
        for question in _questions(communities, segments):
            for sort in SORTS:
                path = f"{PAGE}?{question}&sort={sort}{_depth(sort, number, members)}"
                took = _timed(browser, path)
                if number:  # the first round warms up
                    times.setdefault(f"{question}&sort={sort}", []).append(took)
        if number:
            login += [_timed(stranger, LOGIN) for _time in range(10)]
    return times, login


def _depth(sort, number, members):
    """The first page, or one far behind: a key from the middle of that order."""
    if number % 2 == 0:
        return ""
    far = {
        "name": f"1:{'a0' * 8}",
        "active": "1:2026-01-01 00:00:00%2B00",
        "joined": "1:2025-06-01 00:00:00%2B00",
        "messages": "1:120",
    }
    return f"&after={far[sort]}"


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
            started = time.perf_counter()
            for line in run("--quick" in sys.argv):
                print(json.dumps(line))
            print(f"{time.perf_counter() - started:.0f} s in all", file=sys.stderr)
        finally:
            server.stop()


if __name__ == "__main__":
    main()
