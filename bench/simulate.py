"""How long the simulation of a playbook over 30 days and 100,000 messages takes.

Two thousand newcomers join over the month and talk; each gets a welcome, is listened to, thanked or nudged.
The ratio is against reading the same events of the log and doing nothing with them.
"""

import time
from datetime import UTC, datetime, timedelta

MESSAGES, QUICK_MESSAGES = 100_000, 5_000
MEMBERS, QUICK_MEMBERS = 2_000, 200
DAYS = 30
SOURCE = """
kind: playbook
id: newcomers
subject: membership
class: nurture
trigger: {event: membership.joined}
audience: not person.is_operator
exit:
  - {event: membership.left, outcome: left}
  - {when: belonging.messages_7 >= 40, outcome: settled}
steps:
  - {id: settle, wait: {for: 3m}}
  - {id: hello, post: {to: dm, text: "{person.name}，欢迎来到{group.name}！"}}
  - id: watch
    wait: {any: [{event: message.posted, where: length >= 10, go: praise}], at_most: 3d, on_timeout: nudge}
  - {id: praise, award: {amount: 10, reason: first, key: "first:{person.id}"}, next: week}
  - {id: nudge, post: {to: dm, text: "有什么想聊的吗？"}}
  - {id: week, wait: {until_local: {day_of_run: 7, at: "19:30", zone: member}}}
  - id: lively
    branch: [{when: belonging.messages_7 >= 5, go: thanks}, {else: end}]
  - {id: thanks, post: {to: group, text: "谢谢{person.name}这一周的分享"}}
"""


def run(quick: bool) -> list[dict]:
    """Measure on the database that Django is connected to; what it makes there is removed again."""
    from bench import wake_lag
    from linli.kernel.events import setup, window
    from linli.kernel.orgs import scope
    from linli.run.playbooks.document import checking
    from linli.run.playbooks.simulating import replay

    messages, members = (QUICK_MESSAGES, QUICK_MEMBERS) if quick else (MESSAGES, MEMBERS)
    until = datetime.now(UTC)
    since = until - timedelta(days=DAYS)
    setup.prepare(at=until)
    setup.prepare(at=since)
    org = wake_lag._organisation()
    try:
        with scope.org(org.id):
            _fill(org, since, messages, members)
            playbook = checking.read(SOURCE)
            kinds = replay.kinds_of(playbook)
            began = time.perf_counter()
            read = sum(1 for _event in window.between(kinds, since=since, until=until))
            bare = time.perf_counter() - began
            began = time.perf_counter()
            report = replay.simulate(playbook, since=since, until=until)
            seconds = time.perf_counter() - began
    finally:
        wake_lag._remove(org)
    if (report.events, report.runs) != (read, members):
        raise RuntimeError(f"{report.events} events and {report.runs} runs were simulated")
    return [
        {
            "name": "simulate",
            "value": round(seconds, 2),
            "unit": "s",
            "ratio": round(seconds / bare, 1),
            "against": "reading the same events",
            "n": messages,
        }
    ]


def _fill(org, since, messages, members):
    """Members who join one after the other, and talk from then on."""
    from bench import wake_lag

    community, groups = wake_lag._places(org)
    stretch = timedelta(days=DAYS)
    wake_lag._sql(
        "INSERT INTO members_member (org_id, id, name, sort_key, is_bot, is_operator, zone, language,"
        " first_seen_at) SELECT %s, n, '新人' || n, '', false, false, '', '', %s"
        " FROM generate_series(1, %s) n",
        [org.id, since, members],
    )
    wake_lag._sql(
        "INSERT INTO members_membership (org_id, member_id, community_id, group_id, stay, joined_at,"
        " leave_reason) SELECT %s, n, %s, (%s::bigint[])[1 + n %% 50], 1, %s + n * %s / %s, ''"
        " FROM generate_series(0, %s - 1) k(n0), LATERAL (SELECT n0 + 1 AS n) x",
        [org.id, community, groups, since, stretch, members + 1, members],
    )
    columns = (
        "INSERT INTO events (shard, occurred_at, recorded_at, id, org_id, kind, community_id, group_id,"
        " member_id, actor, origin, depth, data) "
    )
    wake_lag._sql(
        columns + "SELECT 0, s.joined_at, s.joined_at, gen_random_uuid(), s.org_id, 'membership.joined',"
        " s.community_id, s.group_id, s.member_id, 'platform', 'platform', 0, '{\"group\": \"g\"}'"
        " FROM members_membership s WHERE s.org_id = %s",
        [org.id],
    )
    wake_lag._sql(
        columns + "SELECT 0, t, t, gen_random_uuid(), s.org_id, 'message.posted', s.community_id, s.group_id,"
        " s.member_id, 'platform', 'platform', 0, json_build_object('message', 'm' || n, 'group', 'g',"
        " 'text', repeat('字', 3 + n %% 17)) FROM generate_series(1, %s) n"
        " JOIN members_membership s ON s.org_id = %s AND s.member_id = 1 + (n::bigint * 7919) %% %s,"
        " LATERAL (SELECT s.joined_at + (%s - s.joined_at) * ((n %% 997) / 997.0) AS t) x",
        [messages, org.id, members, since + stretch],
    )
