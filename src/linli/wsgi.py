"""Pages and the API: Django behind the gateway, which tells the reader's address and scheme in headers."""

import os
from collections.abc import Callable, Iterable
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "linli.settings")

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

from linli.kernel.database import parenthood

Environ = dict[str, Any]
StartResponse = Callable[..., Any]

parenthood.end_with_server()
_django = get_wsgi_application()
len(get_resolver().url_patterns)  # load every page now, not with the first request


def application(environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
    """Answer `/healthz` for the gateway; give everything else to Django as if the reader came directly."""
    if environ["PATH_INFO"] == "/healthz":
        start_response("200 OK", [("content-type", "text/plain"), ("content-length", "2")])
        return [b"up"]
    if client := environ.pop("HTTP_X_LINLI_CLIENT", ""):
        environ["REMOTE_ADDR"] = client
    if scheme := environ.pop("HTTP_X_LINLI_SCHEME", ""):
        environ["wsgi.url_scheme"] = scheme
    return _django(environ, start_response)
