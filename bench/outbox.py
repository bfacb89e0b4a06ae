"""How fast effects leave: planned rows through every check to the null adapter and back, committed.

The ratio is against two bare UPDATEs over as many rows (claim five hundred, complete them), in the same run.
`python -m bench.outbox` measures on a database of its own.
"""

import json
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from linli.connect.gateway.contract import Adapter

AT = datetime(2026, 11, 23, 4, tzinfo=UTC)
SIZE, QUICK_SIZE = 20_000, 2_000
BATCH = 500
GROUPS = 50

POLICY = """
kind: policy
id: bench
quiet_hours:
  - {surface: group, from: "23:00", to: "08:00", zone: group, applies_to: [content, nurture, promo]}
caps:
  - {id: person-day, surface: group, unit: person, max: 1000, window: {calendar: day, zone: member},
     applies_to: ["*"]}
  - {id: group-week, surface: group, unit: group, max: 100000, window: {rolling: 7d}, applies_to: [promo]}
on_cap: {service: wait_slot}
"""


def run(quick: bool) -> list[dict]:
    """Measure on the database that Django is connected to; what it makes there is removed again."""
    from linli.connect.gateway import registry
    from linli.kernel.events import setup

    registry.get_adapter("null")
    setup.prepare(at=datetime.now(UTC))
    size = QUICK_SIZE if quick else SIZE
    org = _organisation()
    try:
        _plan(org, size, "warm-up", BATCH)
        _drain(BATCH)
        seconds = _timed(_drain, _plan(org, size, "all checks", size))
        bare = _timed(_bare, _plan(org, size, "bare", size))
        _expect_sent(org, size * 2 + BATCH)
    finally:
        _remove(org)
    return [
        {
            "name": "outbox",
            "value": round(size / seconds),
            "unit": "effects/s",
            "ratio": round(bare / seconds, 3),
            "against": "two bare UPDATEs per 500 rows",
            "n": size,
        }
    ]


def _organisation():
    from linli.connect.gateway.models import Address, Channel, Identity
    from linli.connect.gateway.policy import actions
    from linli.kernel.orgs import actor, scope
    from linli.kernel.orgs.models import Organisation

    org = Organisation.objects.create(name="Bench", slug=f"bench-{time.time_ns()}", created_at=AT)
    with scope.org(org.id):
        channel = Channel.objects.create(adapter="null", name="bench", created_at=AT)
        Address.objects.bulk_create(
            Address(channel=channel, external=f"!{n}", group_id=n, community_id=1, first_seen_at=AT)
            for n in range(GROUPS)
        )
        Identity.objects.bulk_create(
            Identity(channel=channel, external=f"@{n}", member_id=n, first_seen_at=AT) for n in range(1000)
        )
        actions.save_policy(text=POLICY, community=None, by=actor.SYSTEM, at=AT)
    return org


def _plan(org, size, name, count):
    """Effects of a thousand people in fifty groups, as if twenty playbooks had planned them."""
    from django.db import transaction

    from linli.connect.gateway.orders import SendMessage
    from linli.connect.gateway.outbox import planning
    from linli.connect.gateway.outbox.planning import Plan
    from linli.kernel.orgs import actor, scope

    classes = ("service", "content", "promo", "content")
    with scope.org(org.id):
        for start in range(0, count, BATCH):
            plans = [
                Plan(
                    key=f"{name} {n}",
                    group=n % GROUPS,
                    member=n % 1000,
                    payload=SendMessage(
                        f"第 {n} 条消息：本周的主题活动今晚八点开始，欢迎大家来聊聊自己的故事。"
                    ),
                    message_class=classes[n % 4],
                    due_at=AT - timedelta(seconds=n % 60),
                    late_after=AT + timedelta(hours=2),
                    origin=f"staff:{n}",
                    source=f"playbook {n % 20} / step welcome",
                )
                for n in range(start, start + BATCH)
            ]
            with transaction.atomic():
                planning.plan(plans, by=actor.SYSTEM, at=AT)
    return count


def _timed(work, count):
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE gateway_effect")
    started = time.perf_counter()
    work(count)
    return time.perf_counter() - started


def _drain(count):
    from linli.connect.gateway.outbox import dispatch

    done = 0
    while done < count:
        taken = dispatch.dispatch_round(clock=lambda: AT, limit=BATCH)
        if taken == 0:
            raise RuntimeError(f"only {done} of {count} effects were due")
        done += taken


def _bare(count):
    from django.db import connection

    for _ in range(0, count, BATCH):
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE gateway_effect e SET state = 'sending' FROM (SELECT id FROM gateway_effect"
                " WHERE state = 'planned' ORDER BY lane, due_at, id LIMIT %s FOR UPDATE SKIP LOCKED) p"
                " WHERE e.id = p.id RETURNING e.id",
                [BATCH],
            )
            ids = [row[0] for row in cursor.fetchall()]
            cursor.execute(
                "UPDATE gateway_effect SET state = 'sent', finished_at = %s WHERE id = ANY(%s)", [AT, ids]
            )


def _expect_sent(org, expected):
    from linli.connect.gateway.models import Effect
    from linli.kernel.orgs import scope

    with scope.org(org.id):
        sent = Effect.objects.filter(state="sent").count()
    if sent != expected:
        raise RuntimeError(f"{sent} effects were sent, not {expected}")


def _remove(org):
    from django.db import connection

    with connection.cursor() as cursor:
        for table in ("capuse", "capcounter", "effect", "identity", "address", "sendingpolicy"):
            cursor.execute(f"DELETE FROM gateway_{table} WHERE org_id = %s", [org.id])
        cursor.execute("DELETE FROM events WHERE org_id = %s", [org.id])
        cursor.execute(
            "DELETE FROM gateway_ratebucket WHERE channel_id IN"
            " (SELECT id FROM gateway_channel WHERE org_id = %s)",
            [org.id],
        )
        cursor.execute("DELETE FROM gateway_channel WHERE org_id = %s", [org.id])
        cursor.execute("DELETE FROM orgs_auditentry WHERE org_id = %s", [org.id])
    org.delete()


def null_only() -> dict[str, Adapter]:
    """The wiring of a measurement by itself."""
    from linli.connect.adapters.null.adapter import NullAdapter

    return {"null": NullAdapter()}


LANES: dict = {"live": (), "measure": ()}
ADAPTERS = null_only()
GUARDS = {"run": lambda origins: {}}


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
            from django.conf import settings
            from django.core.management import call_command

            settings.WIRING = "bench.outbox"
            django.setup()
            call_command("migrate", verbosity=0)
            for line in run("--quick" in sys.argv):
                print(json.dumps(line))
        finally:
            server.stop()


if __name__ == "__main__":
    main()
