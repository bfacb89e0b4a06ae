"""Applying to a community: what it is, the form, and what became of it. One address, whatever the state."""

from contextlib import ExitStack
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from linli.connect.adapters.room import refusals as room_refusals
from linli.connect.adapters.room.actions import joining
from linli.connect.adapters.room.actions import rooms as opening
from linli.faces.portal import access, applicants, applying_forms
from linli.faces.portal.applicants import Caller
from linli.faces.portal.applying_forms import Filled
from linli.faces.ui.notice import notice
from linli.faces.ui.page import go, page
from linli.kernel.errors import Refusal
from linli.kernel.orgs import scope
from linli.people.communities import queries as communities
from linli.people.consent import presets
from linli.people.consent.queries import purposes
from linli.people.entry import refusals, wording
from linli.people.entry.actions import applying, linking
from linli.people.entry.queries import applications, links, policies
from linli.people.entry.queries import asked as asking
from linli.people.entry.queries.applications import Applied
from linli.people.entry.queries.policies import Published
from linli.people.profiles.queries import answers


@never_cache
@require_http_methods(["GET", "POST"])
def apply(request: HttpRequest, code: str) -> HttpResponse:
    """Shows what can be done now; `do` says what a form wants."""
    found = links.find_link(code)
    if found is None:
        raise Http404
    with ExitStack() as stack:
        stack.enter_context(scope.org(found[0]))
        caller = applicants.caller_of(request, links.get_door(found[1]))
        stack.enter_context(timezone.override(caller.door.community.zone))
        if request.method == "POST":
            return _POSTS.get(request.POST.get("do", ""), _begin)(request, caller)
        if caller.application is None:
            linking.count_visit(link_id=found[1])
        return _show(request, caller)


def _begin(request: HttpRequest, caller: Caller) -> HttpResponse:
    """Start an application: the first time with a name, which makes a cookie."""
    form = applying_forms.Begin(request.POST, is_known=caller.guest is not None)
    if not form.is_valid():
        return _show(request, caller, begin=form, status=422)
    try:
        with transaction.atomic():
            if caller.guest is None:
                channel = opening.open_channel(name=_("Rooms"), at=caller.at)
                greeted = joining.greet(channel=channel, name=form.cleaned_data["name"], at=caller.at)
                caller.guest, caller.member = greeted.guest, greeted.member
            applying.start(
                link=caller.door.link,
                community=caller.door.community,
                member_id=caller.member or 0,
                name=caller.guest.name,
                by=caller.by,
                at=caller.at,
            )
    except room_refusals.BadName as refusal:
        form.add_error("name", str(refusal))
        caller.guest = None
        return _show(request, caller, begin=form, status=422)
    except Refusal as refusal:
        caller.guest = caller.guest if caller.ids else None
        return _show(request, caller, begin=form, status=422, refusal=str(refusal))
    response = go(request, request.path)
    return access.hand_out(response, access.passes_of(request).using(access.pass_of(caller.guest)))


def _fill(request: HttpRequest, caller: Caller) -> HttpResponse:
    """Save what was filled in; with `do=send` also hand it in."""
    one = caller.application
    if one is None or one.state != "draft":
        return go(request, request.path)
    is_strict = request.POST.get("do") == "send"
    held = policies.version(one.community_id, one.policy_version)
    filled = _filled(request, one, held, is_strict=is_strict)
    if not filled.is_valid():
        return _show(request, caller, filled=filled, status=422)
    try:
        saved = applying.save(
            application=one,
            profile=filled.profile(),
            given=filled.criteria.given(),
            by=caller.by,
            at=caller.at,
        )
        if is_strict:
            agreed = request.POST.get("agreed") == "yes"
            applying.send(application=saved, has_agreed=agreed, by=caller.by, at=caller.at)
    except refusals.BadApplication as refusal:
        filled.take(refusal.problems)
        return _show(request, caller, filled=filled, status=422)
    except Refusal as refusal:
        return _show(request, caller, filled=filled, status=422, refusal=str(refusal))
    if not is_strict:
        messages.success(request, _("Saved. Come back to this address on this device to go on."))
    return go(request, request.path)


def _reply(request: HttpRequest, caller: Caller) -> HttpResponse:
    """Answer a question of the team."""
    form = applying_forms.Reply(request.POST)
    if caller.application is None or not form.is_valid():
        return _show(request, caller, reply=form, status=422)
    applying.reply(
        application=caller.application, text=form.cleaned_data["reply"], by=caller.by, at=caller.at
    )
    return go(request, request.path)


def _take(request: HttpRequest, caller: Caller) -> HttpResponse:
    """Take the place that is kept."""
    if caller.application is None:
        raise Http404
    try:
        applying.take_place(application=caller.application, by=caller.by, at=caller.at)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return go(request, request.path)


def _withdraw(request: HttpRequest, caller: Caller) -> HttpResponse:
    """Take the application back."""
    if caller.application is None:
        raise Http404
    applying.withdraw(application=caller.application, by=caller.by, at=caller.at)
    messages.success(request, _("Your application is taken back."))
    return go(request, request.path)


_POSTS = {
    "begin": _begin,
    "save": _fill,
    "send": _fill,
    "reply": _reply,
    "take": _take,
    "withdraw": _withdraw,
}


def _filled(request: HttpRequest, one: Applied, held: Published, *, is_strict: bool) -> Filled:
    form = asking.asked(one.community_id, held.policy)
    required = frozenset(
        each.field for each in held.policy.criteria if each.kind == "attribute" and each.is_required
    )
    return Filled(
        form,
        request.POST if request.method == "POST" else None,
        values=answers.values_of(one.member_id),
        given=applications.given_of(one),
        required=required,
        is_strict=is_strict,
    )


def _show(
    request: HttpRequest,
    caller: Caller,
    *,
    begin: applying_forms.Begin | None = None,
    filled: Filled | None = None,
    reply: applying_forms.Reply | None = None,
    status: int = 200,
    refusal: str = "",
) -> HttpResponse:
    """The page for the state of the application: the door, the form, or what became of it."""
    one, community = caller.application, caller.door.community
    stay = caller.stay
    common: dict[str, Any] = {
        "community": community,
        "policy": caller.held.policy,
        "is_open": bool(caller.held.version),
        "rules": communities.current_rules(community.id),
        "application": one,
        "refusal": refusal,
        "stay": stay,
    }
    if one is not None and one.state == "draft" and stay is None:
        held = policies.version(one.community_id, one.policy_version)
        shown = filled or _filled(request, one, held, is_strict=True)
        return page(request, "portal/apply/form.html", status=status, filled=shown, **common)
    wants_anew = request.GET.get("again") == "1" and one is not None and one.state in ("refused", "withdrawn")
    if stay is not None or (one is not None and begin is None and not wants_anew):
        return page(
            request,
            "portal/apply/status.html",
            status=status,
            reply=reply or applying_forms.Reply(),
            place=applications.place_of(one) if one else 0,
            why=wording.kind_reason(one.reason) if one and one.reason else "",
            fee=getattr(one, "fee", None) if one else None,
            **common,
        )
    return _show_door(request, caller, begin, common, status)


def _show_door(
    request: HttpRequest,
    caller: Caller,
    begin: applying_forms.Begin | None,
    common: dict[str, Any],
    status: int,
) -> HttpResponse:
    """What the community is, what it asks, what it keeps; and the way in."""
    return page(
        request,
        "portal/apply/door.html",
        status=status,
        form=begin or applying_forms.Begin(is_known=caller.guest is not None),
        guest=caller.guest,
        data=_data(),
        asks=_asks(caller.held),
        notice=notice(),
        **common,
    )


def _data() -> list[tuple[str, str]]:
    """What whoever applies agrees to, in words: (title, text)."""
    language = get_language() or ""
    wanted = [purposes.get_purpose(code) for code in (presets.SERVICE, presets.PROFILE)]
    return [(each.words.title(language), each.words.text(language)) for each in wanted]


def _asks(held: Published) -> list[tuple[str, str, str]]:
    """What is asked, for the door: (kind, title, note)."""
    return [
        (wording.criterion_kind(one.kind), one.title, _amount(one.amount_cents))
        for one in held.policy.criteria
        if one.kind not in ("attribute", "agreement")
    ]


def _amount(cents: int) -> str:
    return _("{n} yuan").format(n=f"{cents / 100:.2f}") if cents else ""
