"""What was collected and whether anybody used it; who the people are; whom a community is for."""

from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from linli.faces.console import profile_frame as frame
from linli.faces.console.doors import or_404
from linli.faces.console.forms import profiles as forms
from linli.faces.ui.access import staff_can
from linli.faces.ui.components.number import number
from linli.faces.ui.components.progress import Bar
from linli.faces.ui.page import go, page
from linli.faces.ui.request import StaffRequest
from linli.kernel.errors import Refusal
from linli.kernel.orgs import queries as orgs
from linli.kernel.orgs.rules import Permission
from linli.people.communities import queries as communities
from linli.people.profiles.actions import describing, using
from linli.people.profiles.queries import fields as known
from linli.people.profiles.queries import portraits, quality, wording
from linli.people.profiles.queries.portraits import Distribution, Group
from linli.people.profiles.rules.kinds import Kind

ATTENTION = ("attention_rank", "info_channels", "hours_per_week", "organisations", "good_communities")
SINGLE = frozenset({Kind.CHOICE, Kind.CHOICES, Kind.YES_NO})
KIND = ("community_kind", "liveliness", "contact_time")


@require_safe
@staff_can(Permission.SEE)
def profile_quality(request: StaffRequest) -> HttpResponse:
    """Asked, answered, stale, in doubt, used: field by field; what nobody used is marked."""
    community = frame.community_asked(request)
    rows = quality.field_qualities(community_id=community, reach=request.seat.reach, now=request.now)
    return page(
        request,
        "console/profiles/quality.html",
        tab_items=frame.tabs(request, "profile-quality"),
        choices=frame.choices(request),
        chosen=str(community or ""),
        rows=[(one, [wording.purpose_name(code) for code in one.purposes]) for one in rows],
        unused=sum(1 for one in rows if one.is_unused),
        whole=quality.completeness(community, reach=request.seat.reach),
    )


@require_safe
@staff_can(Permission.SEE)
def profile_portraits(request: StaffRequest) -> HttpResponse:
    """How people answered what can be counted, and how they fit the persona of a community."""
    community = frame.community_asked(request)
    countable = [one.code for one in known.fields_for(community) if one.kind in portraits.COUNTABLE]
    codes = [*countable, *(code for code in ATTENTION if code not in countable)]
    found = portraits.distributions(
        codes,
        community_id=community,
        reach=request.seat.reach,
        sees_personal=frame.sees_personal(request),
    )
    shown = [one for one in found if one.answered]
    using.note_use(
        field=[one.field.code for one in shown],
        purpose="page",
        about="portraits",
        by=request.actor,
        at=request.now,
    )
    return page(
        request,
        "console/profiles/portraits.html",
        tab_items=frame.tabs(request, "profile-portraits"),
        choices=frame.choices(request),
        chosen=str(community or ""),
        parts=_parts(shown, community),
        structure=portraits.structure_of(community) if community else None,
        may_edit=orgs.can(request.seat, Permission.COMMUNITY_EDIT, community),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@staff_can(Permission.COMMUNITY_EDIT)
def profile_persona(request: StaffRequest, community_id: int) -> HttpResponse:
    """Whom a community is for."""
    community = or_404(communities.access_community, request.seat, community_id)
    present = portraits.persona_of(community.id)
    initial: dict[str, object] = {"name": present.name} if present else {}
    initial |= {f"w_{code}": values for code, values in (present.wanted if present else {}).items()}
    form = forms.Persona(request.POST or None, fields=known.fields_for(community.id), initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            describing.describe_persona(
                community_id=community.id,
                name=form.cleaned_data["name"],
                wanted=form.wanted(),
                by=request.actor,
                at=request.now,
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, gettext("Saved"))
            response = go(request, "console:profile-portraits")
            place = "HX-Redirect" if response.has_header("HX-Redirect") else "Location"
            response[place] += f"?community={community.id}"
            return response
    return page(
        request,
        "console/profiles/persona.html",
        status=422 if form.errors else 200,
        form=form,
        community=community,
    )


def _parts(
    found: list[Distribution], community: int | None
) -> list[tuple[str, list[tuple[Distribution, list[Bar]]]]]:
    """Distributions under the headings of their parts of the profile, with their bars."""
    parts: dict[str, list[tuple[Distribution, list[Bar]]]] = {}
    for one in found:
        bars = [
            Bar(
                label=group.label,
                value=group.share,
                text=number(group.people) if group.people is not None else "<3",
                url=_behind(one, group, community),
            )
            for group in one.groups
        ]
        parts.setdefault(wording.group_name(one.field.group), []).append((one, bars))
    return list(parts.items())


def _behind(one: Distribution, group: Group, community: int | None) -> str:
    """The members who gave this answer; "" where a bar is of several answers, or hidden."""
    if group.people is None or one.field.kind not in SINGLE:
        return ""
    which = {"community": community} if community else {}
    answer = f"{one.field.code}:{group.value}"
    return f"{reverse('console:members')}?{urlencode({'answer': answer, **which})}"
