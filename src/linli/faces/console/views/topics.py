"""The bank of topics: what is in it, what fits a community, what people talk about, and writing one."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.content.topics.actions import bank as actions
from linli.content.topics.queries import bank, talking
from linli.faces.console import topic_words
from linli.faces.console.doors import or_404, whole_organisation
from linli.faces.console.forms.operate import chosen_community, community_choices
from linli.faces.console.forms.topics import TopicForm
from linli.faces.ui.access import staff_can
from linli.faces.ui.page import go, page
from linli.faces.ui.request import StaffRequest
from linli.kernel.errors import Refusal
from linli.kernel.orgs.rules import Permission
from linli.people.communities import queries as communities

KINDS = ("", "universal", "professional", "personal")


@require_safe
@staff_can(Permission.SEE)
def topics(request: StaffRequest) -> HttpResponse:
    """Topics by kind and words; for a community the kind that fits it and what may come next."""
    kind, text = request.GET.get("kind", ""), request.GET.get("q", "").strip()[:60]
    community = chosen_community(request.seat, request.GET.get("community"))
    found = bank.topics(text=text, kind=kind if kind in KINDS else "", community=community)
    listing = Paginator(found, 25).get_page(request.GET.get("page"))
    advice = bank.advise(community, today=request.today) if community else None
    return page(
        request,
        "console/topics/list.html",
        fragment="rows",
        listing=listing,
        rows=[(one, topic_words.kind_words(one.kind), topic_words.KIND_HUES[one.kind]) for one in listing],
        communities=community_choices(request.seat),
        community=str(community or ""),
        kinds=[(each, topic_words.kind_words(each) if each else gettext("All kinds")) for each in KINDS],
        kind=kind,
        asked=text,
        advice=advice,
        advised=topic_words.kind_words(advice.kind) if advice else "",
        tab_items=topic_words.tabs("topics"),
    )


@require_safe
@staff_can(Permission.SEE)
def topics_talk(request: StaffRequest) -> HttpResponse:
    """Words that more people of a community use than before, each with what was said and topics that fit."""
    lines = communities.community_lines(reach=request.seat.reach)
    first = lines[0].id if lines else None
    community = chosen_community(request.seat, request.GET.get("community")) or first
    return page(
        request,
        "console/topics/talk.html",
        communities=community_choices(request.seat, everywhere=False),
        community=str(community or ""),
        found=talking.suggestions(community, at=request.now) if community else [],
        tab_items=topic_words.tabs("topics-talk"),
    )


@require_POST
@staff_can(Permission.PLAYBOOK_EDIT)
def topics_take_in(request: StaffRequest) -> HttpResponse:
    """Take in the topics Linli brings along."""
    whole_organisation(request)
    count = actions.take_in_presets(language=get_language() or "en", by=request.actor, at=request.now)
    messages.success(request, gettext("{n} topics are in the bank now.").format(n=count))
    return go(request, "console:topics")


@require_http_methods(["GET", "POST"])
@staff_can(Permission.PLAYBOOK_EDIT)
def topic_new(request: StaffRequest) -> HttpResponse:
    """A topic of one's own; `title` in the address begins it with a word people use."""
    source = "talk" if request.GET.get("from") == "talk" else "team"
    initial = {"title": request.GET.get("title", "")[:120], "community": request.GET.get("community", "")}
    form = TopicForm(request.POST or None, initial=initial, seat=request.seat)
    if request.method == "POST" and form.is_valid():
        try:
            actions.write(draft=form.draft(source=source), by=request.actor, at=request.now)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, gettext("It is in the bank."))
            return go(request, "console:topics")
    return _form(request, form, gettext("New topic"))


@require_http_methods(["GET", "POST"])
@staff_can(Permission.PLAYBOOK_EDIT)
def topic(request: StaffRequest, topic_id: int) -> HttpResponse:
    """Change a topic, or retire it."""
    one = or_404(lambda id: bank.get_topic(id, reach=request.seat.reach), topic_id)
    if request.method == "POST" and request.POST.get("act") == "retire":
        actions.retire(topic=one, by=request.actor, at=request.now)
        messages.success(request, gettext("It is not chosen any more."))
        return go(request, "console:topics")
    layers = {
        layer: "\n".join(each["text"] for each in one.guide if each["layer"] == layer)
        for layer in ("easy", "opinion", "practice")
    }
    named = (
        "title",
        "kind",
        "point",
        "background",
        "need",
        "minutes",
        "cool_down_days",
        "hot_link",
        "hot_until",
    )
    initial = {name: getattr(one, name) for name in named} | layers | {"community": one.community_id or ""}
    form = TopicForm(request.POST or None, initial=initial, seat=request.seat)
    if request.method == "POST" and form.is_valid():
        try:
            actions.write(draft=form.draft(), topic=one, by=request.actor, at=request.now)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, gettext("Kept."))
            return go(request, "console:topics")
    return _form(request, form, one.title, topic=one)


def _form(request: StaffRequest, form: TopicForm, title: str, **more: object) -> HttpResponse:
    crumbs = [(gettext("Topics"), reverse("console:topics"))]
    return page(
        request,
        "console/topics/topic.html",
        form=form,
        title=title,
        crumbs=crumbs,
        **more,  # type: ignore[arg-type]  # its status is never among them
    )
