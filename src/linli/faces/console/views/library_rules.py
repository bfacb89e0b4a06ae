"""The balance of what is published, each community's strategy, and the organisation's rules of content."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_http_methods, require_safe

from linli.content.library.actions import policies as actions
from linli.content.library.queries import policies as queries
from linli.content.library.queries import reports
from linli.content.library.queries.policies import ContentPolicy, ContentStrategy
from linli.content.library.rules.mix import Category, Share
from linli.faces.console import library_frame
from linli.faces.console import library_words as words
from linli.faces.console.doors import or_404, whole_organisation
from linli.faces.console.forms.library_rules import PolicyForm, StrategyForm, comma_words
from linli.faces.console.forms.operate import chosen_community, community_choices
from linli.faces.console.views.library_templates import may_edit
from linli.faces.ui.access import staff_can
from linli.faces.ui.components.progress import Bar
from linli.faces.ui.page import go, page
from linli.faces.ui.request import StaffRequest
from linli.kernel.errors import Refusal
from linli.kernel.orgs.rules import Permission
from linli.people.communities import queries as communities

LOOK_BACK_DAYS = 30


@dataclass(frozen=True)
class MixRow:
    """A category with its share and its target, in words."""

    share: Share
    name: str
    hue: str
    verdict: str


@dataclass(frozen=True)
class StrategyLine:
    """A community with how it is written for."""

    community_id: int
    name: str
    strategy: ContentStrategy
    rhythm: str


@require_safe
@staff_can(Permission.SEE)
def balance(request: StaffRequest) -> HttpResponse:
    """What was published in 30 days against the targets, whom it came from, and what serves nothing."""
    chosen = chosen_community(request.seat, request.GET.get("community"))
    lines = communities.community_lines(reach=request.seat.reach)
    if chosen is None and request.seat.reach is not None and lines:
        chosen = lines[0].id
    since = request.now - timedelta(days=LOOK_BACK_DAYS)
    reach = None if request.seat.reach is None else sorted(request.seat.reach)
    found = queries.strategies([one.id for one in lines])
    return page(
        request,
        "console/library/balance.html",
        tab_items=library_frame.tabs("balance"),
        communities=community_choices(request.seat, everywhere=request.seat.reach is None),
        chosen=str(chosen or ""),
        rows=_mix(chosen, since),
        aims=_aims(chosen, since),
        sources=_sources(chosen, since),
        served=reports.served(reach),
        strategies=[StrategyLine(one.id, one.name, found[one.id], _rhythm(found[one.id])) for one in lines],
        policy=queries.get_policy(),
        may_edit=may_edit(request),
        may_settle=may_edit(request) and request.seat.reach is None,
    )


@require_http_methods(["GET", "POST"])
@staff_can(Permission.PLAYBOOK_EDIT)
def strategy(request: StaffRequest, community_id: int) -> HttpResponse:
    """How one community is written for."""
    community = or_404(communities.access_community, request.seat, community_id)
    known = queries.get_strategy(community.id)
    form = StrategyForm(
        request.POST if request.method == "POST" else None,
        initial=_known(known),
        categories=[(one.code, words.category_name(one), one.target_percent) for one in known.categories],
    )
    if request.method == "POST" and form.is_valid() and _settle(request, community.id, form):
        return go(request, "console:library-balance")
    return page(
        request,
        "console/library/strategy.html",
        status=422 if form.errors else 200,
        community=community,
        form=form,
        shares=[form[name] for name in form.fields if name.startswith("share_")],
    )


@require_http_methods(["GET", "POST"])
@staff_can(Permission.PLAYBOOK_EDIT)
def policy(request: StaffRequest) -> HttpResponse:
    """The organisation's categories, words to look for and limits."""
    whole_organisation(request)
    known = queries.get_policy()
    form = PolicyForm(request.POST if request.method == "POST" else None, initial=PolicyForm.known(known))
    if request.method == "POST" and form.is_valid() and _set(request, form, known):
        return go(request, "console:library-balance")
    return page(request, "console/library/policy.html", status=422 if form.errors else 200, form=form)


def _mix(community_id: int | None, since: datetime) -> list[MixRow]:
    shares = reports.mix(community_id, since)
    looks = words.category_looks([one.category for one in shares])
    verdicts = {"heavy": gettext("too heavy"), "light": gettext("too light"), "": ""}
    return [MixRow(one, *looks[one.category.code], verdicts[one.verdict]) for one in shares]


def _aims(community_id: int | None, since: datetime) -> list[Bar]:
    names = words.aim_names()
    counted = reports.aims(community_id, since)
    most = max((n for _code, n in counted), default=0) or 1
    return [Bar(names[code], n * 100 / most, str(n), hue="sky") for code, n in counted]


def _sources(community_id: int | None, since: datetime) -> list[tuple[str, int]]:
    counts = reports.sources(community_id, since)
    return [(name, counts.get(code, 0)) for code, name in words.source_names().items()]


def _rhythm(found: ContentStrategy) -> str:
    least, most = found.least, found.most
    if found.mode == "day":
        return ngettext("{least}–{most} a day", "{least}–{most} a day", most).format(least=least, most=most)
    if found.mode == "month":
        return ngettext("{least}–{most} a month", "{least}–{most} a month", most).format(
            least=least, most=most
        )
    return ngettext("{least}–{most} a week", "{least}–{most} a week", most).format(least=least, most=most)


def _known(found: ContentStrategy) -> dict[str, object]:
    names = ("mode", "least", "most", "style", "bar", "persona", "goals")
    return {
        **{name: getattr(found, name) for name in names},
        "subjects": list(found.subjects),
        "formats": list(found.formats),
        "hours": ", ".join(f"{one:%H:%M}" for one in found.hours),
    }


def _settle(request: StaffRequest, community_id: int, form: StrategyForm) -> bool:
    given = form.cleaned_data
    try:
        hours = [datetime.strptime(one, "%H:%M").time() for one in comma_words(given["hours"])]  # noqa: DTZ007  (a time of day)
    except ValueError:
        form.add_error("hours", gettext("Write times such as 08:30, with commas between."))
        return False
    try:
        actions.set_strategy(
            community_id=community_id,
            subjects=given["subjects"],
            formats=given["formats"],
            mode=given["mode"],
            least=given["least"],
            most=given["most"],
            hours=hours,
            targets=form.targets(),
            words={name: given[name] for name in ("style", "bar", "persona", "goals")},
            by=request.actor,
            at=request.now,
        )
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return False
    messages.success(request, gettext("Saved."))
    return True


def _set(request: StaffRequest, form: PolicyForm, known: ContentPolicy) -> bool:
    given = form.cleaned_data
    try:
        wanted = ContentPolicy(
            categories=_categories(given["categories"], known),
            jargon=comma_words(given["jargon"]),
            advertising=comma_words(given["advertising"]),
            least_mean=given["least_mean"],
            cooling_days=given["cooling_days"],
            share_points=given["share_points"],
            answer_hours=given["answer_hours"],
        )
        actions.set_policy(policy=wanted, by=request.actor, at=request.now)
    except ValueError:
        form.add_error("categories", gettext("Write a line such as: product, Product, 30"))
        return False
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return False
    messages.success(request, gettext("Saved."))
    return True


def _categories(text: str, known: ContentPolicy) -> tuple[Category, ...]:
    """The lines read back; a name that is the known one in words stays unnamed. ValueError for bad lines."""
    unnamed = {one.code: words.category_name(one) for one in known.categories if not one.name}
    found = []
    for line in text.splitlines():
        if not line.strip():
            continue
        code, name, percent = (cell.strip() for cell in line.replace("\uff0c", ",").split(","))
        found.append(Category(code, "" if unnamed.get(code) == name else name, int(percent.rstrip("%"))))
    return tuple(found)
