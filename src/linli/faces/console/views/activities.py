"""Activities of the groups: the list, one with who takes part, opening and closing."""

import secrets
from datetime import timedelta

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.faces.console.doors import or_404
from linli.faces.console.forms import activities as forms
from linli.faces.portal.activity_words import ICONS, kind_words, words
from linli.faces.ui.access import staff_can
from linli.faces.ui.components.tabs import Tab
from linli.faces.ui.page import go, page
from linli.faces.ui.request import StaffRequest
from linli.kernel.errors import Refusal
from linli.kernel.orgs.rules import Permission
from linli.people.communities import naming
from linli.run.activities.actions import closing, opening
from linli.run.activities.queries import activities as reading

HUES = {"open": "green", "closed": "grey", "cancelled": "rose"}


@require_safe
@staff_can(Permission.SEE)
def activities(request: StaffRequest) -> HttpResponse:
    """What is open, then what was; with how many take part."""
    state = request.GET.get("state", "")
    known = ("", "open", "closed", "cancelled")
    found = reading.activities(state=state if state in known else "", reach=request.seat.reach)
    listing = Paginator(found, 20).get_page(request.GET.get("page"))
    ids = [one.id for one in listing]
    standings = reading.standings(ids)
    places = naming.names_of_groups({one.group_id for one in listing if one.group_id})
    rows = [
        {
            "one": one,
            "words": one.title or words(one),
            "kind": kind_words(one.kind),
            "icon": ICONS[one.kind],
            "state": state_words(one.state),
            "hue": HUES[one.state],
            "standing": standings[one.id],
            "place": places.get(one.group_id or 0),
        }
        for one in listing
    ]
    tab_items = [Tab(state_words(each) or gettext("All"), f"?state={each}", each == state) for each in known]
    return page(
        request,
        "console/activities/list.html",
        fragment="rows",
        rows=rows,
        listing=listing,
        tab_items=tab_items,
    )


@require_http_methods(["GET", "POST"])
@staff_can(Permission.SEND)
def activity_new(request: StaffRequest) -> HttpResponse:
    """Open one in a group, from words typed here."""
    initial = {
        "stamp": secrets.token_hex(8),
        "closes_at": timezone.localtime(request.now + timedelta(days=1)),
    }
    form = forms.NewActivity(request.POST or None, initial=initial, seat=request.seat)
    if request.method == "POST" and form.is_valid():
        try:
            made = opening.open_activity(new=form.asked(), by=request.actor, at=request.now)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, gettext("It is open; the group is told."))
            return go(request, "console:activity", made.id)
    crumbs = [(gettext("Activities"), reverse("console:activities"))]
    return page(request, "console/activities/new.html", form=form, crumbs=crumbs)


@require_safe
@staff_can(Permission.SEE)
def activity(request: StaffRequest, activity_id: int) -> HttpResponse:
    """How one stands, and who takes part."""
    one = or_404(reading.access_activity, request.seat, activity_id)
    standing = reading.standings([one.id])[one.id]
    whole = max(1, sum(standing.by_option))
    options = [
        (number, text, count, 100 * count / whole, number == one.answer)
        for number, (text, count) in enumerate(zip(one.options, standing.by_option, strict=True), start=1)
    ]
    return page(
        request,
        "console/activities/activity.html",
        one=one,
        words=words(one),
        kind=kind_words(one.kind),
        state=state_words(one.state),
        hue=HUES[one.state],
        standing=standing,
        options=options,
        people=reading.participants(one),
        place=naming.names_of_groups([one.group_id]).get(one.group_id) if one.group_id else None,
        crumbs=[(gettext("Activities"), reverse("console:activities"))],
    )


@require_POST
@staff_can(Permission.SEND)
def activity_close(request: StaffRequest, activity_id: int) -> HttpResponse:
    """Close it before its time."""
    one = or_404(reading.access_activity, request.seat, activity_id)
    closing.close(activity=one, by=request.actor, at=request.now)
    messages.success(request, gettext("It is closed; what came of it stays here."))
    return go(request, "console:activity", one.id)


def state_words(state: str) -> str:
    """A state of an activity as people read it."""
    return {
        "open": gettext("Open"),
        "closed": gettext("Closed"),
        "cancelled": gettext("Called off"),
    }.get(state, "")
