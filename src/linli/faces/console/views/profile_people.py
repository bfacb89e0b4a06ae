"""Who can share or supply what, and which records may be one person."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.faces.console import profile_frame as frame
from linli.faces.console.doors import or_404, whole_organisation
from linli.faces.ui.access import staff_can
from linli.faces.ui.page import go, page
from linli.faces.ui.request import StaffRequest
from linli.kernel.errors import Refusal
from linli.kernel.orgs import queries as orgs
from linli.kernel.orgs.rules import Permission
from linli.people.consent.actions import watching
from linli.people.consent.rules import Why
from linli.people.members.actions import merging
from linli.people.members.queries import people, profile
from linli.people.members.queries.profile import Profile
from linli.people.profiles import jobs
from linli.people.profiles.actions import duplicates, using
from linli.people.profiles.queries import answers, directory
from linli.people.profiles.queries import duplicates as pairs
from linli.people.profiles.queries import fields as known
from linli.people.profiles.queries.answers import AnswerLine
from linli.people.profiles.queries.fields import FieldLine

A_PAGE = 30


@require_safe
@staff_can(Permission.SEE)
def profile_directory(request: StaffRequest) -> HttpResponse:
    """What members say they can share and supply, searched by words."""
    community = frame.community_asked(request)
    text = request.GET.get("q", "")[:100]
    found = directory.search(community_id=community, text=text, reach=request.seat.reach)
    if found:
        codes = {offer.code for one in found for offer in one.offers}
        watching.note_access(
            [one.member_id for one in found], by=request.actor, at=request.now, why=Why.PROFILE
        )
        using.note_use(field=codes, purpose="match", about="directory", by=request.actor, at=request.now)
    return page(
        request,
        "console/profiles/directory.html",
        fragment="rows",
        tab_items=frame.tabs(request, "profile-directory"),
        choices=frame.choices(request),
        chosen=str(community or ""),
        text=text,
        found=found,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@staff_can(Permission.SEE)
def profile_duplicates(request: StaffRequest) -> HttpResponse:
    """Pairs that wait for a person, likeliest first; a POST seeks them anew."""
    if request.method == "POST":
        whole_organisation(request)
        jobs.find_duplicates.configure(queueing_lock=f"profiles.find_duplicates:{request.org.pk}").defer(
            org_id=request.org.pk
        )
        messages.success(request, gettext("Looking for duplicates; come back in a moment."))
        return go(request, "console:profile-duplicates")
    refuted = request.GET.get("refuted") == "1"
    return page(
        request,
        "console/profiles/duplicates.html",
        tab_items=frame.tabs(request, "profile-duplicates"),
        rows=pairs.pairs(reach=request.seat.reach, refuted=refuted, limit=A_PAGE),
        refuted=refuted,
        may_edit=orgs.can(request.seat, Permission.MEMBER_EDIT),
    )


@require_safe
@staff_can(Permission.MEMBER_EDIT)
def profile_duplicate(request: StaffRequest, pair_id: int) -> HttpResponse:
    """Two records side by side."""
    pair = or_404(pairs.get_pair, pair_id, reach=request.seat.reach)
    fields = known.all_fields(reach=request.seat.reach)
    sides = [_side(request, member_id, fields) for member_id in (pair.one_id, pair.other_id)]
    watching.note_access([pair.one_id, pair.other_id], by=request.actor, at=request.now, why=Why.PROFILE)
    both = [
        (one, other)
        for one, other in zip(sides[0].answers, sides[1].answers, strict=True)
        if one.text or other.text
    ]
    return page(request, "console/profiles/pair.html", pair=pair, sides=sides, both=both)


@require_POST
@staff_can(Permission.MEMBER_EDIT)
def profile_duplicate_decide(request: StaffRequest, pair_id: int) -> HttpResponse:
    """One person (which record stays), or two: `act` says."""
    act = request.POST.get("act", "")
    if act == "again":
        duplicates.reconsider(pair_id=pair_id, by=request.actor, at=request.now)
        return go(request, "console:profile-duplicates")
    pair = or_404(pairs.get_pair, pair_id, reach=request.seat.reach)
    if act == "two":
        duplicates.refute(pair_id=pair.id, by=request.actor, at=request.now)
        messages.success(request, gettext("Noted: these are two people."))
    elif act in {"one", "other"}:
        kept, merged = (pair.one_id, pair.other_id) if act == "one" else (pair.other_id, pair.one_id)
        try:
            merging.merge_members(
                kept=people.get_member(kept),
                merged=people.get_member(merged),
                by=request.actor,
                at=request.now,
            )
        except Refusal as refusal:
            messages.error(request, str(refusal))
            return go(request, "console:profile-duplicates")
        messages.success(request, gettext("These are one member now. It can be undone on their page."))
        return go(request, "console:member", kept)
    return go(request, "console:profile-duplicates")


@dataclass(frozen=True)
class Side:
    """One of two records: who they are, and what they answered."""

    profile: Profile
    answers: list[AnswerLine]


def _side(request: StaffRequest, member_id: int, fields: list[FieldLine]) -> Side:
    member = people.get_member(member_id)
    sees = frame.sees_personal(request)
    return Side(
        profile.profile_of(member, reach=request.seat.reach),
        answers.profile_lines(member_id, fields, now=request.now, sees_personal=sees),
    )
