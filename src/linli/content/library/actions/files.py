"""Keeping files: a few formats, a few megabytes, pictures drawn anew."""

import io
import secrets
from datetime import datetime
from typing import BinaryIO

from django.utils.translation import gettext as _

from linli.connect.adapters.room import images
from linli.content.library.models import File
from linli.kernel.errors import Refusal
from linli.kernel.orgs.actor import Actor

LARGEST_BYTES = 10 * 1024 * 1024
MAX_NAME = 120
MOST_FILES = 5000
# What a browser may open by itself; everything else is downloaded. No HTML, no SVG: they run scripts.
TYPES: dict[str, tuple[str, tuple[bytes, ...]]] = {
    "pdf": ("application/pdf", (b"%PDF-",)),
    "mp3": ("audio/mpeg", (b"ID3", b"\xff\xfb", b"\xff\xf3", b"\xff\xf2")),
    "m4a": ("audio/mp4", ()),
    "mp4": ("video/mp4", ()),
    "docx": ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", (b"PK",)),
    "xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", (b"PK",)),
    "pptx": ("application/vnd.openxmlformats-officedocument.presentationml.presentation", (b"PK",)),
    "zip": ("application/zip", (b"PK",)),
    "txt": ("text/plain", ()),
    "md": ("text/plain", ()),
    "csv": ("text/csv", ()),
}
PICTURES = ("jpg", "jpeg", "png", "webp", "gif")


class CannotKeepFile(Refusal):
    """A file that is too large, of an unknown kind, or not what its name says."""


def keep_file(*, file: BinaryIO, name: str, by: Actor, at: datetime, member_id: int | None = None) -> File:
    """Keep an uploaded file; pictures are drawn anew, without what cameras write into them.

    Raises CannotKeepFile, or BadImage for a picture that is none.
    """
    short = _plain_name(name)
    ending = short.rpartition(".")[2].lower()
    data = file.read(LARGEST_BYTES + 1)
    if not data or len(data) > LARGEST_BYTES:
        raise CannotKeepFile(_("a file has at most 10 MB and is not empty: choose another"))
    if File.objects.count() >= MOST_FILES:
        raise CannotKeepFile(
            _("the library holds %(most)s files already: remove some") % {"most": MOST_FILES}
        )
    if ending in PICTURES:
        picture = images.read(io.BytesIO(data))
        return _insert(
            f"{short.rpartition('.')[0]}.webp", images.CONTENT_TYPE, picture.data, by, at, member_id
        )
    content_type, beginnings = TYPES.get(ending, ("", ()))
    is_fitting = not beginnings or data.startswith(beginnings)
    if not content_type or not is_fitting or (ending in {"m4a", "mp4"} and data[4:8] != b"ftyp"):
        raise CannotKeepFile(
            _("other files are not kept: choose a picture, PDF, document, sheet, slides, sound or film")
        )
    return _insert(short, content_type, data, by, at, member_id)


def _insert(
    name: str, content_type: str, data: bytes, by: Actor, at: datetime, member_id: int | None
) -> File:
    made: File = File.objects.create(
        token=secrets.token_hex(12),
        member_id=member_id,
        name=name,
        content_type=content_type,
        bytes=len(data),
        content=data,
        made_at=at,
        made_by=by.code,
    )
    return made


def _plain_name(name: str) -> str:
    plain = "".join(one if one.isprintable() and one not in '\\/:*?"<>|' else "_" for one in name).strip(" .")
    stem, dot, ending = plain.rpartition(".")
    return f"{stem[: MAX_NAME - 10]}{dot}{ending[:8]}" if dot else plain[:MAX_NAME]
