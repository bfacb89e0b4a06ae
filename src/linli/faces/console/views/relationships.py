"""Relationships: the picture of a community's ties, the table that says the same, circles, candidates."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from linli.faces.console import relationship_figures as figures
from linli.faces.console.doors import or_404
from linli.faces.console.forms.operate import Choices, community_choices, read_id
from linli.faces.ui.access import staff_can
from linli.faces.ui.components.tabs import Tab
from linli.faces.ui.page import go, page
from linli.faces.ui.request import StaffRequest
from linli.kernel.jobs import queries as jobs
from linli.kernel.orgs.rules import Permission
from linli.people.communities import queries as communities
from linli.people.ties import jobs as ties_jobs
from linli.people.ties import queries, rules, showing
from linli.people.ties.queries import Graph

A_PAGE = 50
SHOWN, CANDIDATES = 8, 10
MOST = 5_000


@dataclass(frozen=True)
class Frame:
    """What every tab of the page has."""

    community: int | None
    choices: Choices
    graph: Graph | None
    tabs: list[Tab]
    is_computing: bool


@require_safe
@staff_can(Permission.SEE)
def relationships(request: StaffRequest) -> HttpResponse:
    """The picture, the circles, those between them and those without a tie."""
    frame = _frame(request, "console:relationships")
    if frame.community is None or frame.graph is None:
        return page(request, "console/relationships/picture.html", frame=frame)
    id = frame.community
    lines = queries.lines(id, limit=MOST)
    alone, silent = queries.count_isolated(id)
    found = queries.circles(id, frame.graph)
    return page(
        request,
        "console/relationships/picture.html",
        frame=frame,
        drawing=figures.drawing(lines, frame.graph),
        top=[(one, figures.look_of(one.circle), figures.circle_name(one.circle)) for one in lines[:SHOWN]],
        circles=figures.circles_shown(found[:SHOWN]),
        more_circles=max(0, len(found) - SHOWN),
        count=len(found),
        bridges=queries.lines(id, sort="bridges", bridges=True, limit=SHOWN),
        newcomers=queries.lines(id, sort="name", isolated=True, newcomers=True, limit=SHOWN),
        alone=alone,
        silent=silent,
        alone_url=_listed(id, "alone"),
        silent_url=_listed(id, "silent"),
    )


@require_safe
@staff_can(Permission.SEE)
def relationship_table(request: StaffRequest) -> HttpResponse:
    """Everybody in the graph, by any column."""
    frame = _frame(request, "console:relationship-table")
    if frame.community is None or frame.graph is None:
        return page(request, "console/relationships/picture.html", frame=frame)
    sort = request.GET.get("sort", "centrality")
    start = max(0, (read_id(request.GET.get("start")) or 0))
    who = request.GET.get("who", "")
    lines = queries.lines(
        frame.community,
        sort=sort,
        limit=A_PAGE + 1,
        offset=start,
        isolated=True if who in {"alone", "silent"} else None,
        newcomers={"alone": True, "silent": False}.get(who),
        bridges=who == "bridges",
    )
    return page(
        request,
        "console/relationships/table.html",
        fragment="rows",
        frame=frame,
        rows=[(one, figures.look_of(one.circle), figures.circle_name(one.circle)) for one in lines[:A_PAGE]],
        sort=sort if sort in queries.SORTS else "centrality",
        heads=_heads(),
        kinds=_kinds(frame.community, who),
        start=start,
        following=start + A_PAGE if len(lines) > A_PAGE else None,
        earlier=max(0, start - A_PAGE) if start else None,
    )


@require_safe
@staff_can(Permission.SEE)
def relationship_candidates(request: StaffRequest) -> HttpResponse:
    """Who fits one role by what they did, with the very messages."""
    frame = _frame(request, "console:relationship-candidates")
    if frame.community is None or frame.graph is None:
        return page(request, "console/relationships/picture.html", frame=frame)
    recipe = rules.find_recipe(request.GET.get("role", "")) or rules.RECIPES[0]
    found = showing.from_log(frame.community, recipe, limit=CANDIDATES)
    return page(
        request,
        "console/relationships/candidates.html",
        frame=frame,
        why=gettext(recipe.why),
        roles=[
            Tab(gettext(one.title), f"?community={frame.community}&role={one.code}", one is recipe)
            for one in rules.RECIPES
        ],
        people=[
            (
                person,
                [
                    (figures.measure_words(part.measure), part, figures.place_words(part.percentile))
                    for part in person.parts
                    if part.value
                ],
            )
            for person in found
        ],
        blind=[figures.measure_words(one) for one in frame.graph.blind if one in recipe.weights],
    )


@require_POST
@staff_can(Permission.SEE)
def relationships_refresh(request: StaffRequest, community_id: int) -> HttpResponse:
    """Compute a community's graph now, in the background."""
    community = or_404(communities.access_community, request.seat, community_id)
    if not jobs.running(ties_jobs.REFRESH):
        title = gettext("Relationships of {name}").format(name=community.name)
        ties_jobs.refresh_community.defer(org_id=request.org.pk, community_id=community.id, title=title[:200])
    messages.success(request, gettext("The graph is being computed; reload this page in a moment."))
    return go(request, f"{reverse('console:relationships')}?community={community.id}")


def _frame(request: StaffRequest, view: str) -> Frame:
    choices = community_choices(request.seat, everywhere=False)
    asked = read_id(request.GET.get("community")) or _first(choices)
    community = or_404(communities.access_community, request.seat, asked).id if asked else None
    tabs = [
        Tab(name, f"{reverse(one)}?community={asked}", one == view)
        for one, name in (
            ("console:relationships", gettext("Picture")),
            ("console:relationship-table", gettext("Table")),
            ("console:relationship-candidates", gettext("Candidates")),
        )
    ]
    return Frame(
        community=community,
        choices=choices,
        graph=queries.find_graph(community) if community else None,
        tabs=tabs,
        is_computing=bool(jobs.running(ties_jobs.REFRESH)),
    )


def _first(choices: Choices) -> int | None:
    """Where to look when nobody said: the community with the most ties."""
    ids = [int(code) for code, _ in choices]
    return queries.find_liveliest(ids) or next(iter(ids), None)


def _heads() -> list[tuple[str, str, bool]]:
    """Columns: sort code, words, whether it holds numbers."""
    return [
        ("name", gettext("Member"), False),
        ("circle", gettext("Circle"), False),
        ("centrality", gettext("Centrality"), True),
        ("in", gettext("Answers received"), True),
        ("out", gettext("Answers given"), True),
        ("bridges", gettext("Circles connected"), True),
        ("partners", gettext("Tied to"), True),
        ("days", gettext("Days active"), True),
    ]


def _listed(community: int, who: str) -> str:
    """The table of those a number stands for."""
    return f"{reverse('console:relationship-table')}?community={community}&who={who}"


def _kinds(community: int, who: str) -> list[Tab]:
    return [
        Tab(name, f"?community={community}&who={code}", code == who)
        for code, name in (
            ("", gettext("Everybody")),
            ("bridges", gettext("Bridges")),
            ("alone", gettext("Newcomers without a tie")),
            ("silent", gettext("Others without a tie")),
        )
    ]
