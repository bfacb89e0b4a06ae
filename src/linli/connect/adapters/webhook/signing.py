"""How a program that is called knows that Linli called: an HMAC over the moment and the body."""

import hashlib
import hmac

HEADER = "X-Linli-Signature"


def sign(key: str, body: bytes, *, at: int) -> str:
    """The value of the header: `t=<seconds>,v1=<hex of HMAC-SHA256 over "<seconds>.<body>">`."""
    digest = hmac.new(key.encode(), f"{at}.".encode() + body, hashlib.sha256).hexdigest()
    return f"t={at},v1={digest}"


def is_signed(key: str, body: bytes, header: str, *, at: int, tolerance: int = 300) -> bool:
    """Does a header fit the body, and is it not older (or newer) than `tolerance` seconds?"""
    fields = dict(part.split("=", 1) for part in header.split(",") if "=" in part)
    if not fields.get("t", "").isdecimal() or abs(at - int(fields["t"])) > tolerance:
        return False
    return hmac.compare_digest(sign(key, body, at=int(fields["t"])), header)
