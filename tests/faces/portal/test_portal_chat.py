"""Speaking and acting on messages through the pages, with and without a script."""

import io

import pytest
from PIL import Image

from linli.connect.adapters.room.actions import speaking
from linli.connect.adapters.room.models import RoomImage, RoomMessage, RoomStay
from tests import rooms

ROOM = "/m/room/reading-1/"
SCRIPT = {"X-Linli-Part": "bubble"}


def picture(name="a.png"):
    file = io.BytesIO()
    Image.new("RGB", (20, 10), "teal").save(file, "PNG")
    file.seek(0)
    file.name = name
    return file


def said(inside, text="hello", by=None):
    return speaking.post(stay=by or inside.su, text=text, at=inside.at)


def test_without_a_script_one_speaks_and_comes_back(su):
    answer = su.post(ROOM, {"text": "first words", "client_key": "k"}, follow=True)

    assert answer.redirect_chain[0][0].startswith(f"{ROOM}#m-")
    assert "first words" in answer.text


def test_a_form_sent_twice_says_it_once(su):
    for _ in range(2):
        su.post(ROOM, {"text": "once", "client_key": "k"})

    assert RoomMessage.objects.filter(text="once").count() == 1


def test_a_script_gets_the_bubble(su):
    answer = su.post(ROOM, {"text": "quick", "client_key": "k"}, headers=SCRIPT)

    document = answer.json()
    assert f'id="m-{document["id"]}"' in document["html"]
    assert "quick" in document["html"]


def test_a_refusal_keeps_what_was_typed(inside, su):
    RoomStay.objects.filter(id=inside.su.id).update(muted_until="2099-01-01T00:00Z")

    page = su.post(ROOM, {"text": "let me speak"})
    script = su.post(ROOM, {"text": "let me speak"}, headers=SCRIPT)

    assert (page.status_code, script.status_code) == (422, 422)
    assert "You are muted until 2099-01-01" in page.text
    assert script.json() == {"sentence": "You are muted until 2099-01-01 08:00."}


def test_too_long_a_text_stays_in_the_box(su):
    answer = su.post(ROOM, {"text": "a" * 2001})

    assert answer.status_code == 422
    assert "at most 2,000 are possible" in answer.text
    assert "a" * 2001 in answer.text


def test_links_and_names_are_marked(inside, su):
    said(inside, "see https://book.example/a?b=1 @Momo", by=inside.su)

    page = su.get(ROOM).text

    assert 'href="https://book.example/a?b=1" rel="nofollow noopener noreferrer ugc"' in page
    assert "<mark>@Momo</mark>" in page


def test_a_script_address_is_never_a_link(inside, su):
    said(inside, "javascript:alert(1) data:text/html,x")

    assert 'href="javascript' not in su.get(ROOM).text
    assert 'href="data' not in su.get(ROOM).text


@pytest.mark.parametrize("by_script", [False, True])
def test_reacting_editing_and_recalling(inside, su, by_script):
    message = said(inside)
    address = f"{ROOM}{message.external}/"
    headers = SCRIPT if by_script else {}

    answers = [
        su.post(address, {"do": "react", "emoji": "👍"}, headers=headers),
        su.post(address, {"do": "edit", "text": "better"}, headers=headers),
        su.post(address, {"do": "recall"}, headers=headers),
    ]

    assert [one.status_code for one in answers] == ([200] * 3 if by_script else [302] * 3)
    message.refresh_from_db()
    assert (message.text, message.recalled_by, message.edited_at is not None) == ("", "self", True)


def test_the_page_of_a_message_offers_what_may_be_done(inside, su, momo):
    message = said(inside)

    mine, theirs = (one.get(f"{ROOM}{message.external}/").text for one in (su, momo))

    assert ("Take back" in mine, "Take back" in theirs) == (True, False)
    assert ("Reply" in mine, "Reply" in theirs) == (True, True)


def test_nobody_changes_the_words_of_others(inside, momo):
    message = said(inside)

    answer = momo.post(f"{ROOM}{message.external}/", {"do": "edit", "text": "stolen"}, headers=SCRIPT)

    assert answer.status_code == 422
    message.refresh_from_db()
    assert message.text == "hello"


def test_older_messages_are_a_page_away(inside, su):
    rows = [
        RoomMessage(room=inside.room, external=f"x{n}", position=1000 + n, text=f"number {n};", at=inside.at)
        for n in range(60)
    ]
    RoomMessage.objects.bulk_create(rows)

    newest = su.get(ROOM)
    first = newest.context["bubbles"][0]
    older = su.get(f"{ROOM}?before={first.row}")

    assert ("number 59;" in newest.text, "number 19;" in newest.text) == (True, False)
    assert ("number 19;" in older.text, "number 20;" in older.text) == (True, False)


def test_what_one_has_read_is_not_new(inside, su):
    said(inside, by=inside.momo)
    assert su.get("/m/").context["unseen"] == 1

    su.get(ROOM)

    assert su.get("/m/").context["unseen"] == 0


def test_a_picture_is_shown_to_those_inside_only(inside, cast, su, momo, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    su.post(ROOM, {"text": "", "picture": picture()})
    address = f"/m/image/{RoomImage.objects.get().token}/"
    other = rooms.client_of(rooms.elsewhere(cast, inside.at).su.guest)

    seen = momo.get(address)

    assert seen.status_code == 200
    assert b"".join(seen.streaming_content)[8:12] == b"WEBP"
    assert (seen["Content-Type"], seen["X-Content-Type-Options"]) == ("image/webp", "nosniff")
    assert "sandbox" in seen["Content-Security-Policy"]
    assert other.get(address).status_code == 404
    momo.post(f"{ROOM}leave/")
    assert momo.get(address).status_code == 404


def test_an_evil_upload_is_refused_with_a_sentence(su, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    file = io.BytesIO(b"<html><script>alert(1)</script>")
    file.name = "../../evil.png"

    answer = su.post(ROOM, {"text": "look", "picture": file}, headers=SCRIPT)

    assert (answer.status_code, "not a picture" in answer.json()["sentence"]) == (422, True)
    assert RoomMessage.objects.filter(kind="message").count() == 0
    assert list(tmp_path.rglob("*.*")) == []
