"""The list of members: the people behind any number, narrowed by conditions, and deeds for many at once."""

from django.http import HttpResponse
from django.utils.translation import gettext, ngettext, pgettext
from django.views.decorators.http import require_http_methods

from linli.faces.console import members_filters as filters
from linli.faces.console import members_rows
from linli.faces.console.forms import members as forms
from linli.faces.console.views import members_bulk
from linli.faces.ui.access import staff_can
from linli.faces.ui.components.number import number
from linli.faces.ui.page import go, page
from linli.faces.ui.request import StaffRequest
from linli.kernel.orgs import queries as orgs
from linli.kernel.orgs.rules import Permission
from linli.people.belonging.queries import finding
from linli.people.belonging.queries.finding import Found, Key
from linli.people.members.queries import people
from linli.people.segments.queries import listing

A_PAGE = 50


@require_http_methods(["GET", "POST"])
@staff_can(Permission.SEE)
def members(request: StaffRequest) -> HttpResponse:
    """Members who fit the conditions of the address; who may edit members ticks some and acts."""
    given = forms.Filter(request.GET).chosen()
    wanted = filters.wanted(request, given)
    sort = given["sort"] or "name"
    if request.method == "POST":
        answer = members_bulk.act(request, wanted)
        return answer or go(request, request.get_full_path())
    found = finding.find(wanted, sort=sort, after=_key(given["after"]), limit=A_PAGE)
    segments = listing.tabs(request.seat.reach)
    offer = filters.offer(request, segments, given["community"])
    may_edit = orgs.can(request.seat, Permission.MEMBER_EDIT)
    return page(
        request,
        "console/members/list.html",
        fragment="rows",
        rows=members_rows.rows_of(found.lines, wanted),
        following=f"{found.after[1]}:{found.after[0]}" if found.after else "",
        count=found.count,
        count_text=_count_text(found),
        given=given,
        sort=sort,
        sorts=_sorts(request, sort),
        pills=filters.pills(request, given, offer),
        offer=offer,
        tab_items=filters.tabs(given, segments),
        segment_url=filters.segment_url(given) if may_edit else "",
        is_narrowed=wanted.is_narrowed,
        tags=people.tag_names(),
        may_edit=may_edit,
        may_export=orgs.can(request.seat, Permission.MEMBER_EXPORT),
    )


def _key(after: str | None) -> Key | None:
    if not after:
        return None
    id, _colon, key = after.partition(":")
    return key, int(id)


def _sorts(request: StaffRequest, sort: str) -> list[tuple[str, str, str, bool]]:
    """Code, words, address, is it the one now, for each order."""
    names = {
        "name": gettext("Name"),
        "active": gettext("Last active"),
        "joined": gettext("Joined lately"),
        "messages": pgettext("column", "Messages"),
    }
    found = []
    for code in finding.SORTS:
        query = request.GET.copy()
        query["sort"] = code
        query.pop("after", None)
        found.append((code, names[code], f"{request.path}?{query.urlencode()}", code == sort))
    return found


def _count_text(found: Found) -> str:
    shown = number(found.count) + ("" if found.is_exact else "+")
    return ngettext("{n} found", "{n} found", found.count).format(n=shown)
