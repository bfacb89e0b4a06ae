"""The second factor at login: a code of six digits from an authenticator, each good for one login only."""

import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta

import pyotp
from django.db import transaction
from django.utils.translation import gettext as _

from linli.kernel.errors import Refusal
from linli.kernel.orgs import rules, secrets
from linli.kernel.orgs.actions.staff import record_everywhere
from linli.kernel.orgs.actor import Actor
from linli.kernel.orgs.models import Staff

ISSUER = "Linli 邻里"
MAX_FAILURES = 5
LOCKED_FOR = timedelta(minutes=15)


class WrongCode(Refusal):
    """The six digits do not fit, or were used before."""

    def __init__(self) -> None:
        super().__init__(_("this code is not right or was used already: wait for the next one"))


class SecondFactorLocked(Refusal):
    """Too many wrong codes in a row."""

    def __init__(self) -> None:
        super().__init__(_("too many wrong codes: try again in a quarter of an hour"))


class AlreadyEnabled(Refusal):
    """A second factor is on already."""

    def __init__(self) -> None:
        super().__init__(_("a second factor is on already: turn it off before setting up a new one"))


@dataclass(frozen=True)
class Enrolment:
    """What an authenticator needs: the secret to type, and the address to show as a QR code."""

    secret: str
    uri: str


@transaction.atomic
def enable_totp(*, staff: Staff, by: Actor, at: datetime) -> Enrolment:
    """Begin: a fresh secret, which counts only after `confirm_totp`. Raises AlreadyEnabled."""
    locked = Staff.objects.select_for_update().get(id=staff.id)
    if locked.has_totp:
        raise AlreadyEnabled
    secret = pyotp.random_base32()
    locked.totp_secret, locked.totp_last_step = secrets.seal(secret), 0
    locked.totp_failures, locked.totp_locked_until = 0, None
    locked.save(update_fields=["totp_secret", "totp_last_step", "totp_failures", "totp_locked_until"])
    record_everywhere("staff.totp_begun", staff=locked, by=by, at=at)
    staff.refresh_from_db()
    return Enrolment(secret, pyotp.TOTP(secret).provisioning_uri(name=staff.email, issuer_name=ISSUER))


def confirm_totp(*, staff: Staff, code: str, by: Actor, at: datetime) -> None:
    """Finish: the authenticator showed a right code. Raises WrongCode and SecondFactorLocked."""
    if not verify_totp(staff=staff, code=code, at=at):
        raise WrongCode
    with transaction.atomic():
        Staff.objects.filter(id=staff.id).update(totp_confirmed_at=at)
        record_everywhere("staff.totp_enabled", staff=staff, by=by, at=at)
    staff.refresh_from_db()


def disable_totp(*, staff: Staff, code: str, by: Actor, at: datetime) -> None:
    """Turn it off; a code shows that the holder asks. Raises WrongCode and SecondFactorLocked."""
    if not verify_totp(staff=staff, code=code, at=at):
        raise WrongCode
    with transaction.atomic():
        Staff.objects.filter(id=staff.id).update(totp_secret="", totp_confirmed_at=None, totp_last_step=0)
        record_everywhere("staff.totp_disabled", staff=staff, by=by, at=at)
    staff.refresh_from_db()


@transaction.atomic
def verify_totp(*, staff: Staff, code: str, at: datetime) -> bool:
    """Is this the code of now, or of the 30 s before or after? A code is accepted once, wherever it is used.

    MAX_FAILURES wrong codes in a row lock the factor for LOCKED_FOR: then SecondFactorLocked.
    """
    locked = Staff.objects.select_for_update().get(id=staff.id)
    if locked.totp_locked_until and locked.totp_locked_until > at:
        raise SecondFactorLocked
    step = _step_of(locked, code.strip().replace(" ", ""), at)
    if step is None:
        locked.totp_failures += 1
        if locked.totp_failures >= MAX_FAILURES:
            locked.totp_failures, locked.totp_locked_until = 0, at + LOCKED_FOR
    else:
        locked.totp_failures, locked.totp_locked_until, locked.totp_last_step = 0, None, step
    locked.save(update_fields=["totp_failures", "totp_locked_until", "totp_last_step"])
    return step is not None


def _step_of(staff: Staff, code: str, at: datetime) -> int | None:
    secret = secrets.unseal(staff.totp_secret)
    if not secret:
        return None
    totp = pyotp.TOTP(secret)
    for step in rules.totp_steps(at, last=staff.totp_last_step):
        if hmac.compare_digest(totp.generate_otp(step).encode(), code.encode()):
            return step
    return None
