"""Playbooks as spreadsheets: out, and in again."""

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from linli.faces.console.doors import or_404
from linli.faces.console.forms.playbooks import Workbook
from linli.faces.ui.access import staff_can
from linli.faces.ui.page import go, page
from linli.faces.ui.request import StaffRequest
from linli.kernel.errors import Refusal
from linli.kernel.orgs.rules import Permission
from linli.run.playbooks.actions import publishing
from linli.run.playbooks.excel import export, reading
from linli.run.playbooks.excel.reading import CannotImport
from linli.run.playbooks.queries import runs, world

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LARGEST = 5 * 1024 * 1024


@require_safe
@staff_can(Permission.PLAYBOOK_EDIT)
def playbook_workbook(request: StaffRequest, playbook_id: int) -> HttpResponse:
    """The draft, or what is published, as a spreadsheet."""
    one = or_404(runs.get_playbook, playbook_id)
    content = export.workbook(one.draft or (one.current.source if one.current else ""))
    answer = HttpResponse(content, content_type=XLSX)
    answer["Content-Disposition"] = f'attachment; filename="{one.code}.xlsx"'
    return answer


@require_http_methods(["GET", "POST"])
@staff_can(Permission.PLAYBOOK_EDIT)
def playbook_import(request: StaffRequest) -> HttpResponse:
    """A spreadsheet becomes a draft; every mistake is named with its cell, and nothing is kept then."""
    form = Workbook(request.POST or None, request.FILES or None)
    problems: list[str] = []
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        if file.size > LARGEST:
            form.add_error("file", gettext("This file is larger than 5 MB; a playbook never is."))
        else:
            try:
                source = reading.source_of(file.read(), world.check)
                made = publishing.save_draft(source=source, by=request.actor, at=request.now)
            except CannotImport as refusal:
                problems = [str(one) for one in refusal.problems]
            except Refusal as refusal:
                form.add_error("file", str(refusal))
            else:
                messages.success(
                    request, gettext("The spreadsheet is a draft now; look at it, then publish it.")
                )
                return go(request, "console:playbook-edit", made.id)
    return page(
        request,
        "console/playbooks/import.html",
        status=422 if problems else 200,
        form=form,
        problems=problems,
        crumbs=[(gettext("Playbooks"), reverse("console:playbooks"))],
    )
