"""Things named in an address: found, or 404 for what is missing and what is foreign alike."""

from collections.abc import Callable
from typing import ParamSpec, TypeVar

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils.translation import gettext

from linli.faces.ui.request import StaffRequest
from linli.kernel.errors import Refusal

P = ParamSpec("P")
T = TypeVar("T")


def or_404(find: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
    """What an `access_x` or `get_x` finds; its refusal becomes 404."""
    try:
        return find(*args, **kwargs)
    except Refusal:
        raise Http404 from None


def whole_organisation(request: StaffRequest) -> None:
    """403 for a seat limited to some communities: what is done here touches the others too."""
    if request.seat.reach is not None:
        raise PermissionDenied(
            gettext("This touches every community: ask somebody whose seat is not limited to some.")
        )
