"""After an erasure no table of the whole database holds a word of the person: every table is searched.

Each table declared to hold something about a person gets a row in which every text that may be free carries
a mark; the person also speaks, is mentioned, tagged, written to, exported, and breaks a reaction.
"""

import json
from datetime import timedelta

import pytest
from django.apps import apps
from django.contrib.postgres.fields import ArrayField
from django.db import connection, models

from linli.connect.gateway.intake import accepting
from linli.connect.gateway.models import Effect
from linli.facts.inbound import Inbound, Part
from linli.kernel.events import parking
from linli.kernel.orgs import actor
from linli.people.consent.actions import recording, requests
from linli.people.members import holdings
from linli.people.members.actions import merging, tagging
from linli.people.members.models import Member
from tests.cast import AT, ROOM, cast, events_after, hear, react  # noqa: F401

MARK = "蓝鲸七号"
PLACE = "13900007777"
HOUR = timedelta(hours=1)


def tables():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
            " WHERE c.relkind IN ('r', 'p') AND n.nspname = 'public' AND NOT c.relispartition"
        )
        return sorted(row[0] for row in cursor.fetchall())


def found(*marks):
    """The tables in which any of these words stands, with one row of each."""
    seen = {}
    with connection.cursor() as cursor:
        for table in tables():
            wanted = " OR ".join("t::text LIKE %s" for _mark in marks)
            cursor.execute(
                f'SELECT t::text FROM "{table}" t WHERE {wanted} LIMIT 1', [f"%{one}%" for one in marks]
            )
            row = cursor.fetchone()
            if row:
                seen[table] = row[0]
    return seen


def say(cast, number, who, text, *, name="", parts=(), at=HOUR):  # noqa: F811
    return Inbound(
        kind="message",
        external_id=f"every-{number}",
        occurred_at=AT + at,
        group=ROOM,
        sender=who,
        sender_name=name,
        text=text,
        parts=parts,
    )


def value_of(field, number, is_free):
    if isinstance(field, models.JSONField):
        return {} if field.default is dict else []
    if isinstance(field, ArrayField):
        return "{}"
    if isinstance(field, models.BinaryField):
        return b""
    if isinstance(field, models.CharField | models.TextField):
        limit = field.max_length or 200
        return f"{MARK}{number}"[:limit] if is_free else f"c{number}"[:limit]
    if isinstance(field, models.BooleanField):
        return False
    if isinstance(field, models.TimeField):
        return "09:00"
    if isinstance(field, models.DateTimeField):
        return AT
    if isinstance(field, models.DateField):
        return AT.date()
    if isinstance(field, models.UUIDField):
        return f"00000000-0000-0000-0000-{number:012d}"
    if isinstance(field, models.FloatField | models.DecimalField):
        return 0
    return number


def is_free(holding, field):
    """Can people have written here? In rows that stay only what is blanked, and one's own long texts."""
    if holding.erase is None:
        return (field.max_length or 200) > 20 and not field.choices
    is_own_text = isinstance(field, models.TextField) and holding.column == "member_id"
    return field.column in holding.erase or is_own_text


def fill(cast, holding, number):  # noqa: F811
    """A row of a declared table about Su, every wide text marked. Foreign keys are not followed here."""
    model = next(one for one in apps.get_models() if one._meta.db_table == holding.table)
    row = {}
    for field in model._meta.concrete_fields:
        if field.primary_key or field.generated:
            continue
        if field.column == "org_id":
            row["org_id"] = cast.org.id
        elif field.column == holding.column:
            row[field.column] = cast.su.id
        elif not field.null:
            row[field.column] = value_of(field, number, is_free(holding, field))
    columns = ", ".join(f'"{one}"' for one in row)
    values = [json.dumps(one) if isinstance(one, dict | list) else one for one in row.values()]
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {holding.table} ({columns})"
            f" VALUES ({', '.join(['%s'] * len(values))}) RETURNING id",
            values,
        )
        return cursor.fetchone()[0]


@pytest.fixture
def known(cast):  # noqa: F811
    """Su is everywhere."""
    accepting.accept(
        cast.channel.id,
        [
            say(
                cast,
                1,
                "su",
                f"{MARK}的电话{PLACE}",
                name=f"苏{MARK}",
                parts=(Part("link", MARK, PLACE),),
            ),
            say(cast, 2, "momo", f"@苏{MARK} 你好", parts=(Part("mention", f"@苏{MARK}", "su"),)),
        ],
        at=AT + HOUR,
    )
    hear()
    tagging.tag_members(members=[cast.su.id], tag=MARK, by=cast.by_lin, at=AT + HOUR)
    recording.give(member=cast.su.id, purposes=["photos"], where="portal", by=cast.by_lin, at=AT)
    Effect.objects.create(
        key="e-1",
        channel=cast.channel,
        verb="send_message",
        target="su",
        person="su",
        member_id=cast.su.id,
        payload={"text": f"欢迎{MARK}", "parts": [{"kind": "text", "text": MARK}]},
        message_class="service",
        surface="dm",
        policy="at_least_once",
        origin="staff:1",
        planned_at=AT,
        due_at=AT,
    )
    event = next(one for one in events_after() if MARK in str(one.fact))
    parking.park(event, reaction="somewhere", error=ValueError(MARK), at=AT)
    return cast


def erase(cast):  # noqa: F811
    before = max(one.position for one in events_after())
    requests.ask_erasure(
        member=cast.su.id, where="portal", by=actor.member(cast.su.id, ip="203.0.113.77"), at=AT + 2 * HOUR
    )
    react(events_after(before))


def test_no_word_of_the_person_is_left_in_any_table(known):
    assert {"events", "members_member", "members_tag", "parked_events", "gateway_effect"} <= set(found(MARK))

    erase(known)

    assert found(MARK, PLACE) == {}


def test_their_address_on_the_network_leaves_the_trail(known):
    erase(known)

    assert found("203.0.113.77") == {}


@pytest.mark.parametrize("holding", holdings.stated(), ids=lambda one: f"{one.table}.{one.column}")
def test_what_a_room_declared_is_gone(cast, holding):  # noqa: F811
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        cursor.execute("SET session_replication_role = replica")
        made = fill(cast, holding, 7)
        cursor.execute("SET session_replication_role = DEFAULT")
    before = found(MARK)

    erase(cast)

    left = found(MARK)
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {holding.table} WHERE id = %s", [made])
    assert set(before) <= {holding.table}
    assert left == {}


def test_words_of_a_record_merged_into_the_person_go_too(known):
    merging.merge_members(kept=known.momo, merged=known.su, by=known.by_lin, at=AT + HOUR)

    requests.ask_erasure(member=known.su.id, where="portal", by=actor.member(known.momo.id), at=AT + 2 * HOUR)
    react(events_after())

    assert found(MARK, PLACE) == {}


def test_what_others_said_stays_without_the_name(known):
    erase(known)

    words = [one.fact.text for one in events_after() if one.kind == "message.posted"]
    assert "@已注销 你好" in words
    assert Member.objects.get(id=known.momo.id).erased_at is None
