"""What staff do to one member: tags, the team mark, merging and undoing it, export, erasure."""

import msgspec
from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from linli.faces.console.doors import or_404, whole_organisation
from linli.faces.console.forms import members as forms
from linli.faces.ui.access import staff_can
from linli.faces.ui.page import go, page
from linli.faces.ui.request import StaffRequest
from linli.kernel.errors import Refusal
from linli.kernel.orgs.rules import Permission
from linli.people.members.actions import erasing, exporting, merging, tagging
from linli.people.members.queries import people, profile
from linli.people.members.queries.people import Search
from linli.run.growth.queries import ledger

CANDIDATES = 12


@require_POST
@staff_can(Permission.MEMBER_EDIT)
def tag(request: StaffRequest, member_id: int) -> HttpResponse:
    """Put a tag on the member."""
    found = or_404(people.access_member, request.seat, member_id)
    form = forms.OneTag(request.POST)
    if not form.is_valid():
        messages.error(request, str(form.errors["tag"][0]))
        return go(request, "console:member", found.id)
    try:
        tagging.tag_members(
            members=[found.id], tag=form.cleaned_data["tag"], by=request.actor, at=request.now
        )
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return go(request, "console:member", found.id)


@require_POST
@staff_can(Permission.MEMBER_EDIT)
def untag(request: StaffRequest, member_id: int) -> HttpResponse:
    """Take a tag off the member."""
    found = or_404(people.access_member, request.seat, member_id)
    tagging.untag_members(
        members=[found.id], tag=request.POST.get("tag", ""), by=request.actor, at=request.now
    )
    return go(request, "console:member", found.id)


@require_POST
@staff_can(Permission.MEMBER_EDIT)
def operator(request: StaffRequest, member_id: int) -> HttpResponse:
    """Say whether the member belongs to the team."""
    found = or_404(people.access_member, request.seat, member_id)
    tagging.set_operator(
        member=found, is_operator=request.POST.get("is_operator") == "1", by=request.actor, at=request.now
    )
    return go(request, "console:member", found.id)


@require_http_methods(["GET", "POST"])
@staff_can(Permission.MEMBER_EDIT)
def merge(request: StaffRequest, member_id: int) -> HttpResponse:
    """Find the other record, look at both, then make them one."""
    whole_organisation(request)
    kept = or_404(people.access_member, request.seat, member_id)
    if request.method == "POST":
        other = or_404(people.access_member, request.seat, _number(request.POST.get("other", "")))
        try:
            merging.merge_members(kept=kept, merged=other, by=request.actor, at=request.now)
        except Refusal as refusal:
            messages.error(request, str(refusal))
            return go(request, request.get_full_path())
        messages.success(request, gettext("Merged. It can be undone on this page."))
        return go(request, "console:member", kept.id)
    text, chosen = request.GET.get("q", kept.name[:1]), _number(request.GET.get("other", ""))
    lines = people.member_page(Search(text=text), limit=CANDIDATES + 1).lines
    other_one = or_404(people.access_member, request.seat, chosen) if chosen else None
    return page(
        request,
        "console/members/merge.html",
        fragment="candidates",
        kept=profile.profile_of(kept),
        other=profile.profile_of(other_one) if other_one else None,
        funds=ledger.funds_of([kept.id, chosen]),
        candidates=[line for line in lines if line.id != kept.id and not line.is_erased],
        text=text,
        crumbs=[(kept.name, reverse("console:member", args=[kept.id]))],
    )


@require_POST
@staff_can(Permission.MEMBER_EDIT)
def undo_merge(request: StaffRequest, member_id: int, merge_id: int) -> HttpResponse:
    """Make the merged record a member of its own again."""
    whole_organisation(request)
    found = or_404(people.access_member, request.seat, member_id)
    to_undo = or_404(profile.get_merge, found, merge_id)
    restored = merging.undo_merge(merge=to_undo, by=request.actor, at=request.now)
    messages.success(request, gettext("“{name}” is a member of its own again.").format(name=restored.name))
    return go(request, "console:member", found.id)


@require_POST
@staff_can(Permission.MEMBER_EXPORT)
def export(request: StaffRequest, member_id: int) -> HttpResponse:
    """Everything held about the member, as a JSON file."""
    whole_organisation(request)
    found = or_404(people.access_member, request.seat, member_id)
    document = exporting.export_member(member=found, by=request.actor, at=request.now)
    text = msgspec.json.format(msgspec.json.encode(document), indent=2)
    answer = HttpResponse(text, content_type="application/json; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="member-{found.id}.json"'
    return answer


@require_http_methods(["GET", "POST"])
@staff_can(Permission.MEMBER_EDIT)
def erase(request: StaffRequest, member_id: int) -> HttpResponse:
    """Forget a person for good; the name must be typed first."""
    whole_organisation(request)
    found = or_404(people.access_member, request.seat, member_id)
    form = forms.Erase(request.POST or None, expected=found.name)
    if request.method == "POST" and form.is_valid():
        try:
            erasing.erase_member(member=found, by=request.actor, at=request.now)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, gettext("Erased. What was counted stays counted, without a name."))
            return go(request, "console:member", found.id)
    return page(
        request,
        "console/members/erase.html",
        person=profile.profile_of(found),
        form=form,
        crumbs=[(found.name, reverse("console:member", args=[found.id]))],
    )


def _number(text: str) -> int:
    return int(text) if text.isdigit() and len(text) < 19 else 0
