"""How long publishing a document of 60 steps takes: read, checked, compiled and written down.

The ratio is against parsing the same YAML and nothing else.
"""

import time
from datetime import UTC, datetime, timedelta

STEPS = 60
ROUNDS, QUICK_ROUNDS = 12, 3
WORDS = "{person.name}，欢迎来到{group.name}，今天是第 %d 步：说说你最近在读什么？"


def run(quick: bool) -> list[dict]:
    """Measure on the database that Django is connected to; nothing of it stays."""
    import yaml
    from django.db import transaction

    from bench import wake_lag
    from linli.kernel.events import setup
    from linli.kernel.orgs import scope
    from linli.kernel.orgs.actor import SYSTEM
    from linli.run.playbooks.actions import publishing

    setup.prepare(at=datetime.now(UTC))
    org = wake_lag._organisation()
    taken, parsed = [], []
    with scope.org(org.id):
        for number in range(QUICK_ROUNDS if quick else ROUNDS):
            source = document(number)
            began = time.perf_counter()
            yaml.safe_load(source)
            parsed.append(time.perf_counter() - began)
            with transaction.atomic():
                began = time.perf_counter()
                publishing.publish(source=source, by=SYSTEM, at=datetime.now(UTC) + timedelta(seconds=number))
                taken.append(time.perf_counter() - began)
                transaction.set_rollback(True)
    wake_lag._remove(org)
    worst = max(taken)
    return [
        {
            "name": "publish",
            "value": round(worst, 3),
            "unit": "s",
            "ratio": round(worst / max(parsed), 1),
            "against": "parsing the YAML alone, the slowest of as many",
            "n": STEPS,
        }
    ]


def document(number: int) -> str:
    """A playbook of STEPS steps of several kinds, another one for every number."""
    lines = [
        "kind: playbook",
        f"id: sixty-{number}",
        "subject: membership",
        "class: nurture",
        "trigger: {event: membership.joined}",
        'audience: not person.is_operator and "vip" not in person.tags',
        "exit: [{event: membership.left, outcome: left}, {when: growth.points >= 100000, outcome: rich}]",
        "steps:",
    ]
    for place in range(STEPS):
        following = f"s{place + 1}" if place + 1 < STEPS else "end"
        lines.append(f"  - {{id: s{place}, {_step(place, following)}}}")
    return "\n".join(lines) + "\n"


def _step(place: int, following: str) -> str:
    match place % 6:
        case 0:
            return "wait: {for: 1d}"
        case 1:
            return f'post: {{to: dm, text: "{WORDS % place}"}}'
        case 2:
            arm = f"{{event: message.posted, where: length >= {place}, go: {following}}}"
            return f"wait: {{any: [{arm}], at_most: 3d, on_timeout: {following}}}"
        case 3:
            case = f"{{when: belonging.messages_7 >= {place} and membership.has_spoken, go: {following}}}"
            return f"branch: [{case}, {{else: {following}}}]"
        case 4:
            return f'award: {{amount: {place}, reason: r{place}, key: "k{place}:{{person.id}}"}}'
    return (
        f"human_task: {{title: Look in, assign: {{role: moderator}}, due: 1d,"
        f" outcomes: {{done: {following}, timeout: {following}}}}}"
    )
