"""Error pages: each says what happened and what to do. Named as handlers in the root addresses."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext, override

from .page import is_htmx

_STATIC = Path(__file__).parent / "static" / "ui"


@dataclass(frozen=True)
class Wrong:
    """An error in words, in one language."""

    code: int
    title: str
    what: str
    do: str
    detail: str = ""
    language: str = ""


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400, for a request that cannot be understood."""
    return _page(request, _malformed())


def permission_denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403; the words of the refusal are shown when it brings some."""
    return _page(request, _forbidden(str(exception or "")))


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 for a form whose token is missing or old."""
    return _page(request, _stale())


def page_not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404, the same for what does not exist and what one may not see."""
    return _page(request, _missing())


def server_error(request: HttpRequest) -> HttpResponse:
    """500; needs no database."""
    return _page(request, _failed())


def refused(request: HttpRequest, sentence: str) -> HttpResponse:
    """422 for an action that was refused in one sentence; a toast when htmx asked."""
    if not is_htmx(request):
        return _page(request, _refused(sentence))
    context = {"sentence": sentence[:1].upper() + sentence[1:]}
    response = HttpResponse(render_to_string("ui/parts/refused.html", context, request), status=422)
    response["HX-Retarget"] = "#ll-toasts"
    response["HX-Reswap"] = "beforeend"
    return response


@lru_cache(maxsize=1)
def offline_page() -> bytes:
    """A whole 502 page in both languages with its style inside, for whoever answers while web is down."""
    wrongs = [_in(language, _unreachable) for language in ("zh-hans", "en")]
    style = "".join((_STATIC / name).read_text() for name in ("tokens.css", "shared.css", "portal.css"))
    return render_to_string("ui/offline.html", {"errors": wrongs, "style": style}).encode()


def _page(request: HttpRequest, wrong: Wrong) -> HttpResponse:
    return HttpResponse(render_to_string("ui/error.html", {"error": wrong}, request), status=wrong.code)


def _in(language: str, wrong: Callable[[str], Wrong]) -> Wrong:
    with override(language):
        return wrong(language)


def _malformed() -> Wrong:
    return Wrong(
        400,
        gettext("This request could not be read"),
        gettext("Something in the address or the form is not as it should be. Nothing was changed."),
        gettext("Go back and try again."),
    )


def _forbidden(detail: str) -> Wrong:
    return Wrong(
        403,
        gettext("You may not do this"),
        gettext("Your role does not include this page or action. Nothing was changed."),
        gettext("Ask the owner of the organisation to widen your role, under Staff and roles."),
        detail,
    )


def _stale() -> Wrong:
    return Wrong(
        403,
        gettext("This form is too old"),
        gettext("It was opened before you logged in or out, or cookies are blocked. Nothing was changed."),
        gettext("Go back, reload the page, and send it again."),
    )


def _missing() -> Wrong:
    return Wrong(
        404,
        gettext("There is no such page"),
        gettext("The address is wrong, or what it named is gone, or it belongs to another organisation."),
        gettext("Check the address, or look for it from the start page."),
    )


def _failed() -> Wrong:
    return Wrong(
        500,
        gettext("Linli made a mistake"),
        gettext("The page failed; nothing was half done. The error is in the server's log."),
        gettext("Try again in a minute. If it stays, send the time and this address to your administrator."),
    )


def _refused(sentence: str) -> Wrong:
    return Wrong(
        422,
        gettext("This cannot be done"),
        sentence[:1].upper() + sentence[1:],
        gettext("Nothing was changed. Go back and try it another way."),
    )


def _unreachable(language: str) -> Wrong:
    return Wrong(
        502,
        gettext("Linli is starting"),
        gettext("The web process does not answer yet."),
        gettext("This page looks again every 10 seconds."),
        language=language,
    )
