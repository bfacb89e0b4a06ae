"""Importing a chat history: the upload, the work in the background, and what was not understood."""

import secrets
from pathlib import Path

from django.conf import settings
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from django.utils.text import get_valid_filename
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from linli.connect.adapters.archive import reader
from linli.faces.console.doors import or_404
from linli.faces.console.forms.importing import LARGEST_MB, Upload
from linli.faces.console.forms.operate import community_choices
from linli.faces.ui.access import staff_can
from linli.faces.ui.page import go, page
from linli.faces.ui.request import StaffRequest
from linli.kernel.errors import Refusal
from linli.kernel.jobs import queries as jobs
from linli.kernel.orgs.rules import Permission
from linli.people.communities import jobs as communities_jobs
from linli.people.communities import queries as communities


@require_http_methods(["GET", "POST"])
@staff_can(Permission.COMMUNITY_EDIT)
def importing(request: StaffRequest) -> HttpResponse:
    """The form, what runs now, and every import so far."""
    choices = community_choices(request.seat, everywhere=False)
    form = Upload(request.POST or None, request.FILES or None, communities=choices)
    if request.method == "POST" and form.is_valid():
        try:
            _begin(request, **form.cleaned_data)
        except Refusal as refusal:
            form.add_error("file", str(refusal))
        else:
            messages.success(request, gettext("The import has begun; it goes on when you leave this page."))
            return go(request, "console:channel-import")
    return page(
        request,
        "console/importing/import.html",
        fragment="progress",
        form=form,
        has_communities=bool(choices),
        running=jobs.running(communities_jobs.IMPORT),
        imports=communities.history_imports(reach=request.seat.reach),
        largest=LARGEST_MB,
    )


@require_safe
@staff_can(Permission.COMMUNITY_EDIT)
def import_report(request: StaffRequest, import_id: int) -> HttpResponse:
    """What became of one file, with the records that were not understood."""
    one = or_404(communities.access_import, request.seat, import_id)
    return page(request, "console/importing/report.html", one=one)


def _begin(
    request: StaffRequest,
    *,
    file: "UploadedFile[bytes]",
    community: int,
    format: str,
    zone: str,
    date_order: str,
) -> None:
    """Keep the file, look whether it can be read at all, and let a worker take it in."""
    target = communities.access_community(request.seat, community)
    path = _keep(file)
    try:
        reader.open_archive(path, zone=zone or None, format=format or None, date_order=date_order or None)
    except Refusal:
        path.unlink()
        path.parent.rmdir()
        raise
    communities_jobs.import_file.defer(
        org_id=request.org.pk,
        community_id=target.id,
        path=str(path),
        zone=zone or None,
        format=format or None,
        staff_id=request.staff.pk,
        date_order=date_order or None,
    )


def _keep(file: "UploadedFile[bytes]") -> Path:
    folder = Path(settings.HOME) / "uploads" / secrets.token_hex(8)
    folder.mkdir(parents=True, mode=0o700)
    path = folder / get_valid_filename(Path(file.name or "history").name)
    with path.open("wb") as kept:
        for chunk in file.chunks():
            kept.write(chunk)
    return path
