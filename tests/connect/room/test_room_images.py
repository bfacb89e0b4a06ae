"""Pictures are drawn anew: nothing of the camera, nothing evil, nothing huge."""

import io
from datetime import timedelta

import pytest
from PIL import Image

from linli.connect.adapters.room import images
from linli.connect.adapters.room.actions import speaking
from linli.connect.adapters.room.models import RoomImage
from tests.cast import AT, events_after

SOON = AT + timedelta(minutes=1)


def drawn(size=(40, 20), form="JPEG", mode="RGB", **more):
    file = io.BytesIO()
    Image.new(mode, size, {"RGBA": (0, 99, 99, 50), "L": 7}.get(mode, "teal")).save(file, form, **more)
    file.seek(0)
    return file


def with_exif():
    exif = Image.Exif()
    exif[0x010F] = "SecretCamera"
    exif[0x0112] = 6  # turned by 90 degrees
    exif.get_ifd(0x8825)[2] = (31.0, 13.0, 49.0)  # GPS latitude
    return drawn(exif=exif)


def test_what_the_camera_wrote_is_gone_and_the_picture_upright():
    picture = images.read(with_exif())

    again = Image.open(io.BytesIO(picture.data))
    assert (again.format, again.size, dict(again.getexif())) == ("WEBP", (20, 40), {})
    assert b"SecretCamera" not in picture.data


def test_a_wide_picture_is_kept_at_1600_pixels():
    picture = images.read(drawn(size=(3200, 800)))

    assert (picture.width, picture.height) == (1600, 400)


def test_transparency_stays():
    picture = images.read(drawn(form="PNG", mode="RGBA"))

    assert Image.open(io.BytesIO(picture.data)).mode == "RGBA"


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        b"GIF89a<script>alert(1)</script>",
        b"%PDF-1.7 not a picture",
        drawn().getvalue()[:60],
        b"\x89PNG\r\n\x1a\n" + b"\x00" * 64,
    ],
)
def test_what_is_no_picture_is_refused(data):
    with pytest.raises(images.BadImage, match="not a picture"):
        images.read(io.BytesIO(data))


def test_a_picture_over_5_mb_is_refused():
    with pytest.raises(images.BadImage, match="5 MB"):
        images.read(io.BytesIO(drawn().getvalue() + b"\x00" * (5 * 1024 * 1024)))


def test_a_picture_over_4096_pixels_is_refused():
    with pytest.raises(images.BadImage, match="4096"):
        images.read(drawn(size=(4097, 2), form="PNG"))


def test_a_bomb_is_refused_before_it_unfolds():
    with pytest.raises(images.BadImage, match="4096"):
        images.read(drawn(size=(20_000, 10_000), form="PNG", mode="L"))


def test_a_picture_that_was_sent_is_told_and_kept(inside):
    message = speaking.post(stay=inside.su, text="", at=SOON, picture=images.read(drawn()))

    row = RoomImage.objects.get()
    part = events_after()[-1].fact.parts[0]
    assert (part.kind, part.ref) == ("image", f"/m/image/{row.token}/")
    assert (row.message_id, row.width, row.height) == (message.id, 40, 20)
    assert images.file_of(row.token).read_bytes()[8:12] == b"WEBP"


def test_a_recalled_picture_is_no_more(inside):
    message = speaking.post(stay=inside.su, text="看", at=SOON, picture=images.read(drawn()))
    token = RoomImage.objects.get().token

    speaking.recall(stay=inside.su, external=message.external, at=SOON)

    assert RoomImage.objects.count() == 0
    assert not images.file_of(token).exists()
