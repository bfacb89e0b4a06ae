"""Every process killed again and again while a platform delivers and Linli sends: nothing lost or twice."""

import http.client
import json
import random
import threading
import time
from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest

from tests.journeys.kill_house import ADVERT, PLANNED_OF_EACH
from tests.journeys.supervised import Supervised

pytestmark = [pytest.mark.kills, pytest.mark.timeout(170)]

MEMBERS, MESSAGES, IN_A_BATCH = 40, 2000, 20
KILLS = ["worker", "web", "gateway", "worker", "database", "web", "worker", "gateway", "database"]
KILLS += ["worker", "web", "gateway", "worker"]
SPACING = timedelta(milliseconds=80)


@pytest.fixture(scope="module")
def house():
    made = Supervised("kills", "tests.journeys.kill_settings")
    yield made
    made.stop()


class Platform(threading.Thread):
    """Posts its batches in order, each until it is acknowledged; some once more, as platforms do."""

    def __init__(self, house, given, batches, *, pause):
        super().__init__(daemon=True)
        self.port, self.given, self.batches, self.pause = house.port, given, batches, pause
        self.acknowledged, self.troubles, self.added = [], Counter(), 0
        self.is_asking = threading.Event()
        self.moments = random.Random(3)

    def run(self):
        for batch in self.batches:
            while not self._post(batch):
                time.sleep(0.05)
            self.acknowledged += [record["external_id"] for record in batch]
            if self.moments.random() < 0.1:
                self._post(batch)
            time.sleep(self.pause)

    def _post(self, batch):
        body = json.dumps({"channel": self.given["channel"], "records": batch})
        headers = {"Authorization": f"Bearer {self.given['key']}", "Content-Type": "application/json"}
        link = http.client.HTTPConnection("127.0.0.1", self.port, timeout=15)
        self.is_asking.set()
        try:
            link.request("POST", "/api/v1/events:batch", body, headers)
            answer = link.getresponse()
            said = answer.read()
        except (OSError, http.client.HTTPException) as trouble:
            self.troubles[type(trouble).__name__] += 1
            return False
        finally:
            self.is_asking.clear()
            link.close()
        if answer.status == 200:
            self.added += json.loads(said)["added"]
            return True
        assert answer.status >= 500, said
        self.troubles[answer.status] += 1
        return False


def test_nothing_is_lost_or_done_twice_when_every_process_is_killed(house, tmp_path):
    base = datetime.now(UTC) - timedelta(seconds=150)
    killed_file, calm_file = tmp_path / "killed.jsonl", tmp_path / "calm.jsonl"
    killed = prepare(house, "killed", killed_file, base=datetime.now(UTC))

    platform = Platform(house, killed, batches(base), pause=0.15)
    platform.start()
    kill_by_turns(house, platform, killed_file)
    deliver_in_peace(house, platform)
    calm = prepare(house, "calm", calm_file, base=base)
    undisturbed = Platform(house, calm, batches(base), pause=0)
    undisturbed.start()
    deliver_in_peace(house, undisturbed)
    house.run("tests.journeys.kill_house", "later")
    house.wait_for(lambda: is_settled(house, killed), "all that was left to be taken up", seconds=40)
    house.wait_for(lambda: is_settled(house, calm), "the calm organisation to be done", seconds=40)

    assert sum(platform.troubles.values()) >= 3, "no kill was ever felt by the platform"
    assert posted(house, killed) == Counter(platform.acknowledged)
    assert parked(house) == []
    came_of_it = state_of(house, killed)
    assert came_of_it == state_of(house, calm)
    assert [sum(came_of_it[name].values()) for name in ("stays", "gifts", "check-ins")] == [MEMBERS] * 3
    check_effects(house, killed, killed_file)
    assert set(states(house, calm, "at_most_once")) == {"sent"}


def prepare(house, name, file, *, base):
    file.touch()
    return house.run("tests.journeys.kill_house", "prepare", name, str(file), base.isoformat())


def batches(base):
    """Everybody joins, then talks in turn; all check in once, some advertise. The same on every call."""
    joins = [record(base, n, kind="join", sender=f"u{n}", sender_name=f"邻居{n}") for n in range(MEMBERS)]
    said = [
        record(base, MEMBERS + n, kind="message", sender=f"u{n % MEMBERS}", text=words(n))
        for n in range(MESSAGES)
    ]
    records = joins + said
    return [records[n : n + IN_A_BATCH] for n in range(0, len(records), IN_A_BATCH)]


def words(n):
    if MEMBERS <= n < 2 * MEMBERS:
        return "签到"
    if n % 150 == 7:
        return f"{ADVERT} {n}"
    return f"今天读到第{n}页，写得真好"


def record(base, n, **said):
    occurred_at = (base + n * SPACING).isoformat()
    return {"external_id": f"r{n}", "occurred_at": occurred_at, "group": "g", **said}


def kill_by_turns(house, platform, file):
    """One kill after another, at moments that hurt: in the middle of a request, of a send, of a delivery."""
    moments = random.Random(11)
    for part in KILLS:
        wait_for_moment(house, platform, file, part)
        time.sleep(moments.uniform(0, 0.03))
        house.kill_and_wait(part)
        time.sleep(moments.uniform(0, 0.6))


def wait_for_moment(house, platform, file, part):
    """The web and the gateway die while they are asked; a worker while it sends; the database at any time."""
    if part == "worker":
        size, deadline = file.stat().st_size, time.monotonic() + 2
        while file.stat().st_size == size and time.monotonic() < deadline:
            time.sleep(0.005)
    elif part in ("web", "gateway"):
        platform.is_asking.wait(2)


def deliver_in_peace(house, platform):
    house.wait_until_up()
    platform.join(60)
    assert not platform.is_alive(), house.output[-4000:]


def is_settled(house, given):
    """Has every lane read everything, has every run ended, and is nothing on its way?"""
    ((behind,),) = house.rows(
        "SELECT count(*) FROM event_cursors c JOIN LATERAL (SELECT 1 FROM events e WHERE e.shard = c.shard"
        " AND (e.xid, e.position) > (c.xid, c.position) LIMIT 1) ahead ON true"
    )
    open_effects = house.rows(
        "SELECT count(*) FROM gateway_effect WHERE org_id = %s"
        " AND state IN ('planned', 'reserved', 'sending')",
        given["org"],
    )
    open_runs = house.rows(
        "SELECT count(*) FROM playbooks_run WHERE org_id = %s AND ended_at IS NULL", given["org"]
    )
    return behind == 0 and open_effects == [(0,)] and open_runs == [(0,)]


def posted(house, given):
    """How often each record that was taken stands in the log."""
    told = house.rows(
        "SELECT data->>'message' FROM events WHERE org_id = %s AND kind = 'message.posted'", given["org"]
    )
    joined = house.rows(
        "SELECT i.external FROM events e JOIN gateway_identity i ON i.member_id = e.member_id"
        " WHERE e.org_id = %s AND e.kind = 'membership.joined'",
        given["org"],
    )
    return Counter(row[0] for row in told) + Counter(f"r{row[0][1:]}" for row in joined)


def parked(house):
    return house.rows("SELECT reaction, error FROM parked_events")


STATE = {
    "members": "SELECT name FROM members_member WHERE org_id = %s",
    "stays": "SELECT m.name, s.stay, s.left_at FROM members_membership s"
    " JOIN members_member m ON m.id = s.member_id WHERE s.org_id = %s",
    "points": "SELECT m.name, e.kind, e.reason, e.amount, e.ref FROM growth_entry e"
    " JOIN members_member m ON m.id = e.member_id WHERE e.org_id = %s AND e.reason <> '入群礼'",
    "gifts": "SELECT m.name, e.amount FROM growth_entry e JOIN members_member m ON m.id = e.member_id"
    " WHERE e.org_id = %s AND e.reason = '入群礼'",
    "balances": "SELECT m.name, b.available, b.pending FROM growth_balance b"
    " JOIN members_member m ON m.id = b.member_id WHERE b.org_id = %s",
    "check-ins": "SELECT m.name, c.day, c.streak FROM growth_checkin c JOIN members_member m"
    " ON m.id = c.member_id WHERE c.org_id = %s",
    "cases": "SELECT message, matched, done, mode FROM moderation_case WHERE org_id = %s",
    "runs": "SELECT m.name, r.state, r.outcome FROM playbooks_run r JOIN members_member m"
    " ON m.id = r.member_id WHERE r.org_id = %s",
    "roll-ups": "SELECT day, messages, joins FROM insights_groupday WHERE org_id = %s",
    "facts": "SELECT kind FROM events WHERE org_id = %s AND kind NOT LIKE 'effect.%%'"
    # Of what nobody knows whether it arrived a person is asked: only where processes were killed.
    " AND kind <> 'points.awarded'"
    " AND NOT (kind = 'task.opened' AND data->>'origin' LIKE 'unknown:%%')",
    # Two advertisements judged in one batch bring one warning: how many there are depends on the batches.
    "effects": "SELECT verb, policy, payload->>'text', person FROM gateway_effect"
    " WHERE org_id = %s AND origin NOT LIKE 'staff:%%' GROUP BY verb, policy, payload->>'text', person,"
    " CASE WHEN payload->>'text' LIKE '%%违反群规%%' THEN 0 ELSE id END",
}


def state_of(house, given):
    """What came of it all, in names instead of ids, each row with how often it is there."""
    return {
        name: Counter(
            json.dumps(row, default=str, ensure_ascii=False) for row in house.rows(sql, given["org"])
        )
        for name, sql in STATE.items()
    }


def check_effects(house, given, file):
    """By what reached the platform: no post twice, no receipt lost, every doubt visible."""
    arrived = Counter(json.loads(line)["effect"] for line in file.read_text().splitlines())
    rows = house.rows("SELECT id, policy, state FROM gateway_effect WHERE org_id = %s", given["org"])
    of = {policy: [(i, state) for i, p, state in rows if p == policy] for policy in {row[1] for row in rows}}

    posts, receipts, by_hand = of["at_most_once"], of["at_least_once"], of["assisted"]
    assert max(arrived[i] for i, _ in posts) == 1
    assert {state for _, state in posts} == {"sent", "unknown"}
    assert all(arrived[i] == 1 for i, state in posts if state == "sent")
    assert all(arrived[i] >= 1 and state == "sent" for i, state in receipts)
    assert Counter(state for _, state in by_hand) == {"awaiting_person": PLANNED_OF_EACH}
    assert not any(arrived[i] for i, _ in by_hand)


def states(house, given, policy):
    found = house.rows(
        "SELECT state FROM gateway_effect WHERE org_id = %s AND policy = %s", given["org"], policy
    )
    return [row[0] for row in found]
