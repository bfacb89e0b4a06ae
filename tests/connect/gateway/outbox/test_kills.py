"""Processes killed at every boundary: no post twice, no receipt lost, every doubt visible."""

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from datetime import timedelta
from pathlib import Path
from urllib.parse import quote

import pytest
from django.conf import settings
from django.db import connection
from django.utils import timezone

from linli.connect.gateway.models import Effect
from linli.connect.gateway.outbox import dispatch, reconciling, sweeping
from tests.connect.gateway.outbox.conftest import NOON, a_plan, allow, make_channel, planned

pytestmark = pytest.mark.kills

ROOT = Path(__file__).parents[4]
LATER = NOON + timedelta(hours=1)
POLICIES = ("at_most_once", "at_least_once", "assisted")

SAFE = {
    "die_before_claim_commits": "nobody began",
    "die_after_claim": "nobody began",
    "die_before_checks_commit": "nobody began",
    "die_after_record": "all is recorded",
}


def start(moment):
    found = connection.settings_dict
    url = (
        f"postgresql://{quote(found['USER'])}:{quote(found['PASSWORD'] or '')}@/{found['NAME']}"
        f"?host={quote(found['HOST'], safe='')}&port={found['PORT']}"
    )
    env = os.environ | {
        "DATABASE_URL": url,
        "LINLI_HOME": str(settings.HOME),
        "DJANGO_SETTINGS_MODULE": "linli.settings",
        "PYTHONPATH": str(ROOT),
    }
    command = [sys.executable, "-m", "tests.connect.gateway.outbox.victim", moment]
    return subprocess.Popen(command, cwd=ROOT, env=env, stderr=subprocess.PIPE)


def kill_at(moment):
    before = sessions()
    victim = start(moment)
    _out, errors = victim.communicate(timeout=60)
    assert victim.returncode == -signal.SIGKILL, errors.decode()
    wait_for_the_server_to_notice(before)


def sessions():
    """The server's processes for this database; one of them may outlive the client it served."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pid FROM pg_stat_activity WHERE datname = current_database()")
        return {pid for (pid,) in cursor.fetchall()}


def wait_for_the_server_to_notice(before):
    """Until the killed client's transaction is rolled back: a sweep before that finds its rows locked."""
    deadline = time.monotonic() + 30
    while sessions() - before:
        assert time.monotonic() < deadline, "the server still serves a client that was killed"
        time.sleep(0.01)


def recover(at=LATER):
    """What the next worker does: sweep up, then send what is planned, until nothing is left to do."""
    while sweeping.sweep(at=at) + dispatch.dispatch_round(clock=lambda: at):
        pass


def arrivals(path):
    """How often each effect reached the platform."""
    lines = path.read_text().splitlines() if path.exists() else []
    return Counter(json.loads(line)["effect"] for line in lines)


def effects_of(policy):
    return list(Effect.objects.filter(policy=policy).order_by("id"))


def plan_of_every_policy(each=6):
    planned(*(a_plan(f"{policy} {n}", policy=policy) for policy in POLICIES for n in range(each)))


@pytest.mark.parametrize(
    ("moment", "in_network"),
    [
        ("die_before_claim_commits", ""),
        ("die_after_claim", ""),
        ("die_before_checks_commit", ""),
        ("die_before_network", ""),
        ("die_in_network", "before"),
        ("die_in_network", "between"),
        ("die_in_network", "after"),
        ("die_before_record_commits", ""),
        ("die_after_record", ""),
    ],
)
def test_a_kill_repeats_no_post_loses_no_receipt_and_hides_no_doubt(org, tmp_path, moment, in_network):
    allow()
    platform = tmp_path / "platform.jsonl"
    channel = make_channel("recording", file=str(platform), kill=in_network)
    plan_of_every_policy()

    kill_at(moment)
    channel.config = {"file": str(platform)}
    channel.save()
    recover()

    arrived = arrivals(platform)
    posts, receipts, by_hand = (effects_of(policy) for policy in POLICIES)
    assert all(arrived[one.id] <= 1 for one in posts)
    assert {one.state for one in posts if arrived[one.id] == 0} <= {"unknown"}
    assert {one.state for one in posts if arrived[one.id] == 1} <= {"sent", "unknown"}
    assert {one.state for one in posts} == ({"sent"} if moment in SAFE else {"unknown"})
    assert all(arrived[one.id] >= 1 and one.state == "sent" for one in receipts)
    assert {one.state for one in by_hand} == {"awaiting_person"}
    assert not any(arrived[one.id] for one in by_hand)


@pytest.mark.parametrize("in_network", ["before", "between", "after"])
def test_where_the_platform_can_be_read_back_every_doubt_is_settled_rightly(org, tmp_path, in_network):
    allow()
    platform = tmp_path / "platform.jsonl"
    platform.touch()
    channel = make_channel("recording", file=str(platform), kill=in_network, readable=True)
    planned(*(a_plan(str(n)) for n in range(6)))

    kill_at("die_in_network")
    channel.config = {"file": str(platform), "readable": True}
    channel.save()
    recover()
    reconciling.reconcile(clock=lambda: LATER)

    arrived = arrivals(platform)
    states = {one.id: one.state for one in effects_of("at_most_once")}
    assert states == {id: "sent" if arrived[id] else "failed" for id in states}
    assert sum(arrived.values()) == {"before": 0, "between": 3, "after": 6}[in_network]


def test_workers_killed_at_any_moment_repeat_no_post_and_lose_no_receipt(org, tmp_path):
    """Real worker loops, three at a time, killed from outside at moments nobody chose."""
    allow()
    platform = tmp_path / "platform.jsonl"
    make_channel("recording", file=str(platform), pause=0.004)
    now = timezone.now()
    planned(
        *(
            a_plan(f"{policy} {n}", policy=policy, due_at=now, origin=f"run:{n}")
            for n in range(400)
            for policy in POLICIES[:2]
        )
    )
    moments = random.Random(7)  # noqa: S311 - not a secret

    for _ in range(3):
        workers = [start("work_until_killed") for _ in range(2)]
        _wait_for_growth(platform)
        time.sleep(moments.uniform(0, 0.5))
        for worker in workers:
            worker.kill()
            worker.communicate()
    for hours in range(1, 4):
        recover(timezone.now() + timedelta(hours=hours))

    arrived = arrivals(platform)
    posts, receipts = effects_of("at_most_once"), effects_of("at_least_once")
    assert max(arrived[one.id] for one in posts) == 1
    assert {one.state for one in posts} <= {"sent", "unknown"}
    assert all(arrived[one.id] == 1 for one in posts if one.state == "sent")
    assert all(arrived[one.id] >= 1 and one.state == "sent" for one in receipts)
    assert "unknown" in {one.state for one in posts}
    assert max(arrived[one.id] for one in receipts) > 1


def _wait_for_growth(platform):
    """Until a worker has begun to send, or has nothing left to do."""
    before = platform.stat().st_size if platform.exists() else 0
    deadline = time.monotonic() + 15
    while time.monotonic() < deadline:
        if (platform.exists() and platform.stat().st_size > before) or not Effect.objects.filter(
            state="planned"
        ):
            return
        time.sleep(0.02)
    raise AssertionError("no worker sent anything in 15 seconds")
