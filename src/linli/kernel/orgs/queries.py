"""Reads about organisations, staff and what they may do."""

import hmac
from collections.abc import Sequence
from datetime import datetime

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from linli.kernel.errors import Refusal
from linli.kernel.orgs import rules, scope
from linli.kernel.orgs.models import ApiToken, AuditEntry, Organisation, Seat, Staff
from linli.kernel.orgs.rules import Permission, Role


class NoSuchSeat(Refusal):
    """There is no such organisation, or this person does not work in it: the two are not told apart."""

    def __init__(self) -> None:
        super().__init__(_("there is no such organisation here"))


class NoSuchToken(Refusal):
    """A key that is unknown, revoked or too old."""

    def __init__(self) -> None:
        super().__init__(_("this API token is unknown, revoked or expired: make a new one in the settings"))


def access_seat(staff: Staff, org_id: int) -> Seat:
    """The seat of an active account in an organisation, both loaded. Raises NoSuchSeat. Needs no scope."""
    if not staff.is_active or org_id <= 0:
        raise NoSuchSeat
    with scope.org(org_id):
        seat = Seat.objects.select_related("org", "staff").filter(staff_id=staff.id).first()
    if seat is None:
        raise NoSuchSeat
    found: Seat = seat
    return found


def get_seat(seat_id: int) -> Seat:
    """A seat of the organisation in scope, or NoSuchSeat."""
    seat = Seat.objects.select_related("staff").filter(id=seat_id).first()
    if seat is None:
        raise NoSuchSeat
    found: Seat = seat
    return found


def find_seat_of(staff_id: int) -> Seat | None:
    """The seat of an active account in the organisation in scope."""
    found: Seat | None = Seat.objects.filter(staff_id=staff_id, staff__is_active=True).first()
    return found


def can(seat: Seat, permission: Permission, community: int | None = None) -> bool:
    """May the holder of this seat do this in `community`, or (None) anywhere at all?

    A page that lists things of many communities asks without a community and filters by `seat.reach`.
    """
    return rules.may(role=Role(seat.role), permission=permission, communities=seat.reach, community=community)


def organisations_of(staff: Staff) -> list[Organisation]:
    """Where this account has a seat, by name. Needs no scope."""
    with scope.everywhere():
        ids = list(Seat.objects.filter(staff_id=staff.id).values_list("org_id", flat=True))
    return list(Organisation.objects.filter(id__in=ids).order_by("name", "id"))


def staff_of(org_id: int) -> list[Seat]:
    """The seats of an organisation with their accounts, by name."""
    with scope.org(org_id):
        return list(Seat.objects.select_related("staff").order_by("staff__name", "id"))


def find_staff(email: str) -> Staff | None:
    """An account by the address it logs in with, whatever its case."""
    return Staff.objects.filter(email__iexact=email.strip()).first()


def audit_trail(
    *,
    subject: str = "",
    actor: str = "",
    action: str = "",
    since: datetime | None = None,
    until: datetime | None = None,
    before_id: int | None = None,
    limit: int = 50,
) -> list[AuditEntry]:
    """What was changed in the organisation in scope, newest first.

    `subject` and `actor` are exact ("member:7", "staff:3") or end in ":" for a kind; `action` matches from
    its start ("seat."); `[since, until)`; `before_id` is the id of the last entry of the page before.
    """
    found = AuditEntry.objects.filter(_named("subject", subject), _named("actor", actor))
    if action:
        found = found.filter(action__startswith=action)
    if since:
        found = found.filter(at__gte=since)
    if until:
        found = found.filter(at__lt=until)
    if before_id:
        found = found.filter(id__lt=before_id)
    return list(found.order_by("-id")[:limit])


def tokens() -> QuerySet[ApiToken]:
    """The keys of the organisation in scope, newest first; revoked ones too."""
    return ApiToken.objects.select_related("created_by").order_by("-created_at", "-id")


def find_token(raw: str, *, at: datetime) -> ApiToken | None:
    """The key a program presented, in whatever organisation; None when unknown, revoked or expired.

    The database looks for a digest, and digests are compared in constant time: timing tells nothing.
    """
    digest = ApiToken.digest_of(raw)
    with scope.everywhere():
        token = ApiToken.objects.select_related("org").filter(digest=digest).first()
    if token is None or not hmac.compare_digest(token.digest, digest):
        return None
    found: ApiToken = token
    return found if is_usable(found, at=at) else None


def find_tokens_by_prefix(prefix: str) -> list[ApiToken]:
    """Keys that begin with these 12 characters, in whatever organisation, for checking a signature."""
    with scope.everywhere():
        return list(ApiToken.objects.filter(prefix=prefix).order_by("id")[:5])


def is_usable(token: ApiToken, *, at: datetime) -> bool:
    """Neither revoked nor expired."""
    return token.revoked_at is None and (token.expires_at is None or token.expires_at > at)


def get_token(token_id: int) -> ApiToken:
    """A key of the organisation in scope by its id, or NoSuchToken."""
    token = ApiToken.objects.filter(id=token_id).first()
    if token is None:
        raise NoSuchToken
    found: ApiToken = token
    return found


def has_scope(token: ApiToken, name: str) -> bool:
    """May a program with this key do what the permission (or `events.write`) of this name allows?"""
    scopes: Sequence[str] = token.scopes
    return name in scopes


def _named(field: str, value: str) -> Q:
    if not value:
        return Q()
    return Q(**{f"{field}__startswith": value}) if value.endswith(":") else Q(**{field: value})
