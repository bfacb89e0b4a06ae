"""Addresses for the tests of the interface: its own, two console pages and a portal page."""

from django.contrib import messages
from django.http import HttpResponse
from django.urls import include, path

from linli.faces.ui import errors
from linli.faces.ui.access import staff_can
from linli.faces.ui.page import go, page
from linli.kernel.errors import Refusal
from linli.kernel.orgs import scope
from linli.kernel.orgs.rules import Permission


@staff_can(Permission.SEE)
def today(request):
    words = (
        request.org.name,
        scope.org_id(),
        request.actor.code,
        request.today.isoformat(),
        request.seat.role,
    )
    return HttpResponse("|".join(map(str, words)))


@staff_can(Permission.STAFF_EDIT)
def staff(request):
    return HttpResponse("the staff page")


def rows(request):
    if "said" in request.GET:
        messages.success(request, "It is saved")
    return page(request, "rows.html", fragment="rows", names=["Su", "Momo"])


def search(request):
    wanted, only = request.GET.get("q", "").lower(), request.GET.get("only", "")
    known = [name for name in ("Su", "Momo", "Cheng") if only in {"", name}]
    names = [name for name in known if wanted in name.lower()]
    return page(request, "search.html", fragment="rows", names=names)


def saved(request):
    return go(request, "console:today")


def refusing(request):
    raise Refusal("the group is closed: open it first")


console = (
    [
        path("today/", today, name="today"),
        path("staff/", staff, name="staff"),
        path("staff/9/", staff, name="staff-member"),
        path("rows/", rows, name="rows"),
        path("search/", search, name="search"),
        path("saved/", saved, name="saved"),
        path("refusing/", refusing, name="refusing"),
        path("login/", today, name="login"),
    ],
    "console",
)

urlpatterns = [
    path("console/", include(console)),
    path("", include("linli.faces.ui.urls")),
    path("403/", errors.permission_denied),
    path("500/", errors.server_error),
]
handler404 = errors.page_not_found
handler403 = errors.permission_denied
