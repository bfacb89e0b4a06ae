"""One message to many: counted, confirmed with the number seen, planned once, and every silence answered."""

from datetime import timedelta

import pytest

from linli.connect.gateway.models import Channel, Effect, Identity, PausedSender
from linli.facts.broadcasts import BroadcastConfirmed, BroadcastPlanned, BroadcastTurned
from linli.people.belonging.models import Belonging
from linli.people.members.models import Member
from linli.people.tasks.models import Task
from linli.run.broadcasts import guard
from linli.run.broadcasts.actions import confirming, planning, turning, writing
from linli.run.broadcasts.actions.writing import BroadcastDraft, CannotBroadcast
from linli.run.broadcasts.models import Broadcast, Recipient
from linli.run.broadcasts.queries import audience, listing
from tests.cast import events_after

DAY = timedelta(days=1)


@pytest.fixture
def people(cast):
    """Su and Momo belong to the community, and so does Gu, who has no account; Su can be written to."""
    gu = Member.objects.create(id=900_001, name="顾", first_seen_at=cast.at)
    for member in (cast.su, cast.momo, gu):
        Belonging.objects.create(
            member_id=member.id,
            community_id=cast.community.id,
            joined_at=cast.at,
            joined_on=cast.at.date(),
            last_sign_on=cast.at.date(),
            stage_since=cast.at.date(),
            relation_since=cast.at.date(),
            counted_on=cast.at.date(),
        )
    return gu


def written(cast, **said):
    draft = {
        "title": "春季来信",
        "text": "{person.name|朋友}，你好",
        "community_id": cast.community.id,
    } | said
    return writing.write_broadcast(draft=BroadcastDraft(**draft), by=cast.by_cheng, at=cast.at)


def confirmed(cast, one, targets, by=None):
    return confirming.confirm(
        broadcast_id=one.id,
        version=one.version,
        targets=targets,
        reach=None,
        by=by or cast.by_cheng,
        at=cast.at,
    )


def told(*facts):
    return [one.fact for one in events_after() if isinstance(one.fact, facts)]


def test_it_is_counted_confirmed_and_planned_once(cast, people):
    one = written(cast)
    assert audience.preview(one) == audience.Preview(targets=2, by_hand=0, no_account=1, refused=0)

    confirmed(cast, one, 2)
    assert planning.plan_waiting(at=cast.at) == 2
    assert planning.plan_waiting(at=cast.at) == 0

    found = Effect.objects.filter(origin=f"broadcast:{one.id}").order_by("member_id")
    assert {effect.payload["text"] for effect in found} == {"苏苏，你好", "墨墨，你好"}
    assert {(effect.surface, effect.sender) for effect in found} == {("dm", f"broadcast {one.id}")}
    assert listing.progress(one.id) == {"planned": 2}
    assert {(row.name, row.left_out, row.state) for row in listing.missing(one.id)} == {
        ("顾", "no_account", ""),
        ("墨墨", "", "planned"),
        ("苏苏", "", "planned"),
    }
    assert told(BroadcastConfirmed, BroadcastPlanned) == [
        BroadcastConfirmed(one.id, 2),
        BroadcastPlanned(one.id, 2),
    ]


def test_another_number_than_the_one_seen_is_refused_and_nothing_is_written(cast, people):
    one = written(cast)

    with pytest.raises(CannotBroadcast, match="it would go to 2 now"):
        confirmed(cast, one, 3)

    assert not Recipient.objects.exists()
    assert Broadcast.objects.get().state == "draft"


def test_who_is_written_down_stays_when_others_come_later(cast, people):
    one = written(cast)
    confirmed(cast, one, 2)
    Identity.objects.create(channel=cast.channel, external="gu", member_id=people.id, first_seen_at=cast.at)

    planning.plan_waiting(at=cast.at)

    assert Effect.objects.filter(origin=f"broadcast:{one.id}").count() == 2


def test_planning_goes_on_behind_what_is_planned(cast, people, monkeypatch):
    monkeypatch.setattr(planning, "STEP", 1)
    one = written(cast)
    confirmed(cast, one, 2)

    assert planning.plan_waiting(at=cast.at) == 2

    assert listing.progress(one.id) == {"planned": 2}
    assert Broadcast.objects.get().state == "sending"


def test_where_two_are_needed_somebody_else_confirms(cast, people):
    writing.set_caution(second_above=1, by=cast.by_lin, at=cast.at)
    one = confirmed(cast, written(cast), 2)
    assert one.state == "waiting"
    assert planning.plan_waiting(at=cast.at) == 0
    task = Task.objects.get(origin=f"broadcast-second:{one.id}")

    with pytest.raises(CannotBroadcast, match="somebody else"):
        confirming.confirm_second(broadcast_id=one.id, version=one.version, by=cast.by_cheng, at=cast.at)
    confirming.confirm_second(broadcast_id=one.id, version=one.version, by=cast.by_lin, at=cast.at)

    assert Broadcast.objects.get().state == "planning"
    assert Task.objects.get(id=task.id).outcome == "confirmed"
    assert told(BroadcastConfirmed)[-1] == BroadcastConfirmed(one.id, 2, is_second=True)


def test_what_waits_for_a_second_person_can_be_taken_back(cast, people):
    writing.set_caution(second_above=1, by=cast.by_lin, at=cast.at)
    one = confirmed(cast, written(cast), 2)

    confirming.take_back(broadcast_id=one.id, by=cast.by_cheng, at=cast.at)

    assert (Broadcast.objects.get().state, Recipient.objects.count()) == ("draft", 0)
    assert Task.objects.get(origin=f"broadcast-second:{one.id}").state == "cancelled"


def test_it_is_paused_resumed_and_stopped(cast, people):
    one = written(cast)
    confirmed(cast, one, 2)
    planning.plan_waiting(at=cast.at)

    turning.pause(broadcast_id=one.id, by=cast.by_lin, at=cast.at)
    assert PausedSender.objects.get().sender == f"broadcast {one.id}"
    turning.resume(broadcast_id=one.id, by=cast.by_lin, at=cast.at)
    assert not PausedSender.objects.exists()
    turning.stop(broadcast_id=one.id, by=cast.by_lin, at=cast.at)
    turning.stop(broadcast_id=one.id, by=cast.by_lin, at=cast.at)

    assert listing.progress(one.id) == {"suppressed": 2}
    assert guard.stopped_broadcasts([f"broadcast:{one.id}", "broadcast:999999"]) == {
        f"broadcast:{one.id}": "stopped",
        "broadcast:999999": "gone",
    }
    assert [fact.state for fact in told(BroadcastTurned)] == ["paused", "sending", "stopped"]


def test_what_failed_is_sent_again(cast, people):
    one = written(cast)
    confirmed(cast, one, 2)
    planning.plan_waiting(at=cast.at)
    with pytest.raises(CannotBroadcast, match="nothing of this broadcast has failed"):
        turning.retry(broadcast_id=one.id, by=cast.by_lin, at=cast.at)
    Effect.objects.filter(member_id=cast.su.id).update(state="failed")

    assert turning.retry(broadcast_id=one.id, by=cast.by_lin, at=cast.at) == 1
    assert listing.progress(one.id) == {"planned": 2}


def test_groups_get_one_post_each(cast):
    one = written(cast, way="groups", text="今晚八点", message_class="content")

    confirmed(cast, one, 1)
    planning.plan_waiting(at=cast.at)

    effect = Effect.objects.get(origin=f"broadcast:{one.id}")
    assert (effect.group_id, effect.surface, effect.payload["text"]) == (cast.group.id, "group", "今晚八点")


def test_promotions_leave_out_who_refused(cast, people, monkeypatch):
    monkeypatch.setattr(audience.guard, "withheld", lambda kind, ids: {cast.su.id: "marketing"})
    one = written(cast, message_class="promo")

    assert audience.preview(one) == audience.Preview(targets=1, by_hand=0, no_account=1, refused=1)
    confirmed(cast, one, 1)
    assert listing.left_out(one.id) == {"no_account": 1, "refused": 1}


def test_a_platform_without_private_messages_leaves_them_to_people(cast, people):
    Channel.objects.filter(id=cast.channel.id).update(adapter="matrix")
    one = written(cast)

    assert audience.preview(one).by_hand == 2
    confirmed(cast, one, 2)
    planning.plan_waiting(at=cast.at)

    assert listing.progress(one.id) == {"awaiting_person": 2}


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"title": " "}, "needs a name"),
        ({"text": ""}, "needs a text"),
        ({"text": "{person.phone}"}, "cannot be filled in"),
        ({"way": "groups", "text": "{person.name|x}"}, "cannot be filled in"),
        ({"way": "groups", "text": "x", "community_id": None}, "choose a community"),
        ({"way": "groups", "text": "x", "group_ids": (99,)}, "another community"),
        ({"message_class": "loud"}, "what kind of message"),
    ],
)
def test_what_cannot_be_is_refused(cast, said, sentence):
    with pytest.raises(CannotBroadcast, match=sentence):
        written(cast, **said)

    assert not Broadcast.objects.exists()


def test_nobody_to_write_to_is_said(cast):
    with pytest.raises(CannotBroadcast, match="reaches nobody"):
        confirmed(cast, written(cast), 0)


def test_a_limited_seat_sees_broadcasts_of_its_communities_only(cast):
    own, all_of_them = written(cast), written(cast, community_id=None)

    assert listing.access_broadcast(cast.cheng_seat, own.id) == own
    with pytest.raises(listing.NoSuchBroadcast):
        listing.access_broadcast(cast.cheng_seat, all_of_them.id)
    assert list(listing.broadcasts(cast.cheng_seat.reach)) == [own]
    with cast.scope_elsewhere(), pytest.raises(listing.NoSuchBroadcast):
        listing.access_broadcast(cast.zhou_seat, own.id)
