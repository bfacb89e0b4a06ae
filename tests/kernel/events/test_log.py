"""Appending and reading: nothing skipped, nothing repeated."""

from datetime import UTC, datetime

import psycopg
import pytest
from django.db import connection, transaction

from linli.facts.communities import CommunityOpened
from linli.kernel.events import log, reading, setup
from linli.kernel.events.event import Cause, Draft, TooDeep
from linli.kernel.orgs import scope
from linli.kernel.orgs.actor import SYSTEM

AT = datetime(2026, 11, 21, 8, tzinfo=UTC)


@pytest.fixture(autouse=True)
def prepared(db):
    setup.prepare(at=AT)


def append(*names, community=7, **more):
    drafts = [
        Draft(fact=CommunityOpened(name=one), occurred_at=AT, community=community, **more) for one in names
    ]
    with scope.org(1), transaction.atomic():
        return log.append(drafts, by=SYSTEM)


def read_all(community=7):
    return reading.read("live", [log.shard_of(1, community)], limit=100)


def names_stored():
    with connection.cursor() as cursor:
        cursor.execute("SELECT data->>'name' FROM events ORDER BY position")
        return [row[0] for row in cursor.fetchall()]


def test_facts_come_back_as_they_were_told():
    hard = 'quote " backslash \\ tab\t line\n 邻里 \\n'

    append(hard)

    assert names_stored() == [hard]


def test_a_nul_character_is_left_out():
    append("a\x00b")

    assert names_stored() == ["ab"]


def test_a_second_draft_with_the_same_key_is_dropped():
    first = append("one", key="k")
    second = append("two", key="k")

    assert (len(first), second) == (1, [])
    assert names_stored() == ["one"]


def test_the_eighth_hop_is_the_last():
    cause = append("one")[0]

    append("eight", cause=Cause(cause, 7))
    with pytest.raises(TooDeep):
        append("nine", cause=Cause(cause, 8))

    assert names_stored() == ["one", "eight"]


@pytest.mark.django_db(transaction=True)
def test_a_row_whose_transaction_commits_late_is_not_skipped():
    wanted = {"dbname", "user", "password", "host", "port"}
    late = psycopg.connect(**{k: v for k, v in connection.get_connection_params().items() if k in wanted})
    late.execute(
        "INSERT INTO events (shard, occurred_at, id, org_id, kind, community_id, actor, origin, depth, data)"
        " VALUES (%s, now(), gen_random_uuid(), 1, 'community.opened', 7, 'system', 'automation', 0, %s)",
        [log.shard_of(1, 7), '{"name": "late"}'],
    )

    append("early")
    while_open, reached = read_all()
    late.commit()
    late.close()
    after_commit, _ = read_all()

    assert [event.fact.name for event in while_open] == []
    assert [event.fact.name for event in after_commit] == ["late", "early"]
    assert reached == {}
