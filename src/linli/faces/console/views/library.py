"""The items of the library: the list, and putting approved ones together into a selection."""

from dataclasses import dataclass

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from linli.content.library.actions import publishing
from linli.content.library.queries import items as queries
from linli.content.library.queries import materials, policies
from linli.content.library.queries.items import ItemLine, ItemSearch
from linli.content.library.rules.items import is_cooling
from linli.faces.console import library_frame
from linli.faces.console import library_words as words
from linli.faces.console.forms.operate import chosen_community, community_choices, read_id, read_ids
from linli.faces.console.views.library_templates import may_edit
from linli.faces.ui.access import staff_can
from linli.faces.ui.page import go, page
from linli.faces.ui.request import StaffRequest
from linli.kernel.errors import Refusal
from linli.kernel.orgs.rules import Permission
from linli.people.communities import queries as communities

A_PAGE = 24
GAPS = ("goal",)


@dataclass(frozen=True)
class ItemCard:
    """An item in the list, in words. `is_cooling`: used lately, so let it rest."""

    line: ItemLine
    category: str
    hue: str
    form: str
    icon: str
    state: str
    state_hue: str
    source: str
    community: str
    is_cooling: bool
    downloads: int


@require_safe
@staff_can(Permission.SEE)
def library(request: StaffRequest) -> HttpResponse:
    """The items, last changed first, narrowed to what a filter says."""
    search = _search(request)
    found = Paginator(queries.item_lines(search), A_PAGE).get_page(request.GET.get("page"))
    policy = policies.get_policy()
    looks = words.category_looks(policy.categories)
    return page(
        request,
        "console/library/items.html",
        fragment="rows",
        tab_items=library_frame.tabs("items"),
        found=found,
        cards=_cards(request, queries.as_lines(list(found)), looks, policy.cooling_days),
        count=found.paginator.count,
        search=search,
        is_narrowed=any(request.GET.values()),
        filters=_filters(request, search, looks),
        may_edit=may_edit(request),
        digest_words=gettext("Selection of {day}").format(day=f"{request.today:%m-%d}"),
    )


@require_POST
@staff_can(Permission.PLAYBOOK_EDIT)
def digest(request: StaffRequest) -> HttpResponse:
    """Put ticked items together into a selection."""
    ids = read_ids(request.POST.getlist("ids"))
    reached = queries.item_lines(ItemSearch(state="approved", reach=request.seat.reach)).filter(id__in=ids)
    known = {one.id: one for one in reached}
    homes = {one.community_id for one in known.values()}
    try:
        made = publishing.make_digest(
            title=request.POST.get("title", "")[:120],
            intro="",
            category=_commonest([one.category for one in known.values()]),
            community_id=homes.pop() if len(homes) == 1 else None,
            holds=[id for id in ids if id in known],
            by=request.actor,
            at=request.now,
        )
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return go(request, "console:library")
    messages.success(request, gettext("The selection is a draft: add an opening and send it to a review."))
    return go(request, "console:library-item", made.id)


def _search(request: StaffRequest) -> ItemSearch:
    given = request.GET
    return ItemSearch(
        text=given.get("q", "")[:80],
        state=given.get("state", ""),
        category=given.get("category", ""),
        format=given.get("format", ""),
        source=given.get("source", ""),
        subject=given.get("subject", ""),
        tag=given.get("tag", "")[:24],
        gap=given.get("gap", "") if given.get("gap") in GAPS else "",
        community=chosen_community(request.seat, given.get("community")),
        reach=request.seat.reach,
    )


def _filters(
    request: StaffRequest, search: ItemSearch, looks: dict[str, tuple[str, str]]
) -> list[tuple[str, str, str, words.Choices]]:
    """Name, label, what is chosen and what can be."""
    named = {code: name for code, (name, _hue) in looks.items()}
    chosen = read_id(request.GET.get("community"))
    return [
        ("category", gettext("Category"), search.category, words.choices(named)),
        ("state", gettext("State"), search.state, words.choices(words.state_names())),
        ("format", gettext("Form"), search.format, words.choices(words.format_names())),
        ("source", gettext("Made by"), search.source, words.choices(words.source_names())),
        ("subject", gettext("Subject"), search.subject, words.choices(words.subject_names())),
        (
            "community",
            gettext("Community"),
            str(chosen or ""),
            list(community_choices(request.seat, everywhere=False)),
        ),
    ]


def _cards(
    request: StaffRequest, lines: list[ItemLine], looks: dict[str, tuple[str, str]], cooling_days: int
) -> list[ItemCard]:
    names = {one.id: one.name for one in communities.community_lines()}
    taken = materials.download_counts([one.id for one in lines])
    forms, states, sources = words.format_names(), words.state_names(), words.source_names()
    return [
        ItemCard(
            line=one,
            category=looks.get(one.category, (one.category, "grey"))[0],
            hue=looks.get(one.category, (one.category, "grey"))[1],
            form=forms[one.format],
            icon=words.FORMAT_ICONS[one.format],
            state=states[one.state],
            state_hue=words.STATE_HUES[one.state],
            source=sources[one.source],
            community=names.get(one.community_id or 0, gettext("All communities")),
            is_cooling=is_cooling(one.last_used_at, at=request.now, days=cooling_days),
            downloads=taken.get(one.id, 0),
        )
        for one in lines
    ]


def _commonest(codes: list[str]) -> str:
    return max(sorted(set(codes)), key=codes.count) if codes else ""
