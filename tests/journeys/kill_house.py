"""Prepares an organisation for the journey of kills; run as a program, prints JSON.

prepare NAME FILE BASE   everything that reacts, a platform that keeps its record in FILE, a key for programs
later                    as if the leases of killed processes had run out
"""

import json
import os
import sys
from datetime import datetime, timedelta

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.journeys.kill_settings")

import django

django.setup()

from django.db import connection, transaction  # noqa: E402
from django.utils import timezone  # noqa: E402

from linli.connect.gateway.models import Channel  # noqa: E402
from linli.connect.gateway.orders import SendMessage  # noqa: E402
from linli.connect.gateway.outbox import planning  # noqa: E402
from linli.connect.gateway.policy import actions as policy  # noqa: E402
from linli.kernel.events import setup  # noqa: E402
from linli.kernel.orgs import actor, scope  # noqa: E402
from linli.kernel.orgs.actions import organisations, staff, tokens  # noqa: E402
from linli.people.communities.actions import communities, groups  # noqa: E402
from linli.run.growth.actions import setup as growth  # noqa: E402
from linli.run.moderation.actions import lists  # noqa: E402
from linli.run.moderation.models import WordList  # noqa: E402
from linli.run.playbooks.actions import publishing  # noqa: E402

ALWAYS = "kind: policy\nid: always\nbreaker: {min_samples: 10000}"
WELCOME = """\
kind: playbook
id: welcome
title: 欢迎
subject: membership
class: service
trigger: {event: membership.joined}
steps:
  - id: hello
    post: {to: group, late_limit: 2h, text: {zh-hans: "欢迎 {person.name}"}}
  - id: gift
    award: {amount: 5, reason: 入群礼, key: "gift:{person.id}"}
  - id: over
    end: {outcome: settled}
"""
ADVERT = "加微信领红包"
POLICIES = ("at_most_once", "at_least_once", "assisted")
PLANNED_OF_EACH = 60


def prepare(name, file, base):
    at = timezone.now()
    setup.prepare(at=at)
    lin = staff.create_staff(email=f"lin@{name}.example", name="林晓", at=at)
    org = organisations.create_organisation(name=name, slug=name, owner=lin, by=actor.SYSTEM, at=at)
    by = actor.staff(lin.id)
    with scope.org(org.id):
        community = communities.open_community(name="共读会", by=by, at=at)
        policy.save_policy(text=ALWAYS, community=None, by=by, at=at)
        growth.set_up(at=at)
        rules = lists.open_rule_set(name="广告", community=None, by=by, at=at, mode="enforce")
        blocked = WordList.objects.get(rule_set=rules, sense="block", kind="words")
        lists.add_words(word_list_id=blocked.id, text=ADVERT, by=by, at=at)
        publishing.publish(source=WELCOME, by=by, at=at)
        channel = Channel.objects.create(
            adapter="recording", name="platform", config={"file": file, "pause": 0.03}, created_at=at
        )
        group = groups.bind_group(
            community=community, name="共读一群", channel_id=channel.id, external="g", by=by, at=at
        )
        _plan(group.id, datetime.fromisoformat(base), by=by, at=at)
        key = tokens.create_token(name="platform", scopes=["events.write"], by=by, at=at)
    return {"org": org.id, "channel": channel.id, "key": key.raw}


@transaction.atomic
def _plan(group, base, *, by, at):
    """Posts of every policy, due one after another while the processes are being killed."""
    plans = [
        planning.Plan(
            key=f"{delivery} {n}",
            group=group,
            payload=SendMessage(f"{delivery} {n}"),
            policy=delivery,
            due_at=base + timedelta(seconds=n / 2),
            origin=f"staff:{n}",
        )
        for n in range(PLANNED_OF_EACH)
        for delivery in POLICIES
    ]
    planning.plan(plans, by=by, at=at)


def later():
    with connection.cursor() as cursor:
        cursor.execute("UPDATE gateway_effect SET lease_until = now() WHERE state IN ('reserved', 'sending')")
        return {"leases": cursor.rowcount}


if __name__ == "__main__":
    commands = {"prepare": prepare, "later": later}
    print(json.dumps(commands[sys.argv[1]](*sys.argv[2:])))  # noqa: T201
