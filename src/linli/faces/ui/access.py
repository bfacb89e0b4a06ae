"""@staff_can: the door of every console view."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, cast

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext
from django_htmx.http import HttpResponseClientRedirect

from linli.kernel.orgs import queries
from linli.kernel.orgs.rules import Permission

from .page import is_htmx
from .request import StaffRequest

P = ParamSpec("P")
StaffView = Callable[Concatenate[StaffRequest, P], HttpResponse]
View = Callable[Concatenate[HttpRequest, P], HttpResponse]


def staff_can(permission: Permission) -> Callable[[StaffView[P]], View[P]]:
    """Lets in staff whose seat holds `permission`; sends strangers to the login, refuses others with 403.

    A seat limited to some communities passes too: the view filters by `request.seat.reach`.
    """

    def guard(view: StaffView[P]) -> View[P]:
        @wraps(view)
        def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            if not hasattr(request, "staff"):
                return _to_login(request)
            staff_request = cast(StaffRequest, request)
            if not hasattr(request, "seat"):
                raise PermissionDenied(gettext("Your account has no seat in any organisation."))
            if not queries.can(staff_request.seat, permission):
                raise PermissionDenied
            return view(staff_request, *args, **kwargs)

        return guarded

    return guard


def _to_login(request: HttpRequest) -> HttpResponse:
    if not is_htmx(request):
        return redirect_to_login(request.get_full_path())
    current = request.headers.get("HX-Current-URL", "/console/")
    return HttpResponseClientRedirect(redirect_to_login(current).url)
