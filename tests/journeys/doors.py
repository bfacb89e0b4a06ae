"""The doors of Linli, knocked at with bad input; each function returns the sentence it hears."""

import hashlib
import hmac
import json
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone, translation

from linli.connect.adapters.archive import reader
from linli.connect.adapters.room.actions import speaking
from linli.connect.gateway.models import Channel
from linli.connect.gateway.orders import SendMessage
from linli.connect.gateway.outbox import planning
from linli.connect.gateway.policy import actions as policy
from linli.kernel.errors import Refusal
from linli.kernel.orgs.actions import seats, tokens
from linli.people.communities.actions import groups
from linli.run.growth.actions import ledger
from linli.run.playbooks.actions import publishing
from tests import rooms
from tests.cast import AT, hear

THEIRS = 999_999
PATH = "/api/v1/events:batch"


@dataclass(frozen=True)
class World:
    cast: object
    key: object
    old_key: object
    seeing_key: object
    room: object
    folder: Path


@contextmanager
def open_world(cast, folder):
    """Everything that bad input needs around it: keys, a room with guests, an empty folder."""
    with translation.override("en"):
        given = {"by": cast.by_lin, "at": AT}
        key = tokens.create_token(name="platform", scopes=["events.write"], **given)
        seeing = tokens.create_token(name="reader", scopes=["console.see"], **given)
        old = tokens.create_token(
            name="old", scopes=["events.write"], expires_at=AT + timedelta(hours=1), **given
        )
        with cast.scope_elsewhere():
            Channel.objects.create(id=THEIRS, adapter="room", name="theirs", created_at=AT)
        room = rooms.furnish(cast, timezone.now())
        hear()
        yield World(cast, key, old, seeing, room, folder)


def count_everything():
    """The number of rows in every table of the database, the log's partitions included."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
        )
        tables = sorted(row[0] for row in cursor.fetchall())
        cursor.execute(" UNION ALL ".join(f"SELECT '{name}', count(*) FROM \"{name}\"" for name in tables))
        return dict(cursor.fetchall())


def ask(body, raw="", **headers):
    """What the programs' door says to a body."""
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    if raw:
        headers["Authorization"] = f"Bearer {raw}"
    answer = Client().post(PATH, data, content_type="application/json", headers=headers)
    assert answer.status_code >= 400, answer.content
    return answer.json()["detail"]


def batch(world, channel=None, **changes):
    record = {
        "kind": "message",
        "external_id": "b-1",
        "occurred_at": "2026-11-02T01:10:00Z",
        "group": "reading-1",
        "sender": "su",
        "text": "早上好",
    }
    return {"channel": channel or world.cast.channel.id, "records": [record | changes]}


def signed(world, body, stamp):
    made = hmac.new(world.key.signing_secret.encode(), stamp.encode() + b"." + body, hashlib.sha256)
    prefix = world.key.token.prefix
    return {"Linli-Token": prefix, "Linli-Timestamp": stamp, "Linli-Signature": made.hexdigest()}


def wrong_signature(world):
    body = json.dumps(batch(world)).encode()
    return ask(body + b" ", **signed(world, body, str(int(datetime.now(UTC).timestamp()))))


def old_signature(world):
    body = json.dumps(batch(world)).encode()
    return ask(body, **signed(world, body, str(int(datetime.now(UTC).timestamp()) - 400)))


def refused(act):
    """The sentence with which an action refuses."""
    with pytest.raises(Refusal) as refusal:
        act()
    return str(refusal.value)


def publish(world, source):
    """The sentence, without the heading that says how many places are to be mended."""
    said = refused(lambda: publishing.publish(source=source, by=world.cast.by_lin, at=AT))
    heading, sentence = said.split("\n")
    assert heading == "This playbook cannot be published; mend one place:"
    return sentence


PLAYBOOK = """\
kind: playbook
id: {id}
title: 迎新
subject: membership
class: service
trigger: {{event: membership.joined}}
steps:
  - id: hello
    {step}
"""


def playbook(world, step, *, id="hello"):
    return publish(world, PLAYBOOK.format(step=step, id=id))


def save_policy(world, text):
    return refused(lambda: policy.save_policy(text=text, community=None, by=world.cast.by_lin, at=AT))


def archive(world, name, text, **given):
    file = world.folder / name
    file.write_text(text)
    return refused(lambda: list(reader.open_archive(file, **given).records()))


def award(world, points):
    return refused(
        lambda: ledger.award_points(
            member=world.cast.su.id, points=points, reason="礼", by=world.cast.by_lin, at=AT, key="k"
        )
    )


def bind(world, **changes):
    given = {"community": world.cast.community, "name": "二群", "channel_id": world.cast.channel.id}
    given |= {"external": "reading-2", "by": world.cast.by_lin, "at": AT}
    return refused(lambda: groups.bind_group(**(given | changes)))


def say(world, text):
    return refused(
        lambda: speaking.post(
            stay=world.room.su, text=text, reply_to="", picture=None, client_key="k", at=timezone.now()
        )
    )


def give_seat(world, *, role, by):
    return refused(lambda: seats.give_seat(staff=world.cast.zhou, role=role, by=by, at=AT))


def make_token(world, **given):
    usual = {"name": "k", "scopes": ["events.write"], "by": world.cast.by_lin, "at": AT}
    return refused(lambda: tokens.create_token(**(usual | given)))


def plan(world, **given):
    usual = {"key": "p", "group": world.cast.group.id, "payload": SendMessage("hello"), "due_at": AT}
    one = planning.Plan(**(usual | {"origin": "staff:1"} | given))
    return refused(lambda: planning.plan([one], by=world.cast.by_lin, at=AT))


WHATSAPP = """\
12/01/2026, 09:15 - Su: Good morning
13/01/2026, 09:16 - Momo: Morning
"""


def staff_client(account):
    type(account).objects.filter(id=account.id).update(language="en")
    client = Client(headers={"accept-language": "en"})
    client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
    return client
