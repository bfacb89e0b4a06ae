"""What is done to many members of the list at once."""

from collections.abc import Sequence

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.utils.translation import gettext, ngettext

from linli.faces.console import consents, members_rows
from linli.faces.console.forms import members as forms
from linli.faces.ui.request import StaffRequest
from linli.kernel.errors import Refusal
from linli.kernel.orgs import queries as orgs
from linli.kernel.orgs.rules import Permission
from linli.people.belonging.queries import finding
from linli.people.belonging.queries.narrowing import Wanted
from linli.people.communities import queries as communities
from linli.people.consent.rules import Why
from linli.people.members.actions import exporting, tagging
from linli.people.members.queries import people, reach
from linli.people.roles.actions import assigning
from linli.people.roles.rules.parts import Status
from linli.people.segments.actions import picking
from linli.people.segments.queries import listing

MOST_ROLES = 50


def act(request: StaffRequest, wanted: Wanted) -> HttpResponse | None:
    """Do what the bulk bar says to those ticked, or to everybody found; a file is answered with."""
    form = forms.Bulk(request.POST, request.POST.getlist("ids"))
    deed = request.POST.get("act", "")
    needs = Permission.MEMBER_EXPORT if deed == "export" else Permission.MEMBER_EDIT
    if not orgs.can(request.seat, needs):
        raise PermissionDenied
    if not form.is_valid():
        for errors in form.errors.values():
            messages.error(request, str(errors[0]))
        return None
    given = form.cleaned_data
    chosen = finding.gathered(wanted, limit=reach.MOST_AT_ONCE) if given["everything"] else given["ids"]
    ids = reach.reachable(chosen, reach=request.seat.reach)
    if not ids:
        messages.error(request, gettext("Tick somebody first."))
        return None
    if deed == "export":
        return _export(request, wanted, ids)
    try:
        _apply(request, given, ids)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return None


def _apply(request: StaffRequest, given: dict[str, str], ids: list[int]) -> None:
    deed = given["act"]
    if deed == "segment":
        segment = listing.access_segment(request.seat, int(given["segment"]))
        if not listing.may_change(request.seat, segment):
            raise PermissionDenied
        count = picking.add_people(
            segment=segment, members=ids, by=request.actor, at=request.now, reach=request.seat.reach
        )
        said = ngettext("{n} member was put in “{name}”.", "{n} members were put in “{name}”.", count)
        messages.success(request, said.format(n=count, name=segment.name))
    elif deed == "role":
        _assign(request, given["role"], ids)
    else:
        _tag(request, deed, ids, given["tag"])


def _tag(request: StaffRequest, deed: str, ids: list[int], tag: str) -> None:
    if deed == "tag":
        count = tagging.tag_members(members=ids, tag=tag, by=request.actor, at=request.now)
        said = ngettext("{n} member was tagged “{tag}”.", "{n} members were tagged “{tag}”.", count)
    else:
        count = tagging.untag_members(members=ids, tag=tag, by=request.actor, at=request.now)
        said = ngettext("{n} member lost the tag “{tag}”.", "{n} members lost the tag “{tag}”.", count)
    messages.success(request, said.format(n=count, tag=tag))


def _assign(request: StaffRequest, place: str, ids: list[int]) -> None:
    """As candidates: who holds a role is decided on the page of roles."""
    number, _colon, role = place.partition(":")
    if len(ids) > MOST_ROLES:
        said = gettext("At most {n} at once can be put down for a role: choose fewer.")
        messages.error(request, said.format(n=MOST_ROLES))
        return
    community = communities.access_community(request.seat, int(number))
    count = 0
    for id in ids:
        try:
            assigning.assign_member(
                community=community,
                role=role,
                member=people.get_member(id),
                status=Status.CANDIDATE,
                by=request.actor,
                at=request.now,
            )
            count += 1
        except assigning.CannotAssign as refusal:
            messages.warning(request, str(refusal))
    said = ngettext(
        "{n} member is a candidate for the role.", "{n} members are candidates for the role.", count
    )
    messages.success(request, said.format(n=count))


def _export(request: StaffRequest, wanted: Wanted, ids: Sequence[int]) -> HttpResponse:
    """A table of those chosen, for a spreadsheet; names are masked where the seat may not see them."""
    lines = people.lines_of(ids)
    consents.looked(request, [line.id for line in lines], Why.EXPORT)
    exporting.note_list(rows=len(lines), by=request.actor, at=request.now)
    text = members_rows.as_csv(members_rows.rows_of(lines, wanted), is_masked=not consents.may_see(request))
    answer = HttpResponse(text, content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="members-{request.today.isoformat()}.csv"'
    return answer
