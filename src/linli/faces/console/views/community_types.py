"""Types of communities: the list with their policies, one's wording, and back to the preset."""

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.faces.console.doors import or_404, whole_organisation
from linli.faces.console.forms import matrix as forms
from linli.faces.console.views.matrix import may_draw, tabs
from linli.faces.ui.access import staff_can
from linli.faces.ui.page import go, page
from linli.faces.ui.request import StaffRequest
from linli.kernel.errors import Refusal
from linli.kernel.orgs.rules import Permission
from linli.people.communities import queries, words
from linli.people.communities.actions import types as actions
from linli.people.communities.deciding.types import POLICED, TypePolicy
from linli.people.communities.reading import journeys as ways
from linli.people.communities.reading import types as reading


@require_safe
@staff_can(Permission.SEE)
def types(request: StaffRequest) -> HttpResponse:
    """Every type with the main points of its policy, and how many communities are of it."""
    used = queries.counts_by_type(reach=request.seat.reach)
    rows = [
        (
            one,
            used.get(one.code, 0),
            words.say("threshold", one.threshold),
            words.say("operation", one.operation),
        )
        for one in reading.community_types(with_retired=True)
    ]
    return page(
        request,
        "console/matrix/types.html",
        rows=rows,
        journeys=ways.journeys(),
        tab_items=tabs("matrix-types"),
        may_edit=may_draw(request),
    )


@require_http_methods(["GET", "POST"])
@staff_can(Permission.COMMUNITY_EDIT)
def type_edit(request: StaffRequest, code: str = "") -> HttpResponse:
    """Word a preset or an own type anew, or make a type."""
    whole_organisation(request)
    known = or_404(reading.get_type, code) if code else None
    start = {name: getattr(known, name) for name in forms.Type.base_fields} if known else {}
    form = forms.Type(request.POST or None, initial=start or {"threshold": "low", "operation": "steady"})
    if request.method == "POST" and form.is_valid():
        try:
            policy = TypePolicy(code=code, **form.cleaned_data)
            actions.save_type(policy=policy, by=request.actor, at=request.now)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, gettext("The type is saved."))
            return go(request, "console:matrix-types")
    return page(
        request,
        "console/matrix/type.html",
        form=form,
        known=known,
        facts=[(words.say("field", one), words.value_of(one, known.value(one))) for one in POLICED]
        if known
        else [],
        crumbs=[(gettext("Types"), reverse("console:matrix-types"))],
    )


@require_POST
@staff_can(Permission.COMMUNITY_EDIT)
def type_reset(request: StaffRequest, code: str) -> HttpResponse:
    """A preset as Linli words it."""
    whole_organisation(request)
    try:
        actions.reset_type(code=code, by=request.actor, at=request.now)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, gettext("The type is as Linli words it."))
    return go(request, "console:matrix-types")
