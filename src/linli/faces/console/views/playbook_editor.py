"""Writing a playbook: the text, all its problems by line, the steps drawn, and publishing."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_http_methods

from linli.faces.console import playbook_flow
from linli.faces.console.doors import or_404, whole_organisation
from linli.faces.ui.access import staff_can
from linli.faces.ui.page import go, page
from linli.faces.ui.request import StaffRequest
from linli.kernel.orgs import queries as orgs
from linli.kernel.orgs.rules import Permission
from linli.run.playbooks.actions import publishing
from linli.run.playbooks.document.problems import CannotPublish, Problem
from linli.run.playbooks.queries import presets, runs, world

LONGEST = 200_000
ROOM_TO_WRITE = 40
PRESET = "newcomer-7d"


@require_http_methods(["GET", "POST"])
@staff_can(Permission.PLAYBOOK_EDIT)
def playbook_new(request: StaffRequest) -> HttpResponse:
    """A new playbook, beginning with the one for newcomers."""
    preset = presets.get_preset(PRESET, get_language() or "en")
    return _edit(request, source=preset.source, title=gettext("New playbook"), playbook_id=None)


@require_http_methods(["GET", "POST"])
@staff_can(Permission.PLAYBOOK_EDIT)
def playbook_edit(request: StaffRequest, playbook_id: int) -> HttpResponse:
    """The draft of a playbook."""
    one = or_404(runs.get_playbook, playbook_id)
    source = one.draft or (one.current.source if one.current else "")
    return _edit(request, source=source, title=str(one), playbook_id=one.id)


def _edit(request: StaffRequest, *, source: str, title: str, playbook_id: int | None) -> HttpResponse:
    act = request.POST.get("act", "check")
    if request.method == "POST":
        source = request.POST.get("source", "").replace("\r\n", "\n")[:LONGEST]
    checked = world.check(source)
    problems = list(checked.errors)
    if act == "save" or (act == "publish" and not problems):
        try:
            kept = _keep(request, source, is_published=act == "publish")
        except CannotPublish as refusal:
            problems = list(refusal.problems)
        else:
            return go(request, "console:playbook", kept)
    lines = source.split("\n")
    return page(
        request,
        "console/playbooks/edit.html",
        fragment="checked",
        title=title,
        playbook_id=playbook_id,
        source=source,
        numbers="\n".join(str(number) for number in range(1, len(lines) + ROOM_TO_WRITE)),
        problems=[(one, _line(lines, one)) for one in problems],
        warnings=[(one, _line(lines, one)) for one in checked.warnings],
        sends=checked.sends,
        reason=request.POST.get("reason", ""),
        cards=playbook_flow.cards(checked.playbook) if checked.playbook else [],
        may_publish=orgs.can(request.seat, Permission.PLAYBOOK_PUBLISH) and request.seat.reach is None,
        was_refused=act == "publish" and bool(problems),
    )


def _keep(request: StaffRequest, source: str, *, is_published: bool) -> int:
    if not is_published:
        playbook = publishing.save_draft(source=source, by=request.actor, at=request.now)
        messages.success(request, gettext("The draft is kept; nothing changes for members yet."))
        return playbook.id
    if not orgs.can(request.seat, Permission.PLAYBOOK_PUBLISH):
        raise PermissionDenied
    whole_organisation(request)
    version = publishing.publish(
        source=source, by=request.actor, at=request.now, reason=request.POST.get("reason", "")
    )
    words = gettext("Version {n} is published: whoever enters from now on gets it.")
    messages.success(request, words.format(n=version.number))
    return version.playbook_id


def _line(lines: list[str], problem: Problem) -> str:
    return lines[problem.line - 1].strip() if 0 < problem.line <= len(lines) else ""
