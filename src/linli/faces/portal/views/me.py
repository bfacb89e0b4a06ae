"""Me: name, points, what is held about me, taking it with me, being forgotten."""

from django.contrib import messages
from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.connect.adapters.room import refusals
from linli.connect.adapters.room.actions import joining
from linli.faces.portal import access, forms, leaving, standing
from linli.faces.portal.access import MemberRequest, member_page
from linli.faces.portal.tabs import tabs
from linli.faces.ui.page import page
from linli.people.members.actions import exporting
from linli.people.members.queries import people


@require_safe
@member_page
def me(request: MemberRequest) -> HttpResponse:
    """The start of everything about oneself."""
    visitor = request.visitor
    return page(
        request,
        "portal/me.html",
        visitor=visitor,
        home=visitor.home,
        funds=standing.funds(visitor.member_ids),
        bar=tabs("me"),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@member_page
def name(request: MemberRequest) -> HttpResponse:
    """Go by another name."""
    guest = request.visitor.guest
    form = forms.Name(request.POST or None, initial={"name": guest.name})
    if request.method == "POST" and form.is_valid():
        try:
            joining.rename(guest=guest, name=form.cleaned_data["name"], at=request.now)
        except refusals.BadName as refusal:
            form.add_error("name", str(refusal))
        else:
            messages.success(request, _("From now on you go by this name."))
            return redirect("portal:me")
    status = 422 if form.errors else 200
    return page(request, "portal/name.html", status=status, form=form, bar=tabs("me"))


@require_safe
@member_page
def data(request: MemberRequest) -> HttpResponse:
    """What is held about me, and what I can do about it."""
    held = leaving.held(request.visitor)
    return page(request, "portal/data.html", held=held, visitor=request.visitor, bar=tabs("me"))


@require_POST
@member_page
def export(request: MemberRequest) -> HttpResponse:
    """Everything that is held, as a file."""
    member = people.get_member(request.visitor.member)
    document = exporting.export_member(member=member, by=request.actor, at=request.now)
    response = JsonResponse(
        document, encoder=DjangoJSONEncoder, json_dumps_params={"ensure_ascii": False, "indent": 2}
    )
    response["Content-Disposition"] = f'attachment; filename="linli-{request.today.isoformat()}.json"'
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@member_page
def erase(request: MemberRequest) -> HttpResponse:
    """Asks once more, then forgets."""
    if request.method == "POST" and request.POST.get("sure") == "yes":
        leaving.forget(request.visitor, by=request.actor, at=request.now)
        return access.hand_out(page(request, "portal/forgotten.html"), request.passes.without_current())
    is_unsure = request.method == "POST"
    status = 422 if is_unsure else 200
    return page(request, "portal/erase.html", status=status, is_unsure=is_unsure, bar=tabs("me"))
