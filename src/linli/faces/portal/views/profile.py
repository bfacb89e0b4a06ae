"""My profile: the information template in a few screens, what I said so far, and who may find it."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.faces.portal import profile_forms
from linli.faces.portal.access import Home, MemberRequest, member_page
from linli.faces.portal.profile_forms import AnswersForm
from linli.faces.portal.tabs import tabs
from linli.faces.ui.page import page
from linli.kernel.errors import Refusal
from linli.people.profiles.actions import answering, asking
from linli.people.profiles.queries import answers, directory
from linli.people.profiles.queries import asking as asked
from linli.people.profiles.queries import fields as known


@require_safe
@member_page
def profile(request: MemberRequest) -> HttpResponse:
    """What I said so far, and the way on."""
    home = _home(request)
    member = request.visitor.member
    parts = profile_forms.screens_of(home.id)
    progress = asked.progress_of(member, home.id)
    asks = known.template_fields(home.id)
    lines = answers.profile_lines(member, asks, now=request.now, sees_personal=True)
    return page(
        request,
        "portal/profile.html",
        parts=parts,
        going_on=min(progress.screen, len(parts) - 1),
        progress=progress,
        lines=[one for one in lines if one.text],
        bar=tabs("me"),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@member_page
def screen(request: MemberRequest, number: int) -> HttpResponse:
    """One screen of the template; what it holds is saved before the next is shown."""
    home = _home(request)
    parts = profile_forms.screens_of(home.id)
    if number >= len(parts):
        raise Http404
    member = request.visitor.member
    form = profile_forms.template_form(home.id, member, request.POST or None, screen=number)
    if request.method == "POST" and form.is_valid() and _saved(request, home.id, form):
        return _go_on(request, home.id, number, last=len(parts) - 1)
    return page(
        request,
        "portal/profile_screen.html",
        status=422 if form.errors else 200,
        form=form,
        part=parts[number],
        parts=len(parts),
        step=number + 1,
        before=number - 1,
        example=profile_forms.example_of(parts[number].fields),
        bar=tabs("me"),
    )


@require_POST
@member_page
def listing(request: MemberRequest) -> HttpResponse:
    """Let others find what I share and supply, or no longer."""
    asking.show_to_members(
        member_id=request.visitor.member,
        community_id=_home(request).id,
        is_shown=request.POST.get("shown") == "yes",
        by=request.actor,
        at=request.now,
    )
    messages.success(request, _("Saved"))
    return redirect("portal:profile")


@require_safe
@member_page
def who_can_what(request: MemberRequest) -> HttpResponse:
    """What members share and supply, of those who let others find it."""
    text = request.GET.get("q", "")[:100]
    found = directory.search(community_id=_home(request).id, text=text, for_members=True)
    return page(request, "portal/directory.html", fragment="found", found=found, text=text, bar=tabs("me"))


def _home(request: MemberRequest) -> Home:
    if request.visitor.home is None:
        raise Http404
    return request.visitor.home


def _saved(request: MemberRequest, community_id: int, form: AnswersForm) -> bool:
    """Write what was said; what does not fit is shown beside its field."""
    member = request.visitor.member
    try:
        outcome = answering.answer(
            member_id=member, values=form.given(), source="member", by=request.actor, at=request.now
        )
    except answering.BadAnswers as refusal:
        form.take(refusal.problems)
        return False
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return False
    asking.ask(member_ids=[member], community_id=community_id, by=request.actor, at=request.now)
    names = {one.code: one.name for one in form.asked}
    for code, sentence in outcome.doubts.items():
        messages.warning(request, _("“{field}”: {said}").format(field=names[code], said=sentence))
    return True


def _go_on(request: MemberRequest, community_id: int, number: int, *, last: int) -> HttpResponse:
    member = request.visitor.member
    asking.reach_screen(member_id=member, community_id=community_id, screen=number + 1)
    if number < last:
        return redirect("portal:profile-screen", number + 1)
    asking.finish(member_id=member, community_id=community_id, by=request.actor, at=request.now)
    messages.success(request, _("Thank you: that is all we wanted to know."))
    return redirect("portal:profile")
