"""Intake: everything once, nothing lost, bad records refused with nothing written."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from linli.connect.gateway.intake import accepting
from linli.connect.gateway.models import Address, Channel, Identity
from linli.facts.inbound import Inbound
from linli.kernel.events import setup
from linli.kernel.orgs import scope
from linli.kernel.orgs.models import Organisation

AT = datetime(2026, 11, 21, 8, tzinfo=UTC)


@pytest.fixture
def channel(db):
    setup.prepare(at=AT)
    org = Organisation.objects.create(name="清风书社", slug="qingfeng", created_at=AT)
    with scope.org(org.id):
        yield Channel.objects.create(adapter="room", name="内置房间", created_at=AT)


@pytest.fixture
def bound(channel):
    Address.objects.create(channel=channel, external="g1", community_id=3, group_id=4, first_seen_at=AT)
    return channel


def message(external_id, *, sender="su", text="早上好", **more):
    return Inbound(
        kind="message",
        external_id=external_id,
        occurred_at=AT,
        group="g1",
        sender=sender,
        sender_name=sender,
        text=text,
        **more,
    )


def kinds():
    with connection.cursor() as cursor:
        cursor.execute("SELECT kind FROM events ORDER BY position")
        return [row[0] for row in cursor.fetchall()]


def test_a_stranger_who_speaks_is_introduced_and_joins_before_the_message(bound):
    result = accepting.accept(bound.id, [message("m1")], at=AT)

    assert (result.seen, result.added, result.duplicates) == (1, 1, 0)
    assert kinds() == ["identity.seen", "membership.joined", "message.posted"]


def test_the_same_record_ten_times_is_one_event(bound):
    accepting.accept(bound.id, [message("m1")] * 5, at=AT)
    again = accepting.accept(bound.id, [message("m1")] * 5, at=AT)

    assert (again.added, again.duplicates) == (0, 5)
    assert kinds() == ["identity.seen", "membership.joined", "message.posted"]


def test_leaving_and_coming_back_is_a_rejoin(bound):
    leave = Inbound(kind="leave", external_id="l1", occurred_at=AT, group="g1", sender="su")
    join = Inbound(kind="join", external_id="j1", occurred_at=AT, group="g1", sender="su")

    accepting.accept(bound.id, [message("m1"), leave], at=AT)
    accepting.accept(bound.id, [join], at=AT)

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT data->>'is_rejoin' FROM events WHERE kind = 'membership.joined' ORDER BY position"
        )
        assert cursor.fetchall() == [(None,), ("true",)]


def test_word_of_a_joining_that_comes_after_the_first_message_still_counts(bound):
    join = Inbound(kind="join", external_id="j1", occurred_at=AT, group="g1", sender="su")

    accepting.accept(bound.id, [message("m1")], at=AT)
    accepting.accept(bound.id, [join], at=AT)
    accepting.accept(bound.id, [message("m2")], at=AT)

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT coalesce(data->>'via', 'platform'), data->>'is_rejoin' FROM events"
            " WHERE kind = 'membership.joined' ORDER BY position"
        )
        assert cursor.fetchall() == [("history", None), ("platform", None)]


def test_a_kick_names_the_person_removed(bound):
    kick = Inbound(kind="kick", external_id="k1", occurred_at=AT, group="g1", sender="cheng", target="su")

    accepting.accept(bound.id, [message("m1"), kick], at=AT)

    su = Identity.objects.get(external="su").member_id
    with connection.cursor() as cursor:
        cursor.execute("SELECT member_id, data->>'reason' FROM events WHERE kind = 'membership.left'")
        assert cursor.fetchall() == [(su, "kicked")]


def test_a_group_nobody_bound_is_noted_and_its_messages_kept_without_a_community(channel):
    accepting.accept(channel.id, [message("m1")], at=AT)

    assert Address.objects.get(external="g1").group_id is None
    assert kinds() == ["identity.seen", "message.posted"]


def test_a_new_name_is_told_once(bound):
    accepting.accept(bound.id, [message("m1")], at=AT)
    renamed = Inbound(
        kind="message",
        external_id="m2",
        occurred_at=AT,
        group="g1",
        sender="su",
        sender_name="苏木",
        text="嗨",
    )
    accepting.accept(bound.id, [renamed], at=AT)

    assert Identity.objects.get(external="su").name == "苏木"
    assert kinds()[3:] == ["identity.renamed", "message.posted"]


@pytest.mark.parametrize(
    ("record", "sentence"),
    [
        (message("m" * 256), "external_id must have 1 to 255 characters"),
        (message("m1", text="长" * 20_001), "the text has 20,001 characters; at most 20,000 are taken"),
        (message("m1", sender=""), "sender must have 1 to 255 characters"),
        (
            Inbound(
                kind="message",
                external_id="m1",
                occurred_at=AT + timedelta(minutes=11),
                group="g1",
                sender="su",
            ),
            "occurred_at 2026-11-21T08:11:00+00:00 lies in the future",
        ),
        (
            Inbound(
                kind="message", external_id="m1", occurred_at=datetime(2026, 1, 1), group="g1", sender="su"
            ),
            "occurred_at has no time zone: write it like 2026-11-21T08:00:00Z",
        ),
        (
            Inbound(kind="edit", external_id="m1", occurred_at=AT, group="g1", sender="su"),
            "a record of kind edit must name its target",
        ),
    ],
)
def test_a_bad_record_refuses_a_strict_batch_and_nothing_is_written(bound, record, sentence):
    with pytest.raises(accepting.NotAcceptable) as refusal:
        accepting.accept(bound.id, [message("good"), record], at=AT, is_strict=True)

    assert refusal.value.problems == ((1, sentence),)
    assert kinds() == []


def test_a_bad_record_of_a_platform_is_left_out_and_named(bound):
    result = accepting.accept(bound.id, [message("m1", text="长" * 20_001), message("m2")], at=AT)

    assert (result.added, result.refused) == (
        1,
        ((0, "the text has 20,001 characters; at most 20,000 are taken"),),
    )
