"""Who a program is: a bearer token, or a signature made with the token's secret.

A signed request carries `Linli-Token: <the first 12 characters of the token>`, `Linli-Timestamp: <seconds
since 1970>` and `Linli-Signature: <hex HMAC-SHA256 of "timestamp.body">`; good for five minutes, it never
shows the token itself.
"""

import hashlib
import hmac
from datetime import datetime

from django.http import HttpRequest

from linli.faces.api.problems import Problem
from linli.kernel.orgs import queries, secrets
from linli.kernel.orgs.models import ApiToken

SIGNATURE_SECONDS = 300


def token_of(request: HttpRequest, *, needs: str, at: datetime) -> ApiToken:
    """The token behind a request; Problem 401 when there is none that works, 403 when it lacks `needs`."""
    if "Linli-Signature" in request.headers:
        token = _signer(request, at)
    else:
        token = _bearer(request, at)
    if not queries.has_scope(token, needs):
        raise Problem(403, f"this token may not do “{needs}”: make one with that scope in the settings")
    return token


def _bearer(request: HttpRequest, at: datetime) -> ApiToken:
    kind, _, raw = request.headers.get("Authorization", "").partition(" ")
    if kind.lower() != "bearer" or not raw:
        raise Problem(401, "send the header Authorization: Bearer <token>, or sign the request")
    token = queries.find_token(raw.strip(), at=at)
    if token is None:
        raise Problem(401, "this token is unknown, revoked or expired: make a new one in the settings")
    return token


def _signer(request: HttpRequest, at: datetime) -> ApiToken:
    stamp = request.headers.get("Linli-Timestamp", "")
    if not stamp.isdecimal() or abs(int(stamp) - at.timestamp()) > SIGNATURE_SECONDS:
        raise Problem(
            401, "Linli-Timestamp must be the present time in seconds since 1970, at most five minutes off"
        )
    named = queries.find_tokens_by_prefix(request.headers.get("Linli-Token", "-"))
    given = request.headers["Linli-Signature"]
    message = stamp.encode() + b"." + request.body
    for token in named:
        if _signature(token, message, given) and queries.is_usable(token, at=at):
            return token
    raise Problem(401, "the signature does not fit: sign “timestamp.body” with the token's signing secret")


def _signature(token: ApiToken, message: bytes, given: str) -> bool:
    secret = secrets.unseal(token.signing_secret)
    made = hmac.new(secret.encode(), message, hashlib.sha256).hexdigest()
    return bool(secret) and hmac.compare_digest(made.encode(), given.encode())
