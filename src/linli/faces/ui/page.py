"""page(): the fragment to htmx, the whole page to everyone else; and redirects that both understand."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import resolve_url
from django.template.loader import render_to_string
from django.utils.cache import patch_vary_headers
from django_htmx.http import HttpResponseClientRedirect


def page(
    request: HttpRequest, template: str, *, fragment: str | None = None, status: int = 200, **context: object
) -> HttpResponse:
    """Render `template`; for htmx only its partial named `fragment`, then waiting messages as toasts.

    A page restored from history, or followed by a boosted link, is always whole.
    """
    if fragment is None:
        return HttpResponse(render_to_string(template, context, request), status=status)
    if wants_fragment(request):
        body = render_to_string(f"{template}#{fragment}", context, request) + _toasts(request)
    else:
        body = render_to_string(template, context, request)
    response = HttpResponse(body, status=status)
    patch_vary_headers(response, ["HX-Request"])
    return response


def wants_fragment(request: HttpRequest) -> bool:
    """Did htmx ask for a part of a page?"""
    htmx = getattr(request, "htmx", None)
    return htmx is not None and bool(htmx) and not htmx.boosted and not htmx.history_restore_request


def is_htmx(request: HttpRequest) -> bool:
    """Did htmx send this, for a part or for a whole page?"""
    return bool(getattr(request, "htmx", None))


def go(request: HttpRequest, to: str, *args: object, **kwargs: object) -> HttpResponse:
    """Go on to a page (url name, path or model), after a POST. Works for htmx as for a plain form."""
    url = resolve_url(to, *args, **kwargs)
    if is_htmx(request):
        return HttpResponseClientRedirect(url)
    return HttpResponseRedirect(url)


def _toasts(request: HttpRequest) -> str:
    waiting = messages.get_messages(request)
    if not len(waiting):
        return ""
    return render_to_string("ui/parts/toasts.html", {"messages": waiting, "is_late": True}, request)
