"""Discussions: planned, opened, switched to their reserve, closed and kept."""

from datetime import timedelta

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from linli.content.topics.actions import sessions as actions
from linli.content.topics.queries import sessions as reading
from linli.content.topics.queries.sessions import Turnout
from linli.content.topics.rules import choosing
from linli.faces.console import topic_words
from linli.faces.console.doors import or_404
from linli.faces.console.forms.topics import Closing, SessionForm
from linli.faces.ui.access import staff_can
from linli.faces.ui.page import go, page
from linli.faces.ui.request import StaffRequest
from linli.kernel.errors import Refusal
from linli.kernel.orgs import queries as orgs
from linli.kernel.orgs.rules import Permission
from linli.people.communities import naming


@require_safe
@staff_can(Permission.SEE)
def discussions(request: StaffRequest) -> HttpResponse:
    """What is planned, what goes on, and what came of those that are over."""
    listing = Paginator(reading.sessions(reach=request.seat.reach), 20).get_page(request.GET.get("page"))
    found = list(listing)
    turnouts = reading.turnouts(found, at=request.now)
    reserves = reading.count_reserves([one.id for one in found])
    places = naming.names_of_groups({one.group_id for one in found})
    rows = [
        {
            "one": one,
            "state": topic_words.state_words(one.state),
            "hue": topic_words.STATE_HUES[one.state],
            "place": places.get(one.group_id),
            "reserve": reserves[one.id],
            "turnout": turnouts.get(one.id, Turnout()),
            "depth": topic_words.depth_words(one.depth),
        }
        for one in found
    ]
    tab_items = topic_words.tabs("discussions")
    return page(request, "console/topics/discussions.html", rows=rows, listing=listing, tab_items=tab_items)


@require_http_methods(["GET", "POST"])
@staff_can(Permission.SEND)
def discussion_new(request: StaffRequest) -> HttpResponse:
    """Plan one; who plans it hosts it."""
    tomorrow = timezone.localtime(request.now + timedelta(days=1)).replace(hour=20, minute=0, second=0)
    initial = {"starts_at": tomorrow.strftime("%Y-%m-%dT%H:%M"), "topic": request.GET.get("topic", "")}
    form = SessionForm(request.POST or None, initial=initial, seat=request.seat)
    if request.method == "POST" and form.is_valid():
        try:
            wanted = form.plan(host=request.staff.pk)
            made = actions.plan(wanted=wanted, by=request.actor, at=request.now)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, gettext("It is planned."))
            return go(request, "console:discussion", made.id)
    crumbs = [(gettext("Discussions"), reverse("console:discussions"))]
    return page(request, "console/topics/discussion_new.html", form=form, crumbs=crumbs)


@require_http_methods(["GET", "POST"])
@staff_can(Permission.SEE)
def discussion(request: StaffRequest, session_id: int) -> HttpResponse:
    """One: its questions by layer, its reserve, who came, and the next thing to do."""
    one = or_404(reading.access_session, request.seat, session_id)
    form = Closing(request.POST or None)
    if request.method == "POST" and (answer := _act(request, session_id, form)) is not None:
        return answer
    turnout = reading.turnouts([one], at=request.now).get(one.id, Turnout())
    return page(
        request,
        "console/topics/discussion.html",
        one=one,
        form=form,
        state=topic_words.state_words(one.state),
        hue=topic_words.STATE_HUES[one.state],
        guide=[(topic_words.layer_words(each["layer"]), each["text"]) for each in one.topic.guide],
        reserves=reading.reserves(one.id),
        turnout=turnout,
        is_thin=one.state == "open" and choosing.too_few(speakers=turnout.speakers, forecast=one.forecast),
        depth=topic_words.depth_words(one.depth or turnout.depth),
        place=naming.names_of_groups([one.group_id]).get(one.group_id),
        crumbs=[(gettext("Discussions"), reverse("console:discussions"))],
    )


def _act(request: StaffRequest, session_id: int, form: Closing) -> HttpResponse | None:
    """Carry out what a button says; None when the page is to be shown again with what is wrong."""
    one = or_404(reading.access_session, request.seat, session_id)
    if not orgs.can(request.seat, Permission.SEND):
        raise PermissionDenied
    act, by, at = request.POST.get("act", ""), request.actor, request.now
    try:
        if act == "open":
            actions.open_session(session=one, by=by, at=at)
        elif act == "switch":
            actions.switch(session=one, by=by, at=at)
        elif act == "cancel":
            actions.cancel(session=one, by=by, at=at)
        elif act == "close" and form.is_valid():
            actions.close(
                session=one,
                summary=form.cleaned_data["summary"],
                depth=form.cleaned_data["depth"],
                by=by,
                at=at,
            )
        else:
            raise Http404
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return None
    return go(request, "console:discussion", one.id)
