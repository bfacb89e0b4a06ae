"""The rhythm of a community's talk: when people speak, what is expected, and who is silent now."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from linli.content.topics.actions import rhythm as actions
from linli.content.topics.queries import rhythm as reading
from linli.faces.console import topic_words
from linli.faces.console.forms.operate import chosen_community, community_choices
from linli.faces.console.forms.topics import RhythmForm
from linli.faces.ui.access import staff_can
from linli.faces.ui.page import go, page
from linli.faces.ui.request import StaffRequest
from linli.kernel.errors import Refusal
from linli.kernel.orgs import queries as orgs
from linli.kernel.orgs.rules import Permission
from linli.people.communities import queries as communities


@require_http_methods(["GET", "POST"])
@staff_can(Permission.SEE)
def rhythm(request: StaffRequest) -> HttpResponse:
    """A community's hours of talk beside what is expected of them."""
    lines = {one.id: one for one in communities.community_lines(reach=request.seat.reach)}
    asked = chosen_community(request.seat, request.POST.get("community") or request.GET.get("community"))
    line = lines.get(asked or next(iter(lines), 0))
    if line is None:
        return page(request, "console/topics/rhythm.html", line=None, tab_items=topic_words.tabs("rhythm"))
    expected = reading.expected([line.id])[line.id]
    form = RhythmForm(request.POST or None, initial=RhythmForm.of(expected))
    if request.method == "POST":
        if not orgs.can(request.seat, Permission.COMMUNITY_EDIT):
            raise PermissionDenied
        if form.is_valid() and _keep(request, form, line.id):
            return go(request, f"{request.path}?community={line.id}")
    notices = [one for one in reading.open_notices([line.id]) if one.about == actions.SILENCE]
    return page(
        request,
        "console/topics/rhythm.html",
        line=line,
        form=form,
        heat=topic_words.heat(reading.talk_by_hour(line.id, zone=line.zone, at=request.now)),
        last=reading.last_said([line.id], at=request.now).get(line.id),
        notices=notices,
        communities=community_choices(request.seat, everywhere=False),
        community=str(line.id),
        tab_items=topic_words.tabs("rhythm"),
    )


def _keep(request: StaffRequest, form: RhythmForm, community: int) -> bool:
    given = form.cleaned_data
    try:
        actions.set_rhythm(
            community=community,
            windows=form.windows(),
            silence_hours=given["silence_hours"],
            is_watched=given["is_watched"],
            prompts=(given["least"], given["most"]),
            by=request.actor,
            at=request.now,
        )
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return False
    messages.success(request, gettext("This is what is expected from now on."))
    return True
