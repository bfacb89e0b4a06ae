"""How late a run wakes among a million that wait: from the moment it is due to its transition committed.

The scheduler runs as in a worker; each transition leaves a wait, plans a post and waits again.
The ratio is against a bare scheduler that only claims and updates as many rows of the same table.
"""

import json
import sys
import tempfile
import threading
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

SIZE, QUICK_SIZE = 1_000_000, 50_000
DUE, QUICK_DUE = 4_000, 600
SECONDS, QUICK_SECONDS = 8, 2
GROUPS = 50
BARE = 10_000_000
SOURCE = """
kind: playbook
id: bench
subject: membership
class: nurture
trigger: {event: membership.joined}
exit:
  - {event: membership.left, outcome: left}
steps:
  - id: settle
    wait: {for: 7d}
  - id: hello
    post: {text: "{person.name}，来{group.name}一周了，过得怎么样？", mention_person: true}
  - id: listen
    wait: {any: [{event: message.posted, where: length >= 4, go: end}], at_most: 3d, on_timeout: end}
"""


def run(quick: bool) -> list[dict]:
    """Measure on the database that Django is connected to; what it makes there is removed again."""
    from linli.kernel.events import setup

    size, due, seconds = (QUICK_SIZE, QUICK_DUE, QUICK_SECONDS) if quick else (SIZE, DUE, SECONDS)
    setup.prepare(at=datetime.now(UTC))
    org = _organisation()
    try:
        version = _publish(org)
        _fill(org, version, size)
        bare = _p99(_bare_lags(org, version, due, seconds))
        lags = _lags(org, version, due, seconds)
    finally:
        _remove(org)
    return [
        {
            "name": "wake_lag",
            "value": round(_p99(lags), 3),
            "unit": "s",
            "ratio": round(_p99(lags) / bare, 2),
            "against": "p99 of a scheduler that only claims and updates rows",
            "n": size + due,
        }
    ]


def _p99(lags):
    return sorted(lags)[int(len(lags) * 0.99)]


def _organisation():
    from linli.connect.gateway.models import Address, Channel
    from linli.kernel.orgs import scope
    from linli.kernel.orgs.models import Organisation
    from linli.people.communities.models import Community, Group

    at = datetime.now(UTC)
    org = Organisation.objects.create(name="Bench", slug=f"bench-{time.time_ns()}", created_at=at)
    with scope.org(org.id):
        channel = Channel.objects.create(adapter="null", name="bench", created_at=at)
        community = Community.objects.create(name="bench", slug="bench", opened_at=at)
        groups = [
            Group.objects.create(community=community, name=f"group {n}", opened_at=at) for n in range(GROUPS)
        ]
        Address.objects.bulk_create(
            Address(
                channel=channel,
                external=f"!{group.id}",
                group_id=group.id,
                community_id=community.id,
                first_seen_at=at,
            )
            for group in groups
        )
    return org


def _publish(org):
    from linli.kernel.orgs import scope
    from linli.kernel.orgs.actor import SYSTEM
    from linli.run.playbooks.actions import publishing

    with scope.org(org.id):
        return publishing.publish(source=SOURCE, by=SYSTEM, at=datetime.now(UTC))


def _fill(org, version, size):
    """Runs that wake in the coming month: the crowd in which others have to be found."""
    now = datetime.now(UTC)
    month = timedelta(days=30).total_seconds()
    wakes = (now + timedelta(hours=1, seconds=month * n / size) for n in range(size))
    _copy_runs(org, version, ((n + 1, wake) for n, wake in enumerate(wakes)))
    _sql("VACUUM ANALYZE playbooks_run")


def _come_due(org, version, first, count, seconds):
    """Members with runs that come due evenly over some seconds from now; returns when, by member."""
    _copy_members(org, first, count)
    start = datetime.now(UTC) + timedelta(seconds=2)
    wakes = {first + n: start + timedelta(seconds=seconds * n / count) for n in range(count)}
    _copy_runs(org, version, wakes.items())
    return wakes


def _copy_runs(org, version, rows):
    """COPY (member, wake) pairs in as waiting runs; the groups are dealt out in turn."""
    from django.db import connection

    community, groups = _places(org)
    hears = "{membership.left,message.posted}"
    context = json.dumps({"visits": {"settle": 1}, "used": []})
    started = datetime.now(UTC) - timedelta(days=7)
    columns = (
        "org_id, playbook_id, version_id, community_id, group_id, member_id, run_no, key, state, outcome,"
        " step, wake_at, hears, context, fence, attempts, trouble, started_at, subject, slot, depth, is_test"
    )
    with (
        connection.cursor() as cursor,
        cursor.copy(f"COPY playbooks_run ({columns}) FROM STDIN") as copy,
    ):
        for member, wake in rows:
            copy.write_row(
                (
                    org.id,
                    version.playbook_id,
                    version.id,
                    community,
                    groups[member % GROUPS],
                    member,
                    1,
                    f"bench-{member}",
                    "waiting",
                    "",
                    "settle",
                    wake,
                    hears,
                    context,
                    0,
                    0,
                    "",
                    started,
                    f"membership:{member}:{groups[member % GROUPS]}",
                    1,
                    0,
                    False,
                )
            )


def _copy_members(org, first, count):
    community, groups = _places(org)
    joined = datetime.now(UTC) - timedelta(days=7)
    _sql(
        "INSERT INTO members_member (org_id, id, name, sort_key, is_bot, is_operator, zone, language,"
        " first_seen_at) SELECT %s, n, '新人' || n, '', false, false, '', '', %s"
        " FROM generate_series(%s, %s) n",
        [org.id, joined, first, first + count - 1],
    )
    _sql(
        "INSERT INTO members_membership (org_id, member_id, community_id, group_id, stay, joined_at,"
        " leave_reason) SELECT %s, n, %s, (%s::bigint[])[1 + n %% %s], 1, %s, ''"
        " FROM generate_series(%s, %s) n",
        [org.id, community, groups, GROUPS, joined, first, first + count - 1],
    )


def _places(org):
    from linli.kernel.orgs import scope
    from linli.people.communities.models import Group

    with scope.org(org.id):
        groups = list(Group.objects.order_by("id").values_list("community_id", "id"))
    return groups[0][0], [group for _community, group in groups]


def _lags(org, version, count, seconds):
    """Seconds from due to committed of every run that came due, the scheduler working as in a worker."""
    from linli.run.playbooks import loop

    first = 2 * BARE
    wakes = _come_due(org, version, first, count, seconds)
    committed, advance_all = {}, loop.advance_all

    def noted(*, at, **more):
        moved = advance_all(at=at, **more)
        committed[at] = datetime.now(UTC)
        return moved

    loop.advance_all = noted
    try:
        _while_working(loop.run, max(wakes.values()))
    finally:
        loop.advance_all = advance_all
    woken = _sql(
        "SELECT r.member_id, v.entered_at FROM playbooks_stepvisit v JOIN playbooks_run r ON r.id = v.run_id"
        " WHERE v.org_id = %s AND v.step = 'hello' AND r.member_id >= %s AND r.member_id < %s",
        [org.id, first, first + count],
    )
    if len(woken) != count:
        raise RuntimeError(f"{len(woken)} of {count} runs woke")
    return [(committed[at] - wakes[member]).total_seconds() for member, at in woken]


def _bare_lags(org, version, count, seconds):
    """The same of a scheduler that claims due rows and updates them, and does nothing else."""
    from django.db import transaction

    wakes = _come_due(org, version, BARE, count, seconds)
    lags = []

    def work(stop):
        while not stop.is_set():
            at = datetime.now(UTC)
            with transaction.atomic():
                claimed = _sql(
                    "UPDATE playbooks_run r SET state = 'done', wake_at = NULL, fence = fence + 1 FROM"
                    " (SELECT id FROM playbooks_run WHERE org_id = %s AND wake_at <= %s"
                    "  AND state IN ('waiting', 'ready', 'blocked_task') ORDER BY wake_at LIMIT 500"
                    "  FOR UPDATE SKIP LOCKED) d WHERE r.id = d.id RETURNING r.member_id",
                    [org.id, at],
                )
            now = datetime.now(UTC)
            lags.extend((now - wakes[member]).total_seconds() for (member,) in claimed)
            if not claimed:
                stop.wait(0.01)

    _while_working(work, max(wakes.values()))
    if len(lags) != count:
        raise RuntimeError(f"{len(lags)} of {count} rows were claimed")
    return lags


def _while_working(work, last):
    """Run a scheduler in a thread until two seconds after the last run came due."""
    from django.db import connection

    stop = threading.Event()

    def worker():
        try:
            work(stop)
        finally:
            connection.close()

    thread = threading.Thread(target=worker)
    thread.start()
    time.sleep(max(0.0, (last - datetime.now(UTC)).total_seconds() + 2))
    stop.set()
    thread.join(30)


def _sql(text, params=None):
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(text, params)
        return cursor.fetchall() if cursor.description else []


def _remove(org):
    """Everything of the organisation."""
    tables = (
        "playbooks_wait playbooks_stepvisit playbooks_skip playbooks_run gateway_effect members_membership"
        " members_member"
    )
    for table in tables.split():
        _sql(f"DELETE FROM {table} WHERE org_id = %s", [org.id])
    _sql("UPDATE playbooks_playbook SET current_id = NULL WHERE org_id = %s", [org.id])
    others = (
        "playbooks_ticker playbooks_absencescan playbooks_playbookversion playbooks_playbook"
        " gateway_address gateway_channel communities_group"
        " communities_community events orgs_auditentry"
    )
    for table in others.split():
        _sql(f"DELETE FROM {table} WHERE org_id = %s", [org.id])
    org.delete()


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
