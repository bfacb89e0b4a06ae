"""Accounts of staff: made, invited, given a password, switched off."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core import signing
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _

from linli.kernel.errors import Refusal
from linli.kernel.orgs import audit, queries, scope
from linli.kernel.orgs.actions import seats
from linli.kernel.orgs.actor import Actor
from linli.kernel.orgs.models import Seat, Staff
from linli.kernel.orgs.rules import Role

INVITATION_LASTS = timedelta(days=7)
_SALT = "linli.orgs.invitation"


class EmailTaken(Refusal):
    """Another account logs in with this address."""

    def __init__(self, email: str) -> None:
        super().__init__(
            _("%(email)s already has an account: give that account a seat instead") % {"email": email}
        )


class PasswordTooWeak(Refusal):
    """The validators of the settings did not accept a password; the message is what they said."""

    def __init__(self, complaints: Sequence[str]) -> None:
        super().__init__(" ".join(complaints))


class WrongPassword(Refusal):
    """The present password was not the one given."""

    def __init__(self) -> None:
        super().__init__(_("the present password is not right: nothing was changed"))


class InvitationInvalid(Refusal):
    """An invitation link was changed, used already, or is too old."""

    def __init__(self) -> None:
        super().__init__(_("this invitation is used or too old: ask whoever sent it for a new one"))


@transaction.atomic
def create_staff(
    *, email: str, name: str, at: datetime, password: str | None = None, language: str = "zh-hans"
) -> Staff:
    """A new account without any seat. Without a password nobody can log in until an invitation is accepted.

    Raises EmailTaken (case does not count) and PasswordTooWeak. The audit trail begins with the first seat.
    """
    staff = Staff(email=email.strip().lower(), name=name.strip(), language=language, created_at=at)
    _set_password(staff, password)
    try:
        with transaction.atomic():
            staff.save(force_insert=True)
    except IntegrityError:
        raise EmailTaken(staff.email) from None
    return staff


@transaction.atomic
def invite_staff(
    *,
    email: str,
    name: str,
    role: Role,
    communities: Sequence[int] | None = None,
    by: Actor,
    at: datetime,
) -> tuple[Seat, str]:
    """A seat in the organisation in scope for an address, and the secret part of the link to send.

    An address that has an account already gets the seat; its password stays and the secret is "".
    """
    staff = queries.find_staff(email)
    is_new = staff is None
    if staff is None:
        staff = create_staff(email=email, name=name, at=at)
    seat = seats.give_seat(staff=staff, role=role, communities=communities, by=by, at=at)
    audit.record("staff.invited", subject=f"staff:{staff.id}", by=by, at=at, after={"email": staff.email})
    return seat, invitation_of(staff, at=at) if is_new else ""


def invitation_of(staff: Staff, *, at: datetime) -> str:
    """The secret of a link that lets its holder choose a password once, for INVITATION_LASTS from `at`."""
    ends = int((at + INVITATION_LASTS).timestamp())
    return signing.dumps({"staff": staff.id, "ends": ends, "state": _password_state(staff)}, salt=_SALT)


@transaction.atomic
def accept_invitation(*, secret: str, password: str, at: datetime) -> Staff:
    """Choose the password of an invited account. Raises InvitationInvalid and PasswordTooWeak."""
    claim = _claim_of(secret)
    staff = Staff.objects.select_for_update().filter(id=claim["staff"], is_active=True).first()
    if staff is None or claim["ends"] < at.timestamp():
        raise InvitationInvalid
    if not constant_time_compare(claim["state"], _password_state(staff)):
        raise InvitationInvalid
    _set_password(staff, password)
    staff.save(update_fields=["password"])
    record_everywhere("staff.invitation_accepted", staff=staff, by=_self(staff), at=at)
    return staff


@transaction.atomic
def change_password(*, staff: Staff, present: str, password: str, by: Actor, at: datetime) -> None:
    """Replace a password by its holder. Raises WrongPassword and PasswordTooWeak."""
    locked = Staff.objects.select_for_update().get(id=staff.id)
    if not locked.check_password(present):
        raise WrongPassword
    _set_password(locked, password)
    locked.save(update_fields=["password"])
    staff.password = locked.password
    record_everywhere("staff.password_changed", staff=locked, by=by, at=at)


@transaction.atomic
def change_language(*, staff: Staff, language: str, by: Actor, at: datetime) -> None:
    """The language this person sees the console in."""
    before, staff.language = staff.language, language
    staff.save(update_fields=["language"])
    record_everywhere(
        "staff.language_changed",
        staff=staff,
        by=by,
        at=at,
        before={"language": before},
        after={"language": language},
    )


def record_everywhere(
    action: str,
    *,
    staff: Staff,
    by: Actor,
    at: datetime,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
) -> None:
    """What changes in an account is written down in every organisation it has a seat in."""
    for org in queries.organisations_of(staff):
        with scope.org(org.id):
            audit.record(action, subject=f"staff:{staff.id}", by=by, at=at, before=before, after=after)


def _self(staff: Staff) -> Actor:
    return Actor(f"staff:{staff.id}", "staff")


def _set_password(staff: Staff, password: str | None) -> None:
    if password is not None:
        try:
            validate_password(password, user=staff)
        except ValidationError as error:
            raise PasswordTooWeak(error.messages) from None
    staff.set_password(password)


def _password_state(staff: Staff) -> str:
    """Changes with the password, so that a link works once."""
    return salted_hmac(_SALT, f"{staff.id}:{staff.password}", algorithm="sha256").hexdigest()[:32]


def _claim_of(secret: str) -> dict[str, Any]:
    try:
        claim: dict[str, Any] = signing.loads(secret, salt=_SALT)
    except signing.BadSignature:
        raise InvitationInvalid from None
    return claim
