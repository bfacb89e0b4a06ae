"""Pictures of the rooms, to those who are in the organisation only."""

from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase
from django.views.decorators.http import require_safe

from linli.connect.adapters.room import images, refusals
from linli.connect.adapters.room import queries as rooms
from linli.connect.adapters.room.models import RoomImage
from linli.faces.portal import access
from linli.kernel.orgs import queries as orgs
from linli.kernel.orgs import scope
from linli.kernel.orgs.models import Staff

HEADERS = {
    "Content-Type": images.CONTENT_TYPE,
    "Cache-Control": "private, max-age=86400, immutable",
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Content-Disposition": "inline",
    "Cross-Origin-Resource-Policy": "same-origin",
}


@require_safe
def image(request: HttpRequest, token: str) -> HttpResponseBase:
    """A picture: to a member in its room, or to staff of the organisation; 404 to everybody else."""
    found = _for_member(request, token) or _for_staff(request, token)
    if found is None:
        raise Http404
    try:
        file = images.file_of(found.token).open("rb")
    except FileNotFoundError:
        raise Http404 from None
    return FileResponse(file, headers=HEADERS)


def _for_member(request: HttpRequest, token: str) -> RoomImage | None:
    held = access.passes_of(request).current
    if held is None:
        return None
    with scope.org(held.org):
        guest = rooms.find_guest(held.guest, held.session)
        found = _find(token)
        stay = rooms.find_stay(guest, found.room) if guest and found else None
        return found if stay is not None and stay.left_at is None else None


def _for_staff(request: HttpRequest, token: str) -> RoomImage | None:
    if not isinstance(request.user, Staff):
        return None
    for org in orgs.organisations_of(request.user):
        with scope.org(org.pk):
            if found := _find(token):
                return found
    return None


def _find(token: str) -> RoomImage | None:
    try:
        return rooms.get_image(token)
    except refusals.NoSuchMessage:
        return None
