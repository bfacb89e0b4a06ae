"""Random ids: unguessable, in letters that survive every address bar."""

import secrets


def token() -> str:
    """22 characters, 128 bits: a link, a guest, a picture."""
    return secrets.token_urlsafe(16)


def message_id() -> str:
    """What the gateway calls a message."""
    return f"m{secrets.token_hex(10)}"
