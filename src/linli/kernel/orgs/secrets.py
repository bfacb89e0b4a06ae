"""Encryption of secrets at rest: channel tokens, TOTP seeds, signing keys."""

import base64
import hashlib

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings

from linli.kernel.errors import Refusal


class CannotDecrypt(Refusal):
    """A stored secret does not open with this installation's key."""

    def __init__(self) -> None:
        super().__init__(
            "a stored secret cannot be read: LINLI_SECRET_KEY is not the one it was written with"
        )


def _box() -> Fernet:
    return Fernet(
        base64.urlsafe_b64encode(hashlib.sha256(b"linli/secrets/1" + settings.SECRET_KEY.encode()).digest())
    )


def seal(text: str) -> str:
    """The text, encrypted and authenticated; empty stays empty."""
    return _box().encrypt(text.encode()).decode() if text else ""


def unseal(sealed: str) -> str:
    """What `seal` was given; CannotDecrypt when the key differs or the text was changed."""
    try:
        return _box().decrypt(sealed.encode()).decode() if sealed else ""
    except InvalidToken:
        raise CannotDecrypt from None
