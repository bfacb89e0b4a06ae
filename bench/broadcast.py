"""How fast a message to a hundred thousand people is planned: confirmed, written down, and in the outbox.

`broadcast`: seconds from the confirmation to the last row, each text with its person's name. The ratio is
against the same rows inserted bare, in the same run. `python -m bench.broadcast` measures on a database of
its own.
"""

import sys
import time
from datetime import UTC, datetime

PEOPLE, QUICK_PEOPLE = 100_000, 2_000


def run(quick: bool) -> list[dict]:
    """Measure on the database that Django is connected to; what it makes there stays."""
    from linli.kernel.events import setup
    from linli.kernel.orgs import scope

    people = QUICK_PEOPLE if quick else PEOPLE
    now = datetime.now(UTC)
    setup.prepare(at=now)
    org, by = _organisation(now)
    with scope.org(org):
        community = _fill(org, people, now)
        taken = _broadcast(community, people, by, now)
        bare = _bare()
    return [
        {
            "name": "broadcast",
            "value": round(taken, 2),
            "unit": "s",
            "ratio": round(taken / bare, 2),
            "against": "the same rows, bare",
            "n": people,
        }
    ]


def _organisation(now):
    from linli.kernel.orgs import actor
    from linli.kernel.orgs.actions import organisations, staff
    from linli.kernel.orgs.actor import SYSTEM

    stamp = time.time_ns()
    owner = staff.create_staff(email=f"owner-{stamp}@broadcast.example", name="Owner", at=now)
    made = organisations.create_organisation(
        name="Broadcast", slug=f"broadcast-{stamp}", owner=owner, by=SYSTEM, at=now
    )
    return made.id, actor.staff(owner.id)


def _fill(org, people, now):
    """A community of so many people, each with an account that can be written to."""
    from django.db import connection

    from linli.connect.gateway.models import Channel
    from linli.people.communities.models import Community

    channel = Channel.objects.create(adapter="null", name="Null", created_at=now)
    community = Community.objects.create(name="All", slug=f"all-{org}", opened_at=now)
    values = {"org": org, "now": now, "today": now.date(), "people": people, "channel": channel.id}
    values["community"] = community.id
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('member_ids')")
        values["first"] = cursor.fetchone()[0]
        cursor.execute("SELECT setval('member_ids', %s)", [values["first"] + people])
        for statement in (_MEMBERS, _ACCOUNTS, _BELONGINGS):
            cursor.execute(statement, values)
        cursor.execute("ANALYZE")
    return community.id


def _broadcast(community, people, by, now):
    """Seconds from the confirmation to the last planned message."""
    from linli.run.broadcasts.actions import confirming, planning, writing
    from linli.run.broadcasts.actions.writing import BroadcastDraft
    from linli.run.broadcasts.queries import listing

    draft = BroadcastDraft(
        title="Spring", text="Dear {person.name|friend}, spring is here.", community_id=community
    )
    one = writing.write_broadcast(draft=draft, by=by, at=now)
    began = time.perf_counter()
    confirming.confirm(broadcast_id=one.id, version=one.version, targets=people, reach=None, by=by, at=now)
    planned = planning.plan_waiting(at=now)
    taken = time.perf_counter() - began
    assert planned == people, planned
    assert listing.progress(one.id) == {"planned": people}
    return taken


def _bare():
    """Seconds for inserting the same rows again, under other keys."""
    from django.db import connection

    from linli.connect.gateway.outbox import planning

    names = planning.columns()
    values = ", ".join("md5(key) || md5(key)" if name == "key" else name for name in names)
    began = time.perf_counter()
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO gateway_effect ({', '.join(names)}) SELECT {values} FROM gateway_effect")
    return time.perf_counter() - began


_MEMBERS = """
INSERT INTO members_member
  (id, org_id, name, sort_key, is_bot, is_operator, zone, language, first_seen_at)
SELECT %(first)s + n, %(org)s, 'Member ' || n, 'member ' || n, false, false, '', '', %(now)s
FROM generate_series(0, %(people)s - 1) n
"""
_ACCOUNTS = """
INSERT INTO gateway_identity (org_id, channel_id, external, name, member_id, is_bot, first_seen_at)
SELECT %(org)s, %(channel)s, 'p' || n, 'Member ' || n, %(first)s + n, false, %(now)s
FROM generate_series(0, %(people)s - 1) n
"""
_BELONGINGS = """
INSERT INTO belonging_belonging
SELECT (json_populate_record(NULL::belonging_belonging, json_build_object(
  'id', nextval(pg_get_serial_sequence('belonging_belonging', 'id')), 'org_id', %(org)s,
  'member_id', %(first)s + n, 'community_id', %(community)s, 'joined_at', %(now)s, 'joined_on', %(today)s,
  'last_sign_on', %(today)s, 'groups', 1, 'messages', 0, 'messages_7', 0, 'messages_30', 0, 'messages_90', 0,
  'active_days', 0, 'active_days_30', 0, 'reactions_30', 0, 'replies', 0, 'replies_30', 0, 'stage', 'new',
  'stage_since', %(today)s, 'relation', 'stranger', 'relation_since', %(today)s, 'contribution', 'lurker',
  'counted_on', %(today)s))).*
FROM generate_series(0, %(people)s - 1) n
"""


if __name__ == "__main__":
    from linli.faces.cli.bench import bench

    bench(names=["broadcast"], quick="--quick" in sys.argv, as_json=True, page=None)
