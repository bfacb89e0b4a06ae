"""How failed logins are counted: by the address somebody logs in with, whatever its case."""

from collections.abc import Mapping

from django.http import HttpRequest


def login_name(request: HttpRequest, credentials: Mapping[str, str] | None) -> str:
    """The address a login was tried with; small letters, so that no other spelling gets tries of its own."""
    given = (credentials or {}).get("username") or request.POST.get("username", "")
    return given.strip().lower()
