"""The profile of one member: a section for their page, and a page on which staff write answers."""

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from linli.faces.console import consents
from linli.faces.console import profile_frame as frame
from linli.faces.console.doors import or_404
from linli.faces.portal.profile_forms import AnswersForm
from linli.faces.ui.access import staff_can
from linli.faces.ui.page import go, page
from linli.faces.ui.request import StaffRequest
from linli.kernel.errors import Refusal
from linli.kernel.orgs.rules import Permission
from linli.people.consent.actions import watching
from linli.people.consent.rules import Why
from linli.people.members.queries import people
from linli.people.profiles.actions import answering
from linli.people.profiles.queries import answers
from linli.people.profiles.queries import fields as known


def section(request: StaffRequest, member_id: int) -> dict[str, object]:
    """What `console/parts/profile_of_member.html` shows, as `profile_of`; two queries.

    Personal answers are masked until a seat that may see them asks (`?reveal=1`), which is written down.
    """
    may_see = frame.sees_personal(request)
    is_revealed = may_see and request.GET.get("reveal") == "1"
    fields = known.all_fields(reach=request.seat.reach)
    lines = answers.profile_lines(member_id, fields, now=request.now, sees_personal=is_revealed)
    if is_revealed:
        consents.looked(request, [member_id], Why.REVEAL)
    return {
        "member_id": member_id,
        "lines": [one for one in lines if one.text],
        "may_reveal": may_see
        and not is_revealed
        and any(one.text and one.field.is_personal for one in lines),
        "unanswered": sum(1 for one in lines if not one.text and one.field.is_asked),
        "stale": sum(1 for one in lines if one.is_stale),
    }


@require_http_methods(["GET", "HEAD", "POST"])
@staff_can(Permission.MEMBER_EDIT)
def profile_of_member(request: StaffRequest, member_id: int) -> HttpResponse:
    """Answers written by staff for a member; each keeps who wrote it."""
    member = or_404(people.access_member, request.seat, member_id)
    sees = frame.sees_personal(request)
    fields = [one for one in known.all_fields(reach=request.seat.reach) if sees or not one.is_personal]
    watching.note_access([member.id], by=request.actor, at=request.now, why=Why.PROFILE)
    form = AnswersForm(fields, request.POST or None, values=answers.values_of(member.id))
    if request.method == "POST" and form.is_valid():
        given = {code: value for code, value in form.given().items() if code in form.changed_data}
        try:
            answering.answer(
                member_id=member.id,
                values=given,
                source=request.actor.code,
                by=request.actor,
                at=request.now,
            )
        except answering.BadAnswers as refusal:
            form.take(refusal.problems)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, gettext("Saved"))
            return go(request, "console:member", member.id)
    return page(
        request,
        "console/profiles/member.html",
        status=422 if form.errors else 200,
        form=form,
        member=member,
        former=answers.former_lines(member.id, sees_personal=sees),
    )
