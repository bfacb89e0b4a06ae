"""Addresses of what goes along with a message: of the web, or of a file in the library."""

import re
from urllib.parse import urlsplit

MAX_ADDRESS = 500
_FILE = re.compile(r"/m/library/([0-9a-f]{24})/")


def path_of(token: str) -> str:
    """Where a file of the library lies on the phone pages; staff and members who are logged in see it."""
    return f"/m/library/{token}/"


def token_of(ref: str) -> str:
    """The token in the address of a library file; "" for any other address."""
    found = _FILE.fullmatch(ref)
    return found[1] if found else ""


def is_address(ref: str) -> bool:
    """True for a web address, and for a file kept in the library."""
    if len(ref) > MAX_ADDRESS:
        return False
    if token_of(ref):
        return True
    try:
        parsed = urlsplit(ref)
    except ValueError:
        return False
    return parsed.scheme in ("http", "https") and bool(parsed.hostname)
