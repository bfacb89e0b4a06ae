"""Opens a console request: who is asking, for which organisation, in its scope, zone and language."""

from collections.abc import Callable
from contextlib import ExitStack

from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation

from linli.kernel.errors import Refusal
from linli.kernel.orgs import actor, queries, scope
from linli.kernel.orgs.models import Seat, Staff

from . import errors
from .request import StaffRequest

PREFIX = "/console/"
SESSION_ORG = "org"


class StaffScopeMiddleware:
    """Fills a StaffRequest for staff who are logged in; everything else passes as it came.

    The organisation is the one in the session, else the first where the person has a seat. A Refusal
    that no view turned into a form error is shown as its sentence.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path.startswith(PREFIX) or not isinstance(request.user, Staff):
            return self._get_response(request)
        with ExitStack() as stack:
            _enter(request, request.user, stack)
            return self._get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """A refusal becomes a page, or a toast for htmx; other errors go on."""
        return errors.refused(request, str(exception)) if isinstance(exception, Refusal) else None


def choose_org(request: HttpRequest, org_id: int) -> Seat:
    """Work in another organisation from the next request on. Raises NoSuchSeat."""
    if not isinstance(request.user, Staff):
        raise queries.NoSuchSeat
    seat = queries.access_seat(request.user, org_id)
    request.session[SESSION_ORG] = org_id
    return seat


def _enter(request: HttpRequest, staff: Staff, stack: ExitStack) -> None:
    given: StaffRequest = request  # type: ignore[assignment]  # the attributes of StaffRequest are set here
    given.staff = staff
    given.now = timezone.now()
    given.actor = actor.staff(staff.pk, ip=request.META.get("REMOTE_ADDR"))
    stack.enter_context(translation.override(staff.language))
    seat = _seat(request, staff)
    if seat is None:
        return
    given.seat, given.org = seat, seat.org
    stack.enter_context(scope.org(seat.org.pk))
    stack.enter_context(timezone.override(seat.org.zone))
    given.today = timezone.localdate(given.now)


def _seat(request: HttpRequest, staff: Staff) -> Seat | None:
    chosen = request.session.get(SESSION_ORG)
    if isinstance(chosen, int):
        try:
            return queries.access_seat(staff, chosen)
        except queries.NoSuchSeat:
            del request.session[SESSION_ORG]
    for org in queries.organisations_of(staff):
        request.session[SESSION_ORG] = org.pk
        return queries.access_seat(staff, org.pk)
    return None
