"""Events that a reaction could not take: what they are, why it failed, and one more try."""

import msgspec
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_POST, require_safe

from linli.faces.console.forms.operate import read_ids
from linli.faces.ui.access import staff_can
from linli.faces.ui.page import go, page
from linli.faces.ui.request import StaffRequest
from linli.kernel.events import parking, queries, reading
from linli.kernel.orgs.rules import Permission

MOST_AT_ONCE = 200


@require_safe
@staff_can(Permission.EVENTS_REPAIR)
def parked(request: StaffRequest) -> HttpResponse:
    """The list, newest first."""
    listing = Paginator(queries.parked_events(), 20).get_page(request.GET.get("page"))
    return page(request, "console/parked/list.html", fragment="rows", listing=listing)


@require_safe
@staff_can(Permission.EVENTS_REPAIR)
def parked_event(request: StaffRequest, parked_id: int) -> HttpResponse:
    """One event with its contents and the whole error."""
    one = queries.parked_events().filter(id=parked_id).first()
    if one is None:
        raise Http404
    event = reading.find_event(one.event_id, recorded_at=one.recorded_at)
    contents = msgspec.json.format(msgspec.json.encode(event.fact), indent=2).decode() if event else ""
    cause = one.error.strip().rpartition("\n")[2]
    return page(request, "console/parked/event.html", one=one, event=event, contents=contents, cause=cause)


@require_POST
@staff_can(Permission.EVENTS_REPAIR)
def parked_retry(request: StaffRequest) -> HttpResponse:
    """One more try of the events chosen, or of everything parked."""
    found = queries.parked_events()
    if not request.POST.get("everything"):
        found = found.filter(id__in=read_ids(request.POST.getlist("ids")))
    ids = list(found.order_by("position", "id").values_list("id", flat=True)[:MOST_AT_ONCE])
    through = sum(parking.retry(one, by=request.actor, at=request.now) for one in ids)
    _tell(request, tried=len(ids), through=through)
    return go(request, "console:parked")


def _tell(request: StaffRequest, *, tried: int, through: int) -> None:
    if not tried:
        messages.info(request, gettext("Nothing was chosen, or it has gone through meanwhile."))
        return
    if through:
        words = ngettext("{n} event went through.", "{n} events went through.", through)
        messages.success(request, words.format(n=through))
    if failed := tried - through:
        words = ngettext("{n} event failed again.", "{n} events failed again.", failed)
        messages.error(request, words.format(n=failed))
