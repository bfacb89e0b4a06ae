"""What the pages of the library share: tabs, places to try a text in, and what goes along with words."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import BinaryIO, cast

from django.core.files.uploadedfile import UploadedFile
from django.urls import reverse
from django.utils.translation import gettext, pgettext

from linli.content.library.actions import files as keeping
from linli.content.library.queries import files
from linli.content.library.rules import addresses
from linli.faces.console.forms.operate import read_id
from linli.faces.console.library_preview import Place
from linli.faces.ui.components.tabs import Tab
from linli.faces.ui.request import StaffRequest
from linli.facts.inbound import Part
from linli.people.communities import queries as communities

_PICTURES = (".png", ".jpg", ".jpeg", ".gif", ".webp")


@dataclass(frozen=True)
class Along:
    """Something that goes along with words, as a page links it."""

    label: str
    url: str
    is_picture: bool


def tabs(current: str) -> list[Tab]:
    """The pages of the library."""
    pages = (
        ("items", pgettext("library", "Items"), "console:library"),
        ("templates", gettext("Message templates"), "console:library-templates"),
        ("shares", gettext("From members"), "console:library-shares"),
        ("balance", gettext("Balance and strategy"), "console:library-balance"),
    )
    return [Tab(label, reverse(view), code == current) for code, label, view in pages]


def place_of(request: StaffRequest, community_id: int | None = None) -> Place:
    """The community in which a text is tried out: the one chosen, that given, or the first in reach."""
    lines = communities.community_lines(reach=request.seat.reach)
    wanted = read_id(request.POST.get("community") or request.GET.get("community"))
    wanted = community_id if wanted is None else wanted
    found = next((one for one in lines if one.id == wanted), lines[0] if lines else None)
    speaker = request.staff.name
    if found is None:
        return Place(None, request.org.name, request.org.name, speaker)
    return Place(found.id, found.name, found.name, speaker)


def lines_of(parts: Sequence[Part]) -> str:
    """Parts as a person edits them: an address and its words, one a line."""
    return "\n".join(f"{part.ref} {part.text}".strip() for part in parts)


def parts_in(text: str) -> tuple[Part, ...]:
    """The same read back."""
    rows = [line.strip().partition(" ") for line in text.splitlines() if line.strip()]
    known = files.names_of([token for ref, _space, _label in rows if (token := addresses.token_of(ref))])
    return tuple(_part(ref, label.strip(), known) for ref, _space, label in rows)


def kept_files(request: StaffRequest, uploads: "Sequence[UploadedFile[bytes]]") -> tuple[Part, ...]:
    """Uploaded files, kept in the library, as parts. Raises CannotKeepFile and BadImage."""
    made = [
        keeping.keep_file(file=cast("BinaryIO", one), name=one.name or "", by=request.actor, at=request.now)
        for one in uploads
    ]
    return tuple(files.part_of(one) for one in made)


def shown(parts: Sequence[Part]) -> list[Along]:
    """Parts as a page links them."""
    return [Along(part.text or part.ref, part.ref, part.kind == "image") for part in parts]


def _part(ref: str, label: str, known: dict[str, tuple[str, str, int]]) -> Part:
    token = addresses.token_of(ref)
    if token in known:
        name, content_type, _size = known[token]
        return Part(files.kind_of(content_type), label or name, ref)
    is_picture = ref.lower().partition("?")[0].endswith(_PICTURES)
    return Part("image" if is_picture else "link", label, ref)
