"""Files of members in and out: looked over, applied, thrown away, handed out."""

from pathlib import Path
from typing import cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.http import FileResponse, Http404, HttpResponse, StreamingHttpResponse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.faces.console import profile_frame as frame
from linli.faces.console.doors import or_404
from linli.faces.console.forms import profiles as forms
from linli.faces.console.forms.operate import read_id
from linli.faces.ui.access import staff_can
from linli.faces.ui.page import go, page
from linli.faces.ui.request import StaffRequest
from linli.kernel.errors import Refusal
from linli.kernel.jobs import queries as running
from linli.kernel.orgs import queries as orgs
from linli.kernel.orgs.rules import Permission
from linli.people.communities import queries as communities
from linli.people.profiles import jobs
from linli.people.profiles.actions import exporting
from linli.people.profiles.actions.importing import files
from linli.people.profiles.actions.importing.columns import Options
from linli.people.profiles.files import writing
from linli.people.profiles.queries import fields as known
from linli.people.profiles.queries import imports, people, rows
from linli.people.profiles.rules.fates import Fate

A_PAGE = 100


@require_http_methods(["GET", "HEAD", "POST"])
@staff_can(Permission.SEE)
def profile_files(request: StaffRequest) -> HttpResponse:
    """The upload, the files there were, and the tables handed out."""
    form = forms.Upload(request.POST or None, request.FILES or None)
    if request.method == "POST":
        if not orgs.can(request.seat, Permission.MEMBER_EDIT):
            raise PermissionDenied
        if form.is_valid():
            one = _take_in(request, **form.cleaned_data)
            return go(request, "console:profile-import", one)
    return page(
        request,
        "console/profiles/files.html",
        fragment="progress",
        status=422 if form.errors else 200,
        tab_items=frame.tabs(request, "profile-files"),
        form=form,
        export=_export_form(request),
        imports=[(one, imports.state_name(one.state)) for one in imports.imports(by=_own(request))],
        exports=rows.exports(by=request.actor.code),
        may_import=orgs.can(request.seat, Permission.MEMBER_EDIT),
        may_export=orgs.can(request.seat, Permission.MEMBER_EXPORT),
    )


@require_safe
@staff_can(Permission.MEMBER_EDIT)
def profile_import(request: StaffRequest, import_id: int) -> HttpResponse:
    """One file: how far it is, what every column means, the fate of every row."""
    one = or_404(imports.get_import, import_id, by=_own(request))
    fate = request.GET.get("fate", "")
    after = read_id(request.GET.get("after")) or 0
    shown = imports.rows_of(one, fate=fate if fate in set(Fate) else "", after=after, limit=A_PAGE + 1)
    return page(
        request,
        "console/profiles/import.html",
        fragment="progress",
        one=one,
        state=imports.state_name(one.state),
        counts=[(fate, imports.fate_name(fate), one.counts.get(fate, 0)) for fate in Fate],
        fate=fate,
        columns=_columns(one.columns),
        rows=[(row, imports.fate_name(row.fate)) for row in shown[:A_PAGE]],
        following=shown[A_PAGE - 1].row if len(shown) > A_PAGE else None,
        runs=[*running.running(jobs.CHECK), *running.running(jobs.APPLY)],
        is_busy=one.state in {"checking", "applying"},
    )


@require_POST
@staff_can(Permission.MEMBER_EDIT)
def profile_import_act(request: StaffRequest, import_id: int) -> HttpResponse:
    """Apply a looked-over file in the background, or throw it away."""
    one = or_404(imports.get_import, import_id, by=_own(request))
    try:
        if request.POST.get("act") == "apply":
            files.claim(one=one)
            jobs.apply_import.defer(org_id=request.org.pk, import_id=one.pk, staff_id=request.staff.pk)
            messages.success(request, gettext("The file is being applied; it goes on when you leave."))
        else:
            files.discard(one=one, by=request.actor, at=request.now)
            messages.success(request, gettext("The file was thrown away: nothing was written."))
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return go(request, "console:profile-import", one.pk)


@require_safe
@staff_can(Permission.MEMBER_EDIT)
def profile_import_report(request: StaffRequest, import_id: int) -> HttpResponse:
    """The fate of every row as a CSV file."""
    one = or_404(imports.get_import, import_id, by=_own(request))
    headings = [
        gettext("Row"), gettext("Fate"), gettext("Member ID"), gettext("Answers written"),
        gettext("Answers kept"), gettext("Reason"),
    ]  # fmt: skip
    response = StreamingHttpResponse(
        writing.csv_lines(headings, imports.report(one)), content_type="text/csv; charset=utf-8"
    )
    response["Content-Disposition"] = f'attachment; filename="import-{one.pk}.csv"'
    return cast(HttpResponse, response)


@require_POST
@staff_can(Permission.MEMBER_EXPORT)
def profile_export(request: StaffRequest) -> HttpResponse:
    """Make a table: small ones at once, large ones in the background."""
    form = _export_form(request)
    if not form.is_valid():
        messages.error(request, gettext("Choose columns from those offered."))
        return go(request, "console:profile-files")
    given = form.cleaned_data
    community = int(given["community"]) if given["community"] else None
    if community is not None:
        or_404(communities.access_community, request.seat, community)
    try:
        choice = exporting.choose(given["fields_wanted"], living=given["living"], community_id=community)
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return go(request, "console:profile-files")
    ids = people.present_ids(community, reach=request.seat.reach)
    name = f"members-{request.today.isoformat()}.{given['format']}"
    one = exporting.begin(file_name=name, by=request.actor, at=request.now)
    sees = frame.sees_personal(request)
    if len(ids) > exporting.AT_ONCE:
        jobs.write_export.defer(
            org_id=request.org.pk, export_id=one.pk, member_ids=ids, codes=given["fields_wanted"],
            living=given["living"], community_id=community, sees_personal=sees, staff_id=request.staff.pk,
        )  # fmt: skip
        messages.success(request, gettext("The table is being written; it will stand below."))
        return go(request, "console:profile-files")
    exporting.write(
        one=one, member_ids=ids, choice=choice, sees_personal=sees, by=request.actor, at=request.now
    )
    return go(request, "console:profile-export-file", one.pk)


@require_safe
@staff_can(Permission.MEMBER_EXPORT)
def profile_export_file(request: StaffRequest, export_id: int) -> HttpResponse:
    """A finished table, to whoever asked for it."""
    one = rows.find_export(export_id, by=request.actor.code)
    path = Path(one.folder) / one.file_name if one and one.folder else None
    if one is None or path is None or not path.is_file():
        raise Http404
    return cast(HttpResponse, FileResponse(path.open("rb"), as_attachment=True, filename=one.file_name))


def _own(request: StaffRequest) -> str | None:
    """A limited seat sees only the files it brought."""
    return None if request.seat.reach is None else request.actor.code


def _export_form(request: StaffRequest) -> forms.Export:
    data = request.POST if request.method == "POST" and not request.FILES else None
    return forms.Export(
        data or None,
        communities=frame.choices(request),
        fields=known.all_fields(reach=request.seat.reach),
    )


def _take_in(request: StaffRequest, *, file: "UploadedFile[bytes]", creates: bool, overwrites: bool) -> int:
    reach = request.seat.reach
    options = Options(
        creates=creates and reach is None,
        overwrites=overwrites,
        sees_personal=frame.sees_personal(request),
        reach=None if reach is None else tuple(sorted(reach)),
    )

    def content(path: Path) -> None:
        with path.open("wb") as kept:
            for chunk in file.chunks():
                kept.write(chunk)

    one = files.receive(
        file_name=file.name or "members", content=content, options=options, by=request.actor, at=request.now
    )
    jobs.check_import.defer(org_id=request.org.pk, import_id=one.pk)
    return int(one.pk)


def _columns(kept: list[dict[str, str]]) -> list[tuple[str, str]]:
    own = {
        "id": gettext("Member ID"),
        "name": gettext("Name"),
        "channel": gettext("Channel"),
        "account": gettext("Account"),
    }
    fields = {f"field:{one.code}": one.name for one in known.all_fields()}
    return [(one["heading"], (own | fields).get(one["meaning"], "")) for one in kept]
