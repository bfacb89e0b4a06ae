"""What members give on their phones: a form, a yes or no, taking it back; and materials to take home."""

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image

from linli.content.library.actions import items, sharing
from linli.content.library.models import Download, File, Submission
from linli.content.library.shapes import Draft, Head
from linli.people.belonging.models import Belonging
from tests.people.belonging.living import Living
from tests.rooms import client_of, elsewhere

STORY = "我用了三个月,终于读完了第一本英文书。"
FORM = {"kind": "story", "text": STORY, "may_publish": "yes", "credit_by": "name", "form_key": "k1"}


@pytest.fixture
def belonging(cast, inside):
    """The people floor knows who is in the room."""
    Living(cast, timezone.now()).hear()


def material(cast, whom="everybody"):
    item = items.write_item(
        head=Head(title="阅读清单", format="text", category="values", material_for=whom),
        draft=Draft(body="一百本书"),
        by=cast.by_lin,
        at=timezone.now(),
    )
    items.approve(items.lock(item.id), by=cast.by_lin, at=timezone.now())
    return item


def picture(name="我家.png"):
    drawn = BytesIO()
    Image.new("RGB", (20, 10), "green").save(drawn, "PNG")
    return SimpleUploadedFile(name, drawn.getvalue(), "image/png")


def test_a_story_is_given_once_with_a_picture(cast, su, belonging):
    assert "Nothing shared yet" in su.get("/m/me/shares/").content.decode()
    for _again in range(2):
        su.post("/m/me/shares/new/", {**FORM, "pictures": picture()})

    share = Submission.objects.get()
    assert (share.permission, share.kind, share.text) == ("yes", "story", STORY)
    assert len(share.files) == 1
    assert File.objects.filter(token=share.files[0]).get().name == "1.webp"
    page = su.get(f"/m/me/shares/{share.id}/").content.decode()
    assert f"/m/library/{share.files[0]}/" in page
    assert STORY in su.get("/m/me/shares/").content.decode()


def test_what_is_missing_is_said_and_what_was_typed_stays(cast, su, belonging):
    unanswered = su.post("/m/me/shares/new/", {**FORM, "may_publish": ""})
    bad = su.post("/m/me/shares/new/", {**FORM, "pictures": SimpleUploadedFile("a.png", b"nonsense")})

    assert (unanswered.status_code, bad.status_code) == (422, 422)
    assert STORY in unanswered.content.decode()
    assert "not a picture" in bad.content.decode()
    assert Submission.objects.count() == 0


def test_a_question_is_answered_and_an_answer_taken_back(cast, su, belonging):
    su.post("/m/me/shares/new/", {**FORM, "may_publish": "no"})
    share = Submission.objects.get()
    Submission.objects.update(permission="unasked")
    sharing.ask_permission(submission=share, by=cast.by_lin, at=timezone.now())
    address = f"/m/me/shares/{share.id}/"

    assert "May we publish it?" in su.get("/m/me/shares/").content.decode()
    su.post(address, {"answer": "yes", "credit_by": "other", "credit_other": "青青"})
    share.refresh_from_db()
    assert (share.permission, share.credit_other) == ("yes", "青青")
    su.post(f"{address}withdraw/")

    share.refresh_from_db()
    assert (share.permission, share.text) == ("withdrawn", "")
    assert "You took it back" in su.get("/m/me/shares/").content.decode()


def test_what_others_gave_is_nobodys_business(cast, su, momo, belonging):
    su.post("/m/me/shares/new/", FORM)
    share = Submission.objects.get()

    assert momo.get(f"/m/me/shares/{share.id}/").status_code == 404
    assert momo.post(f"/m/me/shares/{share.id}/withdraw/").status_code == 404
    assert STORY not in momo.get("/m/me/shares/").content.decode()
    share.refresh_from_db()
    assert share.permission == "yes"


def test_a_material_opens_to_those_it_is_for_and_is_counted(cast, su, belonging):
    item, later = material(cast), material(cast, "trusted")
    page = su.get("/m/materials/").content.decode()

    assert "opens when you are trusted here" in page
    assert "一百本书" in su.get(f"/m/materials/{item.id}/").content.decode()
    assert su.get(f"/m/materials/{later.id}/").status_code == 404
    assert Download.objects.count() == 1
    Belonging.objects.update(relation="trusted")
    assert su.get(f"/m/materials/{later.id}/").status_code == 200


def test_a_file_is_for_this_organisation_only(cast, su, belonging, client):
    su.post("/m/me/shares/new/", {**FORM, "pictures": picture()})
    token = File.objects.get().token

    assert su.get(f"/m/library/{token}/").status_code == 200
    assert client.get(f"/m/library/{token}/").status_code == 404
    stranger = client_of(elsewhere(cast, timezone.now()).su.guest)
    assert stranger.get(f"/m/library/{token}/").status_code == 404
