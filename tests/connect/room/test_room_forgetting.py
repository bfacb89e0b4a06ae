"""A person who asked to be forgotten is not in the rooms any more."""

import io
from datetime import timedelta

from PIL import Image

from linli.connect.adapters.room import images, queries, reactions, writing
from linli.connect.adapters.room.actions import forgetting, speaking
from linli.connect.adapters.room.models import RoomGuest, RoomImage, RoomMessage
from linli.connect.gateway.models import Effect
from linli.facts.members import MemberErased
from linli.people.members.actions import erasing
from linli.people.members.models import Member
from tests.cast import AT, events_after

SOON = AT + timedelta(minutes=1)


def picture():
    file = io.BytesIO()
    Image.new("RGB", (9, 9), "teal").save(file, "PNG")
    file.seek(0)
    return images.read(file)


def test_name_words_and_pictures_of_a_forgotten_guest_are_gone(inside):
    speaking.post(stay=inside.su, text="我叫苏木", at=SOON, picture=picture())
    speaking.post(stay=inside.momo, text="你好", at=SOON)
    start = queries.changes_since(inside.room.id, 0)[-1].position

    forgetting.forget_guest(guest=inside.su.guest, at=SOON)

    guest = RoomGuest.objects.get(id=inside.su.guest_id)
    texts = list(RoomMessage.objects.filter(kind="message").order_by("id").values_list("text", flat=True))
    assert (guest.name, texts, RoomImage.objects.count()) == ("", ["", "你好"], 0)
    assert [one.recalled_by for one in queries.changes_since(inside.room.id, start)] == ["erased"]
    assert queries.find_guest(guest.id, inside.su.guest.session) is None


def test_the_event_of_an_erasure_reaches_the_rooms_however_often_it_comes(inside):
    speaking.post(stay=inside.su, text="我叫苏木", at=SOON)
    member = Member.objects.get(id=queries.member_id_of(inside.su.guest))
    erasing.erase_member(member=member, by=_by(member), at=SOON)
    erased = [event for event in events_after() if isinstance(event.fact, MemberErased)]

    reactions.forget_erased_guests(erased)
    reactions.forget_erased_guests(erased)

    names = list(RoomGuest.objects.order_by("id").values_list("name", flat=True))
    assert (len(erased), names) == (1, ["", "Momo"])
    assert not RoomMessage.objects.filter(text__contains="苏木").exists()


def test_what_the_rooms_hold_of_a_person_can_be_taken_along(inside):
    speaking.post(stay=inside.su, text="带走我", at=SOON)
    speaking.post(stay=inside.momo, text="不是我", at=SOON)

    held = queries.export([queries.member_id_of(inside.su.guest)])

    assert [one["text"] for one in held] == ["带走我"]


def _by(member):
    from linli.kernel.orgs import actor

    return actor.member(member.id)


def test_what_linli_said_about_a_forgotten_person_is_emptied_too(inside, cast):
    member = queries.member_id_of(inside.su.guest)
    usual = {"channel": cast.channel, "target": inside.address, "payload": {}, "policy": "assisted"}
    usual |= {"message_class": "service", "origin": "t", "source": "t", "planned_at": AT, "due_at": AT}
    for number, (about, words) in enumerate(((member, "欢迎 苏木"), (None, "今天读第三章"))):
        Effect.objects.create(
            key=f"k{number}",
            verb="send_message",
            member_id=about,
            external_id=f"m{number}",
            state="sent",
            **usual,
        )
        writing.add(RoomMessage(room=inside.room, external=f"m{number}", text=words, at=AT))

    for _ in range(2):
        forgetting.forget_words_about([member], at=SOON)

    texts = RoomMessage.objects.filter(kind="message").order_by("id").values_list("text", "recalled_by")
    assert list(texts) == [("", "erased"), ("今天读第三章", "")]
