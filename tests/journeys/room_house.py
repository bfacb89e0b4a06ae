"""Prepares Linli for the journey in the built-in room, as Lin would do it; run as a program, prints JSON.

prepare   the organisation, what it runs, a room and a link into it
"""

import json
import os
import sys
from datetime import timedelta

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "linli.settings")

import django

django.setup()

from django.utils import timezone  # noqa: E402

import linli.run.growth.verbs  # noqa: E402, F401  (presets award)
from linli.connect.adapters.room.actions import rooms  # noqa: E402
from linli.connect.gateway.models import Address  # noqa: E402
from linli.connect.gateway.policy import actions as policy  # noqa: E402
from linli.kernel.events import setup  # noqa: E402
from linli.kernel.orgs import actor, scope  # noqa: E402
from linli.kernel.orgs.actions import organisations, staff  # noqa: E402
from linli.people.communities.actions import communities, groups  # noqa: E402
from linli.run.growth.actions import setup as growth  # noqa: E402
from linli.run.moderation.actions import lists  # noqa: E402
from linli.run.moderation.models import WordList  # noqa: E402
from linli.run.playbooks.actions import publishing  # noqa: E402
from linli.run.playbooks.queries import presets  # noqa: E402

EMAIL, PASSWORD = "lin@qingfeng.example", "清风徐来水波不兴2026"
PRESET = presets.get_preset("newcomer-7d", "zh-hans").source
ALWAYS = "kind: policy\nid: always\nbreaker: {min_samples: 10000}"
ADVERT = "加微信领红包"
ADDRESS = "qingfeng-1"
PURPOSE = "每天一章，把想读的书读完。在这里可以提问、分享摘抄，也可以只是听着。"
RULES = "1. 说书，也听别人说。\n2. 不发广告，不拉人进别的群。\n3. 剧透请先打招呼。"


def prepare():
    at = timezone.now()
    setup.prepare(at=at)
    lin = staff.create_staff(email=EMAIL, name="林晓", password=PASSWORD, at=at)
    org = organisations.create_organisation(
        name="清风书社", slug="qingfeng", owner=lin, by=actor.SYSTEM, at=at
    )
    by = actor.staff(lin.id)
    with scope.org(org.id):
        community = communities.open_community(name="共读会", purpose=PURPOSE, by=by, at=at)
        communities.publish_rules(community=community, text=RULES, by=by, at=at)
        policy.save_policy(text=ALWAYS, community=None, by=by, at=at)
        growth.set_up(at=at)
        rules = lists.open_rule_set(name="广告", community=None, by=by, at=at, mode="enforce")
        blocked = WordList.objects.get(rule_set=rules, sense="block", kind="words")
        lists.add_words(word_list_id=blocked.id, text=ADVERT, by=by, at=at)
        publishing.publish(source=PRESET, by=by, at=at)
        return {"org": org.id, "token": _room(community, by, at)}


def _room(community, by, at):
    channel = rooms.open_channel(name="内置房间", at=at)
    groups.bind_group(
        community=community, name="共读一群", channel_id=channel.id, external=ADDRESS, by=by, at=at
    )
    room = rooms.open_room(address=Address.objects.get(channel=channel, external=ADDRESS))
    return rooms.make_link(room=room, by=by, at=at, expires_at=at + timedelta(days=7)).token


if __name__ == "__main__":
    commands = {"prepare": prepare}
    print(json.dumps(commands[sys.argv[1]](*sys.argv[2:])))  # noqa: T201
