"""First steps of a newcomer: what is done, what comes next, introducing oneself, whom to meet."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.faces.portal.access import Home, MemberRequest, member_page
from linli.faces.portal.tabs import tabs
from linli.faces.ui.page import page
from linli.kernel.errors import Refusal
from linli.people.communities import queries as communities
from linli.people.entry.actions import introducing, onboarding
from linli.people.entry.queries import introducing as cards
from linli.people.entry.queries import meeting
from linli.people.entry.queries import onboarding as steps


@require_safe
@member_page
def first_steps(request: MemberRequest) -> HttpResponse:
    """Every first step, and who would be good to meet."""
    home = _home(request)
    visitor = request.visitor
    return page(
        request,
        "portal/first_steps.html",
        home=home,
        standing=steps.standing_of(visitor.member_ids, home.id),
        rules=communities.current_rules(home.id),
        pairs=[_other(one, visitor.member_ids) for one in meeting.pairs_of(visitor.member_ids, home.id)],
        bar=tabs("home"),
    )


@require_POST
@member_page
def tick(request: MemberRequest) -> HttpResponse:
    """Say that a step is done."""
    try:
        onboarding.tick(
            member_id=request.visitor.member,
            community_id=_home(request).id,
            step=request.POST.get("step", "")[:40],
            how="own",
            by=request.actor,
            at=request.now,
        )
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect("portal:first-steps")


@require_http_methods(["GET", "HEAD", "POST"])
@member_page
def introduction(request: MemberRequest) -> HttpResponse:
    """The card that introduces me: what it shows, how it looks, and posting it."""
    home = _home(request)
    if request.method == "POST":
        try:
            _keep(request, home.id)
        except Refusal as refusal:
            messages.error(request, str(refusal))
            return redirect("portal:introduction")
        if request.POST.get("do") == "post":
            messages.success(request, _("Your card is on its way into the group."))
            return redirect("portal:first-steps")
        messages.success(request, _("Saved"))
        return redirect("portal:introduction")
    card = cards.card_of(request.visitor.member, communities.get_community(home.id))
    return page(request, "portal/introduction.html", home=home, card=card, bar=tabs("home"))


def _keep(request: MemberRequest, community_id: int) -> None:
    """Keep what may be shown; with `do=post` also post it."""
    community = communities.get_community(community_id)
    is_posting = request.POST.get("do") == "post"
    introducing.allow(
        member_id=request.visitor.member,
        community=community,
        fields=request.POST.getlist("fields"),
        words=request.POST.get("words", ""),
        is_allowed=is_posting or request.POST.get("allowed") == "yes",
        by=request.actor,
        at=request.now,
    )
    if is_posting:
        introducing.introduce(
            member_id=request.visitor.member, community=community, by=request.actor, at=request.now
        )


def _home(request: MemberRequest) -> Home:
    if request.visitor.home is None:
        raise Http404
    return request.visitor.home


def _other(pair: meeting.PairLine, mine: list[int]) -> tuple[str, tuple[str, ...]]:
    """Who the other one is, and what fits."""
    return (pair.second if pair.first_id in mine else pair.first), pair.about
