"""Handing an archive out: written down as handed out and as looked at, streamed from its file."""

from datetime import datetime
from typing import cast

from django.http import FileResponse, HttpResponse
from django.utils import translation

from linli.faces.ui import archive
from linli.kernel.orgs.actor import Actor
from linli.people.consent.actions import requests, watching
from linli.people.consent.rules import Where, Why
from linli.people.members.actions import exporting
from linli.people.members.queries import people


def hand_out(*, member: int, where: Where, by: Actor, at: datetime) -> HttpResponse:
    """The archive of a member, in their language where it is known, as a download. Raises NoSuchMember."""
    person = people.get_member(member)
    requests.note_export(member=person.id, where=where, by=by, at=at)
    watching.note_access([person.id], by=by, at=at, why=Why.EXPORT)
    with translation.override(person.language or translation.get_language()):
        copy = exporting.copy_of(member=person, by=by, at=at)
        file = archive.build(copy)
    response = FileResponse(
        file, as_attachment=True, filename=archive.file_name(copy), content_type="application/zip"
    )
    response["Cache-Control"] = "private, no-store"
    return cast("HttpResponse", response)  # streamed; the doors of pages know one kind of answer
