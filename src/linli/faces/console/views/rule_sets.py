"""Rule sets: their mode, what enforcing does, and the words and domains they look for."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_http_methods, require_POST

from linli.faces.console.doors import or_404
from linli.faces.console.forms import moderation as forms
from linli.faces.console.forms.operate import community_choices, read_ids
from linli.faces.console.views.moderation import tabs
from linli.faces.ui.access import staff_can
from linli.faces.ui.page import go, page
from linli.faces.ui.request import StaffRequest
from linli.kernel.errors import Refusal
from linli.kernel.orgs import queries as orgs
from linli.kernel.orgs.rules import Permission
from linli.people.communities import queries as communities
from linli.run.moderation.actions import lists as actions
from linli.run.moderation.queries import cases, lists

MEASURES = ("is_recalling", "is_warning", "warning", "mute_minutes", "guard_actions", "guard_minutes")
SHOWN_REFUSED = 3


@dataclass(frozen=True)
class RuleSetLine:
    """A rule set in the list; `community` is "" when it counts everywhere."""

    id: int
    name: str
    mode: str
    has_fallen_back: bool
    community: str
    words: int


@require_http_methods(["GET", "POST"])
@staff_can(Permission.SEE)
def rule_sets(request: StaffRequest) -> HttpResponse:
    """Every rule set the seat reaches, words suggested for allow lists, and opening one more."""
    choices = community_choices(request.seat, everywhere=request.seat.reach is None)
    form = forms.NewRuleSet(request.POST or None, communities=choices)
    if request.method == "POST" and form.is_valid():
        _must_edit(request)
        community = form.cleaned_data["community"]
        if community is not None:
            or_404(communities.access_community, request.seat, community)
        elif request.seat.reach is not None:
            raise PermissionDenied
        try:
            made = actions.open_rule_set(
                name=form.cleaned_data["name"], community=community, by=request.actor, at=request.now
            )
        except Refusal as refusal:
            form.add_error("name", str(refusal))
        else:
            messages.success(request, gettext("It observes and does nothing yet. Now give it words."))
            return go(request, "console:moderation-rule-set", made.id)
    return page(
        request,
        "console/moderation/rules.html",
        tab_items=tabs("rules"),
        lines=_lines(request),
        form=form,
        suggestions=cases.allow_suggestions(limit=10) if request.seat.reach is None else [],
    )


@require_http_methods(["GET", "POST"])
@staff_can(Permission.SEE)
def rule_set(request: StaffRequest, rule_set_id: int) -> HttpResponse:
    """One rule set: mode, measures, and one of its lists with its words."""
    one = _reached(request, rule_set_id)
    known = {name: getattr(one, name) for name in MEASURES}
    form = forms.Measures(request.POST or None, initial=known)
    if request.method == "POST" and form.is_valid():
        _must_edit(request, one)
        try:
            actions.change_rule_set(rule_set_id=one.id, by=request.actor, at=request.now, **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, gettext("Saved."))
            return go(request, "console:moderation-rule-set", one.id)
    word_lists = sorted(
        lists.word_lists(one.id), key=lambda each: (each.sense == "allow", each.kind != "words")
    )
    chosen = next((each for each in word_lists if str(each.id) == request.GET.get("list")), word_lists[0])
    search = request.GET.get("q", "").strip()
    listing = Paginator(lists.words_of(chosen.id, containing=search), 60).get_page(request.GET.get("page"))
    return page(
        request,
        "console/moderation/rule_set.html",
        fragment="words",
        rule_set=one,
        form=form,
        paste=forms.Paste(),
        word_lists=[(each, list_words(each.sense, each.kind), each.id == chosen.id) for each in word_lists],
        chosen=chosen,
        chosen_words=list_words(chosen.sense, chosen.kind),
        listing=listing,
        search=search,
        may_edit=_may_edit(request, one),
    )


@require_POST
@staff_can(Permission.MODERATION_EDIT)
def rule_set_mode(request: StaffRequest, rule_set_id: int) -> HttpResponse:
    """Off, observing, or enforcing."""
    one = _reached(request, rule_set_id)
    _must_edit(request, one)
    made = actions.set_mode(
        rule_set_id=one.id, mode=request.POST.get("mode", ""), by=request.actor, at=request.now
    )
    told = {
        "off": gettext("Off: nothing is looked for."),
        "observe": gettext("It observes: cases are written down, nobody notices."),
        "enforce": gettext("It enforces from the next message on."),
    }
    messages.success(request, told[made.mode])
    return go(request, "console:moderation-rule-set", one.id)


@require_POST
@staff_can(Permission.MODERATION_EDIT)
def word_list(request: StaffRequest, list_id: int) -> HttpResponse:
    """Add pasted words to a list, or take the ticked ones off."""
    one = or_404(lists.get_word_list, list_id)
    _must_edit(request, _reached(request, one.rule_set_id))
    if request.POST.get("act") == "remove":
        ids = read_ids(request.POST.getlist("ids"))
        count = actions.remove_words(word_list_id=one.id, word_ids=ids, by=request.actor, at=request.now)
        words = ngettext("{n} is off the list.", "{n} are off the list.", count)
        messages.success(request, words.format(n=count))
    else:
        form = forms.Paste(request.POST)
        if form.is_valid():
            given = form.cleaned_data
            added = actions.add_words(word_list_id=one.id, by=request.actor, at=request.now, **given)
            _tell(request, added)
        else:
            messages.error(request, gettext("Paste at least one word."))
    return go(request, _address(one.rule_set_id, one.id))


def list_words(sense: str, kind: str) -> str:
    """What a list is for."""
    return {
        ("block", "words"): gettext("Blocked words"),
        ("allow", "words"): gettext("Allowed words"),
        ("block", "domains"): gettext("Blocked links"),
        ("allow", "domains"): gettext("Allowed links"),
    }.get((sense, kind), f"{sense} {kind}")


def _tell(request: StaffRequest, added: actions.Added) -> None:
    words = ngettext("{n} added, {m} listed already.", "{n} added, {m} listed already.", added.added)
    messages.success(request, words.format(n=added.added, m=added.repeated))
    for word, reason in added.refused[:SHOWN_REFUSED]:
        messages.warning(request, gettext("“{word}” was left out: {reason}").format(word=word, reason=reason))
    more = len(added.refused) - SHOWN_REFUSED
    if more > 0:
        messages.warning(request, gettext("… and {n} more were left out.").format(n=more))


def _lines(request: StaffRequest) -> list[RuleSetLine]:
    places = {one.id: one.name for one in communities.community_lines(reach=request.seat.reach)}
    return [
        RuleSetLine(
            id=one.id,
            name=one.name,
            mode=one.mode,
            has_fallen_back=one.fell_back_at is not None,
            community=places.get(one.community_id or 0, ""),
            words=sum(getattr(each, "size", 0) for each in lists.word_lists(one.id)),
        )
        for one in lists.rule_sets()
        if one.community_id is None or one.community_id in places
    ]


def _reached(request: StaffRequest, rule_set_id: int) -> Any:
    one = or_404(lists.get_rule_set, rule_set_id)
    if request.seat.reach is not None and one.community_id not in {None, *request.seat.reach}:
        raise Http404
    return one


def _may_edit(request: StaffRequest, one: Any) -> bool:
    """What counts everywhere is changed by seats without limits only."""
    return one.community_id is not None or request.seat.reach is None


def _must_edit(request: StaffRequest, one: Any = None) -> None:
    if not orgs.can(request.seat, Permission.MODERATION_EDIT) or (one and not _may_edit(request, one)):
        raise PermissionDenied


def _address(rule_set_id: int, list_id: int) -> str:
    return f"{reverse('console:moderation-rule-set', args=[rule_set_id])}?list={list_id}#words"
