"""Keys for programs: shown once, kept as a digest, limited to named permissions."""

import secrets as randomness
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from linli.kernel.errors import Refusal
from linli.kernel.orgs import audit, queries, rules, secrets
from linli.kernel.orgs.actor import SYSTEM, Actor
from linli.kernel.orgs.models import ApiToken
from linli.kernel.orgs.rules import Permission, Role

PREFIX = "linli_"
USE_NOTED_EVERY = timedelta(minutes=1)


class BadScopes(Refusal):
    """A key was asked for something unknown, for nothing at all, or for more than its maker holds."""


class ExpiresInThePast(Refusal):
    """A key that would never have worked."""

    def __init__(self) -> None:
        super().__init__(_("the token would have expired already: choose a later day"))


@dataclass(frozen=True)
class IssuedToken:
    """A new key and what nobody will see again: its text, and the secret for signing requests."""

    token: ApiToken
    raw: str
    signing_secret: str


@transaction.atomic
def create_token(
    *, name: str, scopes: Collection[str], by: Actor, at: datetime, expires_at: datetime | None = None
) -> IssuedToken:
    """A key for the organisation in scope. Raises BadScopes and ExpiresInThePast."""
    _check_scopes(frozenset(scopes), by)
    if expires_at is not None and expires_at <= at:
        raise ExpiresInThePast
    raw, signing_secret = PREFIX + randomness.token_urlsafe(32), randomness.token_urlsafe(32)
    token = ApiToken.objects.create(
        name=name,
        prefix=raw[:12],
        digest=ApiToken.digest_of(raw),
        signing_secret=secrets.seal(signing_secret),
        scopes=sorted(scopes),
        created_by_id=by.staff_id,
        created_at=at,
        expires_at=expires_at,
    )
    after = {"name": name, "scopes": sorted(scopes), "expires_at": expires_at and expires_at.isoformat()}
    audit.record("token.created", subject=f"token:{token.id}", by=by, at=at, after=after)
    return IssuedToken(token, raw, signing_secret)


@transaction.atomic
def revoke_token(*, token: ApiToken, by: Actor, at: datetime) -> None:
    """The key stops working now. Revoking twice keeps the first time."""
    if ApiToken.objects.filter(id=token.id, revoked_at=None).update(revoked_at=at):
        audit.record("token.revoked", subject=f"token:{token.id}", by=by, at=at)


def note_use(*, token: ApiToken, at: datetime) -> None:
    """Remember that the key was used, at most once every USE_NOTED_EVERY. In its organisation's scope."""
    is_stale = Q(last_used_at=None) | Q(last_used_at__lt=at - USE_NOTED_EVERY)
    ApiToken.objects.filter(is_stale, id=token.id).update(last_used_at=at)


def _check_scopes(scopes: frozenset[str], by: Actor) -> None:
    if unknown := rules.unknown_scopes(scopes):
        raise BadScopes(
            _("a token cannot have %(unknown)s: choose from %(known)s")
            % {"unknown": ", ".join(unknown), "known": ", ".join(sorted(rules.TOKEN_SCOPES))}
        )
    if not scopes:
        raise BadScopes(_("a token without any scope could do nothing: choose at least one"))
    if by == SYSTEM:
        return
    giver = queries.find_seat_of(by.staff_id) if by.staff_id else None
    if giver is None or not _holds(giver.role, giver.reach, scopes):
        raise BadScopes(_("you cannot give a token more than you hold yourself: ask an owner"))


def _holds(role: str, reach: frozenset[int] | None, scopes: frozenset[str]) -> bool:
    """A token reaches the whole organisation, so its maker must."""
    permissions = {Permission(scope) for scope in scopes - {rules.EVENTS_WRITE}}
    return reach is None and permissions <= rules.GRANTS[Role(role)]
