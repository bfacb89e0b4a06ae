"""The list of members: search, filter, pages by key, and a tag for many at once."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from linli.faces.console.forms import members as forms
from linli.faces.ui.access import staff_can
from linli.faces.ui.components.number import number
from linli.faces.ui.page import go, page
from linli.faces.ui.request import StaffRequest
from linli.kernel.errors import Refusal
from linli.kernel.orgs import queries as orgs
from linli.kernel.orgs.rules import Permission
from linli.people.communities import queries as communities
from linli.people.members.actions import tagging
from linli.people.members.queries import people, reach
from linli.people.members.queries.people import Place, Search
from linli.run.growth.queries import ledger

A_PAGE = 50
NOWHERE, NOTHING = reach.Whereabouts((), None), ledger.Funds()


@require_http_methods(["GET", "POST"])
@staff_can(Permission.SEE)
def members(request: StaffRequest) -> HttpResponse:
    """Members by name; who may edit members ticks some and tags them."""
    form = forms.Filter(request.GET)
    search = _search(request, form.chosen())
    if request.method == "POST":
        _tag(request, search)
        return go(request, request.get_full_path())
    found = people.member_page(search, after=_place(form.cleaned_data.get("after")), limit=A_PAGE)
    ids = [line.id for line in found.lines]
    count = people.count_members(search, limit=reach.MOST_AT_ONCE)
    where = reach.whereabouts_of(ids, reach=request.seat.reach)
    funds = ledger.funds_of(ids)
    return page(
        request,
        "console/members/list.html",
        fragment="rows",
        rows=[(one, where.get(one.id, NOWHERE), funds.get(one.id, NOTHING)) for one in found.lines],
        following=f"{found.after[1]}:{found.after[0]}" if found.after else "",
        count=count,
        count_text=_count_text(count),
        search=search,
        is_narrowed=bool(search.text or search.tag or search.group),
        tags=people.tag_names(),
        groups=communities.group_lines(reach=request.seat.reach),
        may_edit=orgs.can(request.seat, Permission.MEMBER_EDIT),
    )


def _search(request: StaffRequest, given: dict[str, str | int | None]) -> Search:
    group = given.get("group")
    return Search(
        text=str(given.get("q") or ""),
        tag=str(given.get("tag") or ""),
        group=group if isinstance(group, int) else None,
        reach=request.seat.reach,
    )


def _place(after: str | None) -> Place | None:
    if not after:
        return None
    number, _, sort_key = after.partition(":")
    return sort_key, int(number)


def _tag(request: StaffRequest, search: Search) -> None:
    """Tag or untag those ticked, and say what was done or why not."""
    if not orgs.can(request.seat, Permission.MEMBER_EDIT):
        raise PermissionDenied
    form = forms.Bulk(request.POST, request.POST.getlist("ids"))
    if not form.is_valid():
        for errors in form.errors.values():
            messages.error(request, str(errors[0]))
        return
    given = form.cleaned_data
    chosen = reach.found_ids(search) if given["everything"] else given["ids"]
    ids = reach.reachable(chosen, reach=request.seat.reach)
    try:
        _apply(request, given["act"], ids, given["tag"])
    except Refusal as refusal:
        messages.error(request, str(refusal))


def _apply(request: StaffRequest, act: str, ids: list[int], tag: str) -> None:
    if act == "tag":
        count = tagging.tag_members(members=ids, tag=tag, by=request.actor, at=request.now)
        said = ngettext("{n} member was tagged “{tag}”.", "{n} members were tagged “{tag}”.", count)
    else:
        count = tagging.untag_members(members=ids, tag=tag, by=request.actor, at=request.now)
        said = ngettext("{n} member lost the tag “{tag}”.", "{n} members lost the tag “{tag}”.", count)
    messages.success(request, said.format(n=count, tag=tag))


def _count_text(count: int) -> str:
    shown = number(count) + ("+" if count >= reach.MOST_AT_ONCE else "")
    return ngettext("{n} found", "{n} found", count).format(n=shown)
