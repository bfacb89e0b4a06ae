"""What I can take part in: polls, sign-ups, quizzes of my groups, and surveys that are for me alone."""

from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from linli.faces.portal.access import MemberRequest, member_page
from linli.faces.portal.activity_words import ICONS, kind_words, words
from linli.faces.portal.tabs import tabs
from linli.faces.ui.page import page
from linli.kernel.errors import Refusal
from linli.kernel.orgs import actor, scope
from linli.run.activities import rules
from linli.run.activities.actions import asking, joining
from linli.run.activities.queries import activities as reading


@dataclass(frozen=True)
class Choice:
    """An option with how many chose it, from 1."""

    number: int
    text: str
    count: int
    share: float
    is_mine: bool
    is_right: bool


@require_safe
@member_page
def activities(request: MemberRequest) -> HttpResponse:
    """Everything open, what closes first first."""
    visitor = request.visitor
    groups = [stay.room.address.group_id for stay in visitor.stays if stay.room.address.group_id]
    found = reading.for_member(groups, members=visitor.member_ids, at=timezone.now())
    mine = reading.taken_part([one.id for one in found], visitor.member_ids)
    lines = [
        {
            "one": one,
            "words": one.title or words(one),
            "kind": kind_words(one.kind),
            "icon": ICONS[one.kind],
            "is_done": one.id in mine,
        }
        for one in found
    ]
    return page(request, "portal/activities.html", lines=lines, bar=tabs("home"))


@require_http_methods(["GET", "POST"])
@member_page
def activity(request: MemberRequest, activity_id: int) -> HttpResponse:
    """One activity: its words, its options, how it stands, and taking part."""
    visitor = request.visitor
    try:
        one = reading.get_activity(activity_id)
    except Refusal:
        raise Http404 from None
    groups = {stay.room.address.group_id for stay in visitor.stays}
    if one.kind == "survey" or one.group_id not in groups:
        raise Http404
    refusal = ""
    if request.method == "POST":
        by = actor.member(visitor.member, ip=request.META.get("REMOTE_ADDR"))
        choice = request.POST.get("choice", "0")
        try:
            joining.join(
                activity=one,
                member=visitor.member,
                choice=int(choice) if choice.isascii() and choice.isdigit() and len(choice) < 3 else 0,
                by=by,
                at=timezone.now(),
            )
            return redirect("portal:activity", one.id)
        except Refusal as said:
            refusal = str(said)
    return _activity(request, one.id, refusal)


def _activity(request: MemberRequest, activity_id: int, refusal: str) -> HttpResponse:
    one = reading.get_activity(activity_id)
    part = reading.part_of(one, request.visitor.member_ids)
    standing = reading.standings([one.id])[one.id]
    whole = max(1, sum(standing.by_option))
    may_see = rules.may_see_answer(one.kind, one.state)
    choices = [
        Choice(
            number,
            text,
            count,
            100 * count / whole,
            part is not None and part.choice == number,
            may_see and one.answer == number,
        )
        for number, (text, count) in enumerate(zip(one.options, standing.by_option, strict=True), start=1)
    ]
    return page(
        request,
        "portal/activity.html",
        status=422 if refusal else 200,
        one=one,
        words=words(one),
        kind=kind_words(one.kind),
        part=part,
        standing=standing,
        choices=choices,
        shows_result=part is not None or one.state != "open",
        may_choose=one.state == "open" and (part is None or one.kind in joining.CHANGEABLE),
        refusal=refusal,
        bar=tabs("home"),
    )


@never_cache
@require_http_methods(["GET", "POST"])
def survey(request: HttpRequest, token: str) -> HttpResponse:
    """The questions for one member; the token, sent to them alone, says who answers."""
    found = reading.find_by_token(token)
    if found is None:
        raise Http404
    with scope.org(found[0]):
        one = reading.get_activity(found[1])
        given = {name: value for name, value in request.POST.items() if isinstance(value, str)}
        refusal = ""
        if request.method == "POST":
            by = actor.member(one.member_id or 0, ip=request.META.get("REMOTE_ADDR"))
            try:
                asking.answer(survey=one, given=given, by=by, at=timezone.now())
                return redirect("portal:survey", token)
            except Refusal as said:
                refusal = str(said)
        part = reading.part_of(one, [one.member_id or 0])
        kept = given or {name: str(value) for name, value in (part.answers if part else {}).items()}
        questions = [{**each, "value": kept.get(each["field"], "")} for each in one.questions]
        is_over = one.state != "open" or timezone.now() >= one.closes_at
        return page(
            request,
            "portal/survey.html",
            status=422 if refusal else 200,
            words=words(one),
            questions=questions,
            part=part,
            is_over=is_over,
            refusal=refusal,
        )
