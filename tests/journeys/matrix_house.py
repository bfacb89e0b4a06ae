"""Prepares Linli for the journey on Matrix, as Lin would do it. Run in a process of its own; prints JSON.

prepare HOMESERVER URL   the organisation, what it runs, and a Matrix channel
bind CHANNEL ROOM        the room becomes the first group of the community
rooms                    the rooms that the channel has seen
"""

import json
import os
import sys

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "linli.settings")

import django

django.setup()

from django.utils import timezone  # noqa: E402

from linli.connect.adapters.matrix import actions, registration  # noqa: E402
from linli.connect.gateway import registry  # noqa: E402
from linli.connect.gateway.models import Address  # noqa: E402
from linli.connect.gateway.policy import actions as policy  # noqa: E402
from linli.kernel.events import setup  # noqa: E402
from linli.kernel.orgs import actor, scope  # noqa: E402
from linli.kernel.orgs.actions import organisations, staff  # noqa: E402
from linli.kernel.orgs.models import Organisation, Staff  # noqa: E402
from linli.people.communities.actions import communities, groups  # noqa: E402
from linli.people.communities.models import Community  # noqa: E402
from linli.run.growth.actions import setup as growth  # noqa: E402
from linli.run.moderation.actions import lists  # noqa: E402
from linli.run.moderation.models import WordList  # noqa: E402
from linli.run.playbooks.actions import publishing  # noqa: E402
from linli.run.playbooks.queries import presets  # noqa: E402

EMAIL, PASSWORD = "lin@qingfeng.example", "清风徐来水波不兴2026"
PRESET = presets.get_preset("newcomer-7d", "zh-hans").source
ALWAYS = "kind: policy\nid: always\nbreaker: {min_samples: 10000}"
ADVERT = "加微信领红包"


def prepare(homeserver, url):
    at = timezone.now()
    setup.prepare(at=at)
    lin = staff.create_staff(email=EMAIL, name="林晓", password=PASSWORD, at=at)
    org = organisations.create_organisation(
        name="清风书社", slug="qingfeng", owner=lin, by=actor.SYSTEM, at=at
    )
    by = actor.staff(lin.id)
    with scope.org(org.id):
        communities.open_community(name="共读会", by=by, at=at)
        policy.save_policy(text=ALWAYS, community=None, by=by, at=at)
        growth.set_up(at=at)
        rules = lists.open_rule_set(name="广告", community=None, by=by, at=at, mode="enforce")
        blocked = WordList.objects.get(rule_set=rules, sense="block", kind="words")
        lists.add_words(word_list_id=blocked.id, text=ADVERT, by=by, at=at)
        publishing.publish(source=PRESET, by=by, at=at)
        channel = actions.connect_matrix(
            name="Matrix", homeserver=homeserver, server_name="t.test", url=url, by=by, at=at
        )
        document = registration.document(registry.account_of(channel))
    return {"org": org.id, "channel": channel.id, "registration": document}


def bind(channel, room, name):
    at, org = timezone.now(), Organisation.objects.get()
    with scope.org(org.id):
        group = groups.bind_group(
            community=Community.objects.get(),
            name=name,
            channel_id=int(channel),
            external=room,
            by=actor.staff(Staff.objects.get().id),
            at=at,
        )
    return {"group": group.id}


def rooms():
    with scope.everywhere():
        return dict(Address.objects.values_list("external", "name"))


if __name__ == "__main__":
    commands = {"prepare": prepare, "bind": bind, "rooms": rooms}
    print(json.dumps(commands[sys.argv[1]](*sys.argv[2:])))  # noqa: T201
