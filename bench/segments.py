"""How fast segments follow: a million members with ten million deeds, forty communities, fifty segments.

`segment_rebuild`: all fifty from nothing, on two connections; the ratio is against bare counts of the same
conditions, two at a time in the same run. `segment_event`: the 99th percentile of one event through the
reactions that keep belongings and segments, a transaction each; the ratio is against one bare update.
Memory is the largest this process has held (the database's is the server's own).
`python -m bench.segments` measures on a database of its own.
"""

import json
import resource
import statistics
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

MEMBERS, QUICK_MEMBERS = 1_000_000, 20_000
COMMUNITIES, MEMBERS_A_GROUP = 40, 500
EVENTS, QUICK_EVENTS, WARM = 3_000, 300, 100
SEGMENTS = 50
ZONE = ZoneInfo("Asia/Shanghai")

CONDITIONS = (
    *(f'belonging.stage == "{one}"' for one in ("new", "active", "at_risk", "silent", "returned")),
    *(f'belonging.relation == "{one}"' for one in ("familiar", "trusted")),
    *(f'belonging.contribution == "{one}"' for one in ("ordinary", "active")),
    *(f"belonging.messages_30 >= {n}" for n in (5, 10, 20, 40)),
    *(f"belonging.messages_7 >= {n}" for n in (1, 3, 10)),
    *(f"belonging.messages >= {n} and belonging.days_silent >= 30" for n in (20, 40, 60)),
    *(f"belonging.active_days_30 >= {n} and belonging.days_joined >= 30" for n in (3, 6, 12)),
    *(f"belonging.replies_30 >= {n} and not person.is_operator" for n in (1, 3, 5)),
    *(f'person.tags contains "tag-{n}"' for n in range(6)),
    *(f'person.tags contains "tag-{n}" and belonging.messages_30 < 3' for n in range(4)),
    *(
        f"belonging.days_silent < {days} and belonging.active_days >= {often} and belonging.messages_90 >= 10"
        for days, often in ((7, 3), (7, 10), (14, 3), (14, 10), (30, 3), (30, 10))
    ),
    'belonging.stage == "silent" and belonging.relation >= "familiar"',
    'belonging.stage == "silent" and belonging.messages >= 40',
    "belonging.days_joined < 14 and belonging.messages == 0",
    "belonging.days_joined < 30 and belonging.active_days >= 3",
    'belonging.relation == "trusted" and not (person.tags contains "tag-0")',
    'belonging.stage in ["at_risk", "silent"] and belonging.messages_90 >= 10',
    'belonging.contribution == "active" and belonging.stage == "new"',
    "belonging.active_days_30 >= 15 or belonging.messages_30 >= 60",
    "belonging.is_in and belonging.replies >= 20",
)


def run(quick: bool) -> list[dict]:
    """Measure on the database that Django is connected to; what it makes there stays for other benches."""
    from linli.kernel.events import setup
    from linli.kernel.orgs import scope

    members, events = (QUICK_MEMBERS, QUICK_EVENTS) if quick else (MEMBERS, EVENTS)
    assert len(CONDITIONS) == SEGMENTS, len(CONDITIONS)
    now = datetime.now(UTC)
    setup.prepare(at=now)
    org = _organisation(now)
    with scope.org(org):
        town = _fill(org, members, now)
        segments = _segments(now)
        rebuilt, size = _rebuild(org, segments, town, now)
        counted = _bare_counts(org, segments, now)
        kept, bare = _events(org, town, events, now)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return [
        _figure("segment_event", kept, "ms", kept / bare, "one bare update's p99", events),
        _figure(
            "segment_rebuild", rebuilt, "s", rebuilt / counted, "bare counts of the conditions", SEGMENTS
        ),
        _figure("segment_size", size, "people", None, "mean size of the segments", SEGMENTS),
        _figure("segment_memory", memory, "MiB", None, "the process's largest", members),
    ]


def _figure(name, value, unit, ratio, against, n):
    rounded = None if ratio is None else round(ratio, 2)
    return {
        "name": name,
        "value": round(value, 1),
        "unit": unit,
        "ratio": rounded,
        "against": against,
        "n": n,
    }


def _organisation(now):
    from linli.kernel.orgs.actions import organisations, staff
    from linli.kernel.orgs.actor import SYSTEM

    stamp = time.time_ns()
    owner = staff.create_staff(email=f"owner-{stamp}@segments.example", name="Owner", at=now)
    slug = f"segments-{stamp}"
    return organisations.create_organisation(name="Segments", slug=slug, owner=owner, by=SYSTEM, at=now).id


def _fill(org, members, now):
    """Communities, groups, members, what they did in 90 days, and their belongings: as they are kept."""
    from django.db import connection

    from linli.people.communities.models import Community

    made = Community.objects.bulk_create(
        Community(name=f"Community {n}", slug=f"segments-{org}-{n}", opened_at=now)
        for n in range(COMMUNITIES)
    )
    values = {
        "org": org,
        "now": now,
        "today": now.astimezone(ZONE).date(),
        "members": members,
        "communities": [one.id for one in made],
        "groups": max(members // MEMBERS_A_GROUP, COMMUNITIES),
    }
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('member_ids')")
        values["member"] = cursor.fetchone()[0]
        cursor.execute("SELECT setval('member_ids', %s)", [values["member"] + members])
        values["group"] = _groups(made, values["groups"], now)
        for statement in (_MEMBERS, _TAGS, _FEET, _PRESENCE, _DAYS, _BELONGINGS, _CLOCKS):
            cursor.execute(statement, values)
        cursor.execute("VACUUM ANALYZE")
        cursor.execute("CHECKPOINT")
    return values


def _groups(communities, count, now):
    """The groups, each in the community its number says; the id of the first."""
    from linli.people.communities.models import Group

    made = Group.objects.bulk_create(
        Group(community=communities[n % COMMUNITIES], name=f"Segment group {n}", opened_at=now)
        for n in range(count)
    )
    return made[0].id


# A twentieth talk a lot, a fifth often, two fifths once in a while, and the others are silent.
_OFTEN = "CASE WHEN n %% 100 < 5 THEN 25 WHEN n %% 100 < 25 THEN 6 WHEN n %% 100 < 65 THEN 1 ELSE 0 END"
_COMMUNITY = "(%(communities)s::bigint[])[1 + n %% %(groups)s %% 40]"
_GROUP = "%(group)s + n %% %(groups)s"
_JOINED = "%(now)s - (3 + n * 7 %% 397) * interval '1 day'"
_MEMBERS = """
INSERT INTO members_member
  (id, org_id, name, sort_key, is_bot, is_operator, zone, language, first_seen_at)
SELECT %(member)s + n, %(org)s, 'Member ' || n, 'member ' || n, false, n %% 5000 = 0, '', '', %(now)s
FROM generate_series(0, %(members)s - 1) n
"""
_TAGS = """
INSERT INTO members_tag (org_id, member_id, name, since, by)
SELECT %(org)s, %(member)s + n, 'tag-' || n / 20 %% 6, %(now)s, 'bench'
FROM generate_series(0, %(members)s - 1, 20) n
"""
_FEET = f"""
INSERT INTO belonging_footprint (org_id, member_id, community_id, first_at, joined_at, came_at)
SELECT %(org)s, %(member)s + n, {_COMMUNITY}, {_JOINED}, {_JOINED}, {_JOINED}
FROM generate_series(0, %(members)s - 1) n
"""
_PRESENCE = f"""
INSERT INTO gateway_presence (org_id, group_id, member_id, is_in, is_implied, changed_at)
SELECT %(org)s, {_GROUP}, %(member)s + n, true, false, %(now)s FROM generate_series(0, %(members)s - 1) n
"""
_DAYS = f"""
INSERT INTO belonging_activeday (org_id, member_id, community_id, day, messages, replies, reactions, checkins)
SELECT %(org)s, %(member)s + n, {_COMMUNITY}, %(today)s - ((d * (89 / f.often) + n / 100 %% 31) %% 90)::int,
  3 + (n + d) %% 2, (n + d) %% 4 / 3, 0, 0
FROM generate_series(0, %(members)s - 1) n, LATERAL (SELECT {_OFTEN} AS often) f,
  LATERAL generate_series(1, f.often) d ON CONFLICT DO NOTHING
"""
_BELONGINGS = """
WITH done AS (
  SELECT member_id, community_id, sum(messages) AS messages, sum(replies) AS replies, count(*) AS days,
    max(day) AS last, sum(messages) FILTER (WHERE day > %(today)s - 7) AS m7,
    sum(messages) FILTER (WHERE day > %(today)s - 30) AS m30,
    count(*) FILTER (WHERE day > %(today)s - 30) AS d30,
    sum(replies) FILTER (WHERE day > %(today)s - 30) AS r30
  FROM belonging_activeday WHERE org_id = %(org)s GROUP BY member_id, community_id
), one AS (
  SELECT f.member_id, f.community_id, f.joined_at,
    (f.joined_at AT TIME ZONE 'Asia/Shanghai')::date AS joined_on,
    coalesce(d.messages, 0) AS messages, coalesce(d.replies, 0) AS replies, coalesce(d.days, 0) AS days,
    greatest(d.last, (f.joined_at AT TIME ZONE 'Asia/Shanghai')::date) AS last, d.last AS spoke,
    coalesce(d.m7, 0) AS m7, coalesce(d.m30, 0) AS m30, coalesce(d.d30, 0) AS d30, coalesce(d.r30, 0) AS r30
  FROM belonging_footprint f LEFT JOIN done d USING (member_id, community_id) WHERE f.org_id = %(org)s
)
INSERT INTO belonging_belonging (org_id, member_id, community_id, joined_at, joined_on, came_at, groups,
  first_spoke_at, last_spoke_at, last_active_at, last_sign_on, messages, messages_7, messages_30, messages_90,
  active_days, active_days_30, reactions_30, replies, replies_30, stage, stage_since, relation,
  relation_since, contribution, counted_on)
SELECT %(org)s, member_id, community_id, joined_at, joined_on, joined_at, 1, spoke, spoke, spoke, last,
  messages, m7, m30, messages, days, d30, 0, replies, r30,
  CASE WHEN %(today)s - last >= 30 THEN 'lost' WHEN %(today)s - last >= 14 THEN 'silent'
    WHEN %(today)s - joined_on < 14 THEN 'new' WHEN %(today)s - last >= 7 THEN 'at_risk' ELSE 'active' END,
  joined_on,
  CASE WHEN days >= 15 AND messages >= 40 AND replies >= 5 THEN 'trusted'
    WHEN days >= 3 AND messages >= 5 THEN 'familiar' ELSE 'stranger' END,
  joined_on, CASE WHEN d30 >= 6 AND m30 >= 10 THEN 'active' WHEN d30 > 0 THEN 'ordinary' ELSE 'lurker' END,
  %(today)s
FROM one ORDER BY member_id
"""
_CLOCKS = """
INSERT INTO belonging_communityday (org_id, community_id, day)
SELECT %(org)s, c, %(today)s FROM unnest(%(communities)s::bigint[]) c
"""


def _segments(now):
    from linli.people.segments.models import Segment

    return Segment.objects.bulk_create(
        Segment(
            name=f"Segment {number}",
            kind="condition",
            condition=condition,
            purpose="bench",
            strategy="bench",
            created_at=now,
            created_by="bench",
        )
        for number, condition in enumerate(CONDITIONS)
    )


def _rebuild(org, segments, town, now):
    """Seconds for every segment from nothing, and how many each holds on average."""
    from linli.kernel.orgs.actor import SYSTEM
    from linli.people.segments.actions import rebuilding
    from linli.people.segments.models import Place
    from linli.people.segments.queries import standing

    ids = [one.id for one in segments]
    started = time.perf_counter()
    _two_at_a_time(org, town["communities"], lambda one: rebuilding.fill_community(one, ids, at=now))
    rebuilding.finish_filling(standing.standing(ids), town["communities"], by=SYSTEM, at=now)
    took = time.perf_counter() - started
    return took, Place.objects.count() / SEGMENTS


def _two_at_a_time(org, items, work):
    from django.db import connections

    from linli.kernel.orgs import scope

    def one(half):
        try:
            with scope.org(org):
                for item in half:
                    work(item)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(one, (items[::2], items[1::2])))


def _bare_counts(org, segments, now):
    """Seconds to count each condition over everybody: the same judging, nothing written."""
    from django.db import connection

    from linli.people.segments.actions import rebuilding
    from linli.people.segments.queries import standing

    def count(one):
        asked = rebuilding.truth(one, now=now)
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM belonging_belonging belonging JOIN members_member person"
                f" ON person.id = belonging.member_id WHERE belonging.org_id = %s AND {asked.text}",
                [org, *asked.params],
            )

    started = time.perf_counter()
    _two_at_a_time(org, standing.standing([one.id for one in segments]), count)
    return time.perf_counter() - started


def _events(org, town, count, now):
    """The 99th percentiles of one event kept and of one bare update, in milliseconds, in turn."""
    kept, bare = [], []
    for number in range(count + WARM):
        event = _event(org, town, number, now)
        if event.kind == "member.tagged":
            _tag(event)
        kept.append(_timed(_keep, event))
        bare.append(_timed(_update, event))
    if "--profile" in sys.argv:
        print(sorted(kept[WARM:])[:: max(1, count // 20)], statistics.mean(kept[WARM:]), file=sys.stderr)
    return _p99(kept[WARM:]), _p99(bare[WARM:])


def _event(org, town, number, now):
    """Mostly messages, some reactions, tags and farewells; of people all over the organisation."""
    import uuid

    from linli.facts.members import MembershipLeft, MemberTagged
    from linli.facts.messages import MessagePosted, ReactionAdded
    from linli.kernel.events.event import Event

    who = number * 7919 % town["members"]
    facts = {0: ReactionAdded("m", "g", "x"), 1: MemberTagged("tag-1"), 2: MembershipLeft("g")}
    fact = facts.get(number % 20) or MessagePosted(
        f"m{number}", "g", "text", reply_to="m" * (number % 3 == 0)
    )
    return Event(
        position=number,
        id=uuid.uuid4(),
        org=org,
        kind=fact.kind,
        occurred_at=now + timedelta(milliseconds=number),
        recorded_at=now + timedelta(milliseconds=number),
        community=None
        if fact.kind == "member.tagged"
        else town["communities"][who % town["groups"] % COMMUNITIES],
        group=town["group"] + who % town["groups"],
        member=town["member"] + who,
        actor="platform",
        origin="platform",
        cause=None,
        depth=0,
        key=None,
        fact=fact,
    )


def _tag(event):
    from linli.people.members.models import Tag

    Tag.objects.get_or_create(
        member_id=event.member, name=event.fact.tag, defaults={"since": event.occurred_at, "by": "bench"}
    )


def _keep(event):
    from django.db import transaction

    from linli.kernel.events.reactions import lanes
    from linli.people.belonging.reactions import keep_belongings
    from linli.people.segments.reactions import keep_segments

    with transaction.atomic():
        for reaction in lanes()["people"]:
            if reaction.run in (keep_belongings, keep_segments) and event.kind in reaction.kinds:
                reaction.run([event])


def _update(event):
    from django.db import connection, transaction

    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "UPDATE belonging_belonging SET messages = messages + 0 WHERE member_id = %s", [event.member]
        )


def _timed(work, event):
    started = time.perf_counter()
    work(event)
    return (time.perf_counter() - started) * 1000


def _p99(values):
    return sorted(values)[max(0, int(len(values) * 0.99) - 1)]


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
