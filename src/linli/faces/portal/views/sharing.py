"""What I gave: the form, whether it may be published, taking it back; materials to take home."""

from typing import BinaryIO, cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.crypto import get_random_string
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.connect.adapters.room import queries as rooms
from linli.connect.adapters.room.refusals import BadImage
from linli.content.library.actions import files as keeping
from linli.content.library.actions import materials as taking
from linli.content.library.actions import publishing, sharing
from linli.content.library.queries import files, materials
from linli.content.library.queries import sharing as queries
from linli.content.library.records import FileRow, SubmissionRow
from linli.content.library.rules import addresses
from linli.content.library.rules import sharing as rules
from linli.content.library.shapes import Gift
from linli.faces.portal import access, share_words
from linli.faces.portal.access import Home, MemberRequest, member_page
from linli.faces.portal.sharing_forms import Answer, Share
from linli.faces.portal.tabs import tabs
from linli.faces.ui.page import page
from linli.kernel.errors import Refusal
from linli.kernel.orgs import queries as orgs
from linli.kernel.orgs import scope
from linli.kernel.orgs.models import Staff

HEADERS = {
    "Cache-Control": "private, max-age=86400",
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
}
SHOWN = ("image/", "audio/", "video/")


@require_safe
@member_page
def shares(request: MemberRequest) -> HttpResponse:
    """What I gave so far, with the questions that wait for me first."""
    found = queries.shares_of(request.visitor.member)
    lines = sorted(found, key=lambda one: not share_words.is_asked(one))
    return page(
        request,
        "portal/shares.html",
        home=_home(request),
        lines=[(one, *share_words.mark(one)) for one in lines],
        bar=tabs("me"),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@member_page
def share_new(request: MemberRequest) -> HttpResponse:
    """Give a story, an experience, a suggestion, a work."""
    home = _home(request)
    is_sent = request.method == "POST"
    form = Share(
        request.POST if is_sent else None,
        request.FILES if is_sent else None,
        initial={"form_key": get_random_string(20)},
    )
    if is_sent and form.is_valid() and _gave(request, home, form):
        return redirect("portal:shares")
    status = 422 if form.errors else 200
    return page(request, "portal/share_new.html", status=status, home=home, form=form, bar=tabs("me"))


@require_http_methods(["GET", "HEAD", "POST"])
@member_page
def share(request: MemberRequest, share_id: int) -> HttpResponse:
    """One of mine: say yes or no, and how I am named."""
    found = _mine(request, share_id)
    form = Answer(
        request.POST or None,
        initial={"credit_by": found.credit_by, "credit_other": found.credit_other},
    )
    if request.method == "POST" and form.is_valid():
        try:
            sharing.answer_permission(
                submission=found,
                is_allowed=request.POST.get("answer") == "yes",
                credit_by=form.cleaned_data["credit_by"],
                credit_other=form.cleaned_data["credit_other"],
                by=request.actor,
                at=request.now,
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Thank you, that is noted."))
            return redirect("portal:shares")
    words, hue = share_words.mark(found)
    return page(
        request,
        "portal/share.html",
        status=422 if form.errors else 200,
        share=found,
        form=form,
        words=words,
        hue=hue,
        pictures=[addresses.path_of(token) for token in found.files],
        is_open=found.verdict == "open" and found.permission != "withdrawn",
        bar=tabs("me"),
    )


@require_POST
@member_page
def share_withdraw(request: MemberRequest, share_id: int) -> HttpResponse:
    """Take it back: its words and pictures go."""
    publishing.withdraw(submission=_mine(request, share_id), by=request.actor, at=request.now)
    messages.success(request, _("It is taken back: your words and pictures are gone from the library."))
    return redirect("portal:shares")


@require_safe
@member_page
def library(request: MemberRequest) -> HttpResponse:
    """Materials of my community: those open to me, and those that open later."""
    home = _home(request)
    found = materials.materials_for(request.visitor.member, home.id)
    return page(
        request,
        "portal/materials.html",
        home=home,
        materials=[(one, share_words.opens_for(one.material_for)) for one in found],
        bar=tabs("home"),
    )


@require_safe
@member_page
def material(request: MemberRequest, item_id: int) -> HttpResponse:
    """One material, counted once a day."""
    home = _home(request)
    member = request.visitor.member
    known = {one.id: one for one in materials.materials_for(member, home.id)}
    found = known.get(item_id)
    if found is None or not found.is_open:
        raise Http404
    if request.method == "GET":
        taking.note_download(
            item_id=item_id,
            member_id=member,
            community_id=home.id,
            today=request.today,
            by=request.actor,
            at=request.now,
        )
    return page(request, "portal/material.html", home=home, material=found, bar=tabs("home"))


@require_safe
def library_file(request: HttpRequest, token: str) -> HttpResponseBase:
    """A file of the library: to members and staff of its organisation; 404 to everybody else."""
    found = _for_member(request, token) or _for_staff(request, token)
    if found is None:
        raise Http404
    is_shown = found.content_type.startswith(SHOWN)
    disposition = content_disposition_header(not is_shown, found.name)
    return HttpResponse(
        bytes(found.content),
        content_type=found.content_type,
        headers={**HEADERS, "Content-Disposition": disposition or "attachment"},
    )


def _for_member(request: HttpRequest, token: str) -> FileRow | None:
    held = access.passes_of(request).current
    if held is None:
        return None
    with scope.org(held.org):
        guest = rooms.find_guest(held.guest, held.session)
        is_here = guest is not None and bool(rooms.stays_of(guest))
        return files.find_file(token) if is_here else None


def _for_staff(request: HttpRequest, token: str) -> FileRow | None:
    if not isinstance(request.user, Staff):
        return None
    for org in orgs.organisations_of(request.user):
        with scope.org(org.pk):
            if found := files.find_file(token):
                return found
    return None


def _gave(request: MemberRequest, home: Home, form: Share) -> bool:
    given = form.cleaned_data
    member = request.visitor.member
    try:
        kept = [
            keeping.keep_file(
                file=cast("BinaryIO", one),
                name=f"{number}.{(one.name or '').rpartition('.')[2]}",
                by=request.actor,
                at=request.now,
                member_id=member,
            )
            for number, one in enumerate(given["pictures"][: rules.MOST_FILES + 1], start=1)
        ]
        gift = Gift(
            key=f"form:{member}:{given['form_key']}",
            member_id=member,
            community_id=home.id,
            kind=given["kind"],
            text=given["text"],
            files=tuple(one.token for one in kept),
            may_publish=given["may_publish"] == "yes",
            credit_by=given["credit_by"],
            credit_other=given["credit_other"],
        )
        sharing.give(gift=gift, by=request.actor, at=request.now)
    except (Refusal, BadImage) as refusal:
        form.add_error(None, str(refusal))
        return False
    messages.success(request, _("Thank you for sharing! The team reads it."))
    return True


def _mine(request: MemberRequest, share_id: int) -> SubmissionRow:
    try:
        return queries.my_share(request.visitor.member, share_id)
    except queries.NoSuchShare:
        raise Http404 from None


def _home(request: MemberRequest) -> Home:
    if request.visitor.home is None:
        raise Http404
    return request.visitor.home
