"""Me: name, points, what is held about me, taking it with me, being forgotten."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.connect.adapters.room import refusals
from linli.connect.adapters.room.actions import joining
from linli.faces.portal import access, forms, leaving, standing
from linli.faces.portal.access import MemberRequest, member_page
from linli.faces.portal.tabs import tabs
from linli.faces.ui import exporting, notice
from linli.faces.ui.page import page
from linli.kernel.errors import Refusal
from linli.people.consent.actions import recording
from linli.people.consent.actions import requests as asking
from linli.people.consent.queries import choices, notices, requests
from linli.people.consent.rules import Where


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
    """What is held about me, who looked, and what I can do about it."""
    ids = request.visitor.member_ids
    return page(
        request,
        "portal/data.html",
        held=leaving.held(request.visitor),
        visitor=request.visitor,
        looks=leaving.looks(ids),
        notice=notice.notice(),
        waiting=requests.waiting_erasure(ids),
        bar=tabs("me"),
    )


@require_POST
@member_page
def export(request: MemberRequest) -> HttpResponse:
    """Everything that is held, as an archive to read."""
    return exporting.hand_out(
        member=request.visitor.member, where=Where.PORTAL, by=request.actor, at=request.now
    )


@require_http_methods(["GET", "HEAD", "POST"])
@member_page
def consents(request: MemberRequest) -> HttpResponse:
    """What I agreed to, in which words; each can be given and withdrawn."""
    if request.method == "POST":
        _choose(request)
        return redirect("portal:consents")
    standings = choices.standings_of(request.visitor.member)
    shown = [leaving.worded(one) for one in standings]
    return page(request, "portal/consents.html", consents=shown, notice=notice.notice(), bar=tabs("me"))


@require_http_methods(["GET", "HEAD", "POST"])
@member_page
def erase(request: MemberRequest) -> HttpResponse:
    """Asks once more, then forgets: at once, or after the days the organisation gives to think."""
    visitor = request.visitor
    if request.method == "POST" and request.POST.get("sure") == "yes":
        receipt = leaving.ask(visitor, by=request.actor, at=request.now)
        if receipt.is_waiting:
            messages.success(request, _("Written down. Until then you can withdraw it on this page."))
            return redirect("portal:erase")
        body = page(request, "portal/forgotten.html", receipt=receipt)
        return access.hand_out(body, request.passes.without_current())
    is_unsure = request.method == "POST"
    return page(
        request,
        "portal/erase.html",
        status=422 if is_unsure else 200,
        is_unsure=is_unsure,
        waiting=requests.waiting_erasure(visitor.member_ids),
        grace_days=notices.current().grace_days,
        bar=tabs("me"),
    )


@require_POST
@member_page
def stay(request: MemberRequest) -> HttpResponse:
    """Withdraws the wish to be erased, while it waits."""
    try:
        asking.withdraw_erasure(member=request.visitor.member, by=request.actor, at=request.now)
    except asking.NothingToWithdraw as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Good that you stay. Nothing is erased."))
    return redirect("portal:data")


def _choose(request: MemberRequest) -> None:
    purpose, act = request.POST.get("purpose", ""), recording.withdraw
    if request.POST.get("answer") == "yes":
        act = recording.give
    try:
        act(
            member=request.visitor.member,
            purposes=[purpose],
            where=Where.PORTAL,
            by=request.actor,
            at=request.now,
        )
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Written down."))
