"""Pictures: read with suspicion, drawn anew without what cameras write into them, kept under random names."""

import contextlib
import io
import warnings
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from django.utils.translation import gettext as _
from PIL import Image, ImageOps, UnidentifiedImageError

from linli.connect.adapters.room import ids
from linli.connect.adapters.room.models import Room, RoomGuest, RoomImage, RoomMessage
from linli.connect.adapters.room.refusals import BadImage

LARGEST_BYTES = 5 * 1024 * 1024
LONGEST_SIDE = 4096
KEPT_SIDE = 1600
FORMATS = ("JPEG", "PNG", "WEBP", "GIF")
CONTENT_TYPE = "image/webp"


@dataclass(frozen=True)
class Picture:
    """A picture drawn anew: WebP data and its size in pixels."""

    data: bytes
    width: int
    height: int


def read(file: BinaryIO) -> Picture:
    """A picture from an upload, turned upright, without metadata, at most 1600 px long. Raises BadImage."""
    data = file.read(LARGEST_BYTES + 1)
    if len(data) > LARGEST_BYTES:
        raise BadImage(_("This picture is larger than 5 MB: send a smaller one."))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            return _drawn_anew(data)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise _too_wide() from error
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError) as error:
        raise _unreadable() from error


def keep(picture: Picture, *, room: Room, guest: RoomGuest | None, at: datetime) -> RoomImage:
    """Write a picture to its file, and its row."""
    token = ids.token()
    path = file_of(token)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(picture.data)
    made: RoomImage = RoomImage.objects.create(
        room=room,
        guest=guest,
        token=token,
        width=picture.width,
        height=picture.height,
        bytes=len(picture.data),
        created_at=at,
    )
    return made


def forget_of(message: RoomMessage) -> None:
    """Remove the pictures of a message, files and rows."""
    for image in RoomImage.objects.filter(message=message).order_by("id"):
        with contextlib.suppress(FileNotFoundError):
            file_of(image.token).unlink()
        image.delete()


def folder() -> Path:
    """Where the files lie."""
    return Path(settings.MEDIA_ROOT) / "room"


def file_of(token: str) -> Path:
    """The file of a picture."""
    return folder() / token[:2] / f"{token}.webp"


def path_of(token: str) -> str:
    """The address of a picture on the phone pages; only who is logged in there sees it."""
    return f"/m/image/{token}/"


def part_of(image: RoomImage) -> dict[str, str]:
    """A picture as a part of a message."""
    return {
        "kind": "image",
        "text": "",
        "ref": path_of(image.token),
        "width": str(image.width),
        "height": str(image.height),
    }


def _drawn_anew(data: bytes) -> Picture:
    with Image.open(io.BytesIO(data), formats=FORMATS) as opened:
        if max(opened.size) > LONGEST_SIDE:
            raise _too_wide()
        upright = ImageOps.exif_transpose(opened)
        has_alpha = "A" in upright.getbands() or "transparency" in upright.info
        clean = upright.convert("RGBA" if has_alpha else "RGB")
    clean.thumbnail((KEPT_SIDE, KEPT_SIDE))
    fresh = Image.new(clean.mode, clean.size)
    fresh.paste(clean)
    drawn = io.BytesIO()
    fresh.save(drawn, "WEBP", quality=82)
    return Picture(drawn.getvalue(), *fresh.size)


def _too_wide() -> BadImage:
    sentence = _("This picture is larger than {limit} pixels a side: send a smaller one.")
    return BadImage(sentence.format(limit=LONGEST_SIDE))


def _unreadable() -> BadImage:
    return BadImage(_("This file is not a picture Linli can read: send a JPEG, PNG, WebP or GIF."))
