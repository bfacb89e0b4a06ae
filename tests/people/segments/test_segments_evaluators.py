"""For every offered field memory judges as SQL does; two workers at once do not disturb each other."""

import threading
from datetime import datetime, timedelta

import pytest
from django.db import connection, connections
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from linli.connect.gateway.intake import accepting
from linli.facts.inbound import Inbound
from linli.kernel.conditions.tree import Type
from linli.kernel.events import delivery, setup
from linli.people.belonging.models import Belonging
from linli.people.members.actions import tagging
from linli.people.members.models import Member
from linli.people.segments import fields
from linli.people.segments.actions import keeping, rebuilding
from linli.people.segments.queries.standing import Day, Standing
from tests.cast import AT, ROOM, build
from tests.people.segments.sorting import Sorting, people, places

TODAY = AT.date()
LITERALS = {
    Type.INTEGER: ("0", "3", "30"),
    Type.NUMBER: ("0", "0.25", "10"),
    Type.TEXT: ('"active"', '"vip"'),
    Type.TIME: ("now - 7d", "now"),
    Type.DURATION: ("1d", "30d"),
}
SAMPLES = {Type.TEXT: '"vip"', Type.INTEGER: "7", Type.NUMBER: "7", Type.DURATION: '"7d"'}


def asked_of(field):
    """Conditions that ask a field in every way its type allows."""
    name = field.name
    if field.parameters:
        name += f"({', '.join(SAMPLES[one.type] for one in field.parameters)})"
    if field.type is Type.BOOLEAN:
        return [name, f"not {name}"]
    if field.type is Type.TEXTS:
        return [f'{name} contains "vip"', f'not ({name} contains "vip")', f"length({name}) >= 1"]
    values = [f'"{one}"' for one in field.choices] or LITERALS[field.type]
    signs = ("==", "!=", ">=", "<") if field.choices or field.type is not Type.TEXT else ("==", "!=")
    return [f"{name} is null", *(f"{name} {sign} {value}" for sign in signs for value in values)]


EVERY_TEST = [asked for field in fields.schema() for asked in asked_of(field)]

rows = st.lists(
    st.fixed_dictionaries(
        {
            "messages": st.integers(0, 5),
            "messages_7": st.integers(0, 4),
            "messages_30": st.integers(0, 31),
            "messages_90": st.integers(0, 4),
            "active_days_30": st.integers(0, 30),
            "replies_30": st.integers(0, 3),
            "stage": st.sampled_from(("lost", "silent", "at_risk", "returned", "new", "active")),
            "relation": st.sampled_from(("stranger", "familiar", "trusted")),
            "contribution": st.sampled_from(("lurker", "ordinary", "active")),
            "left_at": st.sampled_from((None, AT)),
            "tags": st.sets(st.sampled_from(("vip", "VIP", "x")), max_size=2),
            "is_operator": st.booleans(),
            "is_bot": st.booleans(),
        }
    ),
    min_size=1,
    max_size=5,
)


@given(rows, st.booleans())
@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_memory_and_sql_agree_on_every_offered_field(cast, lives, counts_left):
    ids = live(cast, lives)
    segments = [
        Standing(10_000 + number, None, 1, counts_left, fields.ready(text))
        for number, text in enumerate(EVERY_TEST)
    ]
    day = Day(cast.community.id, TODAY, datetime.fromisoformat("2026-11-02T00:00:00+08:00"))

    in_memory = {
        (one.id, found.member)
        for found in keeping._read(ids, segments)
        for one in segments
        if keeping._belongs(one, found, day)
    }

    assert {one.ready.checked.source for one in segments} == set(EVERY_TEST)
    assert in_memory == in_sql(segments, day, ids)


def live(cast, lives):
    Belonging.objects.all().delete()
    Member.objects.filter(id__gt=900_000).delete()
    made = []
    for number, life in enumerate(lives, start=900_001):
        tags, operator, bot = life.pop("tags"), life.pop("is_operator"), life.pop("is_bot")
        member = Member.objects.create(
            id=number, name=f"m{number}", is_operator=operator, is_bot=bot, first_seen_at=AT
        )
        for tag in tags:
            tagging.tag_members(members=[member.id], tag=tag, by=cast.by_lin, at=AT)
        made.append(
            Belonging.objects.create(
                member_id=member.id,
                community_id=cast.community.id,
                joined_at=AT,
                joined_on=TODAY,
                last_sign_on=TODAY,
                stage_since=TODAY,
                relation_since=TODAY,
                counted_on=TODAY,
                **life,
            ).id
        )
    return made


def in_sql(segments, day, ids):
    found = set()
    with connection.cursor() as cursor:
        for one in segments:
            asked = rebuilding.truth(one, now=day.now)
            cursor.execute(
                "SELECT person.id FROM belonging_belonging belonging JOIN members_member person"
                " ON person.id = belonging.member_id WHERE belonging.id = ANY(%s) AND NOT person.is_bot"
                f" AND {asked.text}",
                [ids, *asked.params],
            )
            found |= {(one.id, row[0]) for row in cursor.fetchall()}
    return found


def deliver_until_quiet(stopped, failures):
    try:
        while not stopped.is_set():
            delivery.deliver_round("live", at=timezone.now(), limit=7)
            delivery.deliver_round("people", at=timezone.now(), limit=7)
    except Exception as error:
        failures.append(error)
    finally:
        connections.close_all()


@pytest.mark.django_db(transaction=True)
def test_two_workers_and_somebody_who_tags_end_where_a_rebuild_ends():
    cast = build()
    setup.prepare(at=timezone.now())
    delivery.deliver_all(at=timezone.now())
    with cast.scope():
        sorting = Sorting(cast, hears=False)
        both = sorting.segment('person.tags contains "vip" and belonging.messages >= 3', "both")
        sorting.segment("belonging.messages >= 2", "some")
    stopped, failures = threading.Event(), []
    workers = [threading.Thread(target=deliver_until_quiet, args=(stopped, failures)) for _worker in range(2)]

    for worker in workers:
        worker.start()
    with cast.scope():
        talk_and_tag(cast, sorting)
    stopped.set()
    for worker in workers:
        worker.join()
    delivery.deliver_all(at=timezone.now())

    assert failures == []
    with cast.scope():
        assert sorted(people(both)) == sorted([cast.su.id, cast.momo.id])
        assert len(places()) == 4
        assert sorting.rebuilt() == 0


def talk_and_tag(cast, sorting):
    for number in range(12):
        who, member = (("su", cast.su), ("momo", cast.momo))[number % 2]
        record = Inbound(
            kind="message",
            external_id=f"w-{number}",
            occurred_at=AT + timedelta(minutes=20 + number),
            group=ROOM,
            sender=who,
            text="说",
        )
        accepting.accept(cast.channel.id, [record], at=AT + timedelta(hours=1))
        act = tagging.untag_members if number % 4 > 1 else tagging.tag_members
        act(members=[member.id], tag="vip", by=cast.by_lin, at=sorting.now)
    tagging.tag_members(members=[cast.su.id, cast.momo.id], tag="vip", by=cast.by_lin, at=sorting.now)
