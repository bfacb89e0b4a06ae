"""A person asks to be forgotten, or to see everything held about them."""

import json
from datetime import timedelta

import pytest
from django.db import connection

from linli.connect.gateway.intake import accepting
from linli.connect.gateway.models import Identity
from linli.facts.inbound import Inbound, Part
from linli.kernel.orgs.models import AuditEntry
from linli.people.members import exports
from linli.people.members.actions import erasing, exporting, merging, tagging
from linli.people.members.models import Member, Membership, Nickname, Tag
from tests.cast import AT, ROOM, SPOKE_AT, events_after, hear

HOUR = timedelta(hours=1)


def texts():
    with connection.cursor() as cursor:
        cursor.execute("SELECT string_agg(data::text || coalesce(key, ''), ' ') FROM events")
        return cursor.fetchone()[0]


def take(cast, *records):
    accepting.accept(cast.channel.id, records, at=AT + 100 * HOUR)
    hear()


@pytest.fixture
def talkative(cast):
    """Su says more: a link, an edit, a new name; the team puts a tag."""
    said = {"group": ROOM, "sender": "su", "sender_name": "苏大大"}
    take(
        cast,
        Inbound(
            kind="message",
            external_id="e-1",
            occurred_at=AT + HOUR,
            text="我的电话在这里",
            parts=(Part("link", "名片", "https://card.example"),),
            **said,
        ),
        Inbound(kind="edit", external_id="e-2", occurred_at=AT + HOUR, target="e-1", text="改过的话", **said),
    )
    tagging.tag_members(members=[cast.su.id], tag="夜猫子", by=cast.by_lin, at=AT)
    return cast


def test_nothing_that_names_the_person_is_left(talkative):
    erasing.erase_member(member=talkative.su, by=talkative.by_lin, at=AT + 2 * HOUR)

    for trace in ("苏苏", "苏大大", "电话", "card.example", "改过", "读到第三章", "夜猫子", '"su"'):
        assert trace not in texts(), trace
    su = Member.objects.get(id=talkative.su.id)
    assert (su.name, su.erased_at, su.zone) == ("已注销", AT + 2 * HOUR, "")
    assert not Nickname.objects.filter(member=su).exists()
    assert not Tag.objects.filter(member=su).exists()
    identity = Identity.objects.get(member_id=su.id)
    assert (identity.external, identity.name) == (f"erased:{identity.id}", "")


def test_counts_and_other_people_stay(talkative):
    kinds = [one.kind for one in events_after()]
    take(
        talkative,
        Inbound(
            kind="message",
            external_id="o-1",
            occurred_at=AT + HOUR,
            group=ROOM,
            sender="momo",
            sender_name="墨墨",
            text="别人的话",
        ),
    )

    erasing.erase_member(member=talkative.su, by=talkative.by_lin, at=AT + 2 * HOUR)

    assert [one.kind for one in events_after()] == [*kinds, "message.posted", "member.erased"]
    assert "别人的话" in texts()
    assert "墨墨" in texts()
    assert Membership.objects.get(member=talkative.su).joined_at == AT
    posted = [one.fact.text for one in events_after() if one.kind == "message.posted"]
    assert posted == ["", "", "别人的话"]
    assert AuditEntry.objects.latest("id").action == "member.erased"


def test_the_same_account_coming_back_is_a_stranger(talkative):
    erasing.erase_member(member=talkative.su, by=talkative.by_lin, at=AT + 2 * HOUR)

    take(
        talkative,
        Inbound(
            kind="message",
            external_id="b-1",
            occurred_at=AT + 3 * HOUR,
            group=ROOM,
            sender="su",
            sender_name="新苏",
            text="又见面了",
        ),
    )

    back = Member.objects.get(name="新苏")
    assert back.id != talkative.su.id
    assert Member.objects.get(id=talkative.su.id).name == "已注销"


def test_old_events_arriving_again_do_not_bring_the_name_back(talkative):
    told = events_after()
    erasing.erase_member(member=talkative.su, by=talkative.by_lin, at=AT + 2 * HOUR)

    from linli.people.members import reactions

    reactions.keep_members([one for one in told if one.kind.startswith("identity.")])

    assert Member.objects.get(id=talkative.su.id).name == "已注销"
    assert not Nickname.objects.filter(member=talkative.su).exists()


def test_records_merged_into_the_person_are_forgotten_too(talkative):
    merging.merge_members(kept=talkative.su, merged=talkative.momo, by=talkative.by_lin, at=AT + 2 * HOUR)

    erasing.erase_member(member=talkative.su, by=talkative.by_lin, at=AT + 2 * HOUR)

    assert set(Member.objects.values_list("name", flat=True)) == {"已注销"}
    assert "墨墨" not in texts()


def test_erasing_twice_or_a_part_is_refused(talkative):
    merging.merge_members(kept=talkative.su, merged=talkative.momo, by=talkative.by_lin, at=AT + 2 * HOUR)
    before = texts()
    with pytest.raises(erasing.CannotErase, match="part of another"):
        erasing.erase_member(member=talkative.momo, by=talkative.by_lin, at=AT)
    assert texts() == before

    erasing.erase_member(member=talkative.su, by=talkative.by_lin, at=AT + 2 * HOUR)
    before = texts()
    with pytest.raises(erasing.CannotErase, match="already"):
        erasing.erase_member(member=talkative.su, by=talkative.by_lin, at=AT + 3 * HOUR)
    assert texts() == before


def test_zhou_erases_nobody(cast):
    before = texts()

    with cast.scope_elsewhere(), pytest.raises(erasing.CannotErase):
        erasing.erase_member(member=cast.su, by=cast.by_zhou, at=AT)

    assert texts() == before


def test_an_export_holds_everything_and_is_written_down(talkative):
    document = exporting.export_member(member=talkative.su, by=talkative.by_lin, at=AT + 2 * HOUR)

    plain = json.loads(json.dumps(document))
    assert plain["profile"]["name"] == "苏大大"
    assert [one["external"] for one in plain["profile"]["identities"]] == ["su"]
    assert [one["group_name"] for one in plain["profile"]["stays"]] == ["共读一群"]
    assert [one["name"] for one in plain["profile"]["names"]] == ["苏大大", "苏苏"]
    assert [one["name"] for one in plain["profile"]["tags"]] == ["夜猫子"]
    assert [one["kind"] for one in plain["events"]] == [
        "message.edited",
        "message.posted",
        "identity.renamed",
        "message.posted",
        "member.tagged",
        "membership.joined",
        "identity.seen",
    ]
    assert plain["events"][3]["occurred_at"] == SPOKE_AT.isoformat()
    assert plain["events"][3]["fact"]["text"] == "今天读到第三章了"
    assert "墨墨" not in json.dumps(plain, ensure_ascii=False)
    assert AuditEntry.objects.latest("id").action == "member.exported"


@pytest.fixture
def other_room():
    """A room above that holds something about people."""
    exports.register("shelf", books_of)
    yield
    exports._exporters.pop("shelf")


def books_of(member_ids):
    return {"books": [f"book of {id}" for id in member_ids]}


def test_rooms_above_add_their_sections(cast, other_room):
    document = exporting.export_member(member=cast.momo, by=cast.by_lin, at=AT)

    assert document["rooms"]["shelf"] == {"books": [f"book of {cast.momo.id}"]}


def test_two_rooms_cannot_share_a_section(other_room):
    exports.register("shelf", books_of)
    with pytest.raises(ValueError, match="shelf"):
        exports.register("shelf", len)
