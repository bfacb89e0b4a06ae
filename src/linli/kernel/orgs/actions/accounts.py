"""An account's own name, and the way back in for who lost their second factor."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from linli.kernel.errors import Refusal
from linli.kernel.orgs import queries, scope
from linli.kernel.orgs.actions.staff import invitation_of, record_everywhere
from linli.kernel.orgs.actor import Actor
from linli.kernel.orgs.models import Seat, Staff, audit_values
from linli.kernel.orgs.rules import Role


class EmptyName(Refusal):
    """A person without a name."""

    def __init__(self) -> None:
        super().__init__(_("a person needs a name: write at least one letter"))


class CannotReset(Refusal):
    """Not everybody whom this account works for has agreed."""

    def __init__(self) -> None:
        super().__init__(
            _("only one who owns every organisation this person works in can do this: ask the other owners")
        )


@transaction.atomic
def rename_staff(*, staff: Staff, name: str, by: Actor, at: datetime) -> None:
    """What colleagues see. The same name again changes nothing. Raises EmptyName."""
    name = name.strip()
    if not name:
        raise EmptyName
    if staff.name == name:
        return
    before = audit_values(staff, "name")
    staff.name = name
    staff.save(update_fields=["name"])
    record_everywhere("staff.renamed", staff=staff, by=by, at=at, before=before, after={"name": name})


@transaction.atomic
def reset_second_factor(*, staff: Staff, by: Actor, at: datetime) -> None:
    """Turn a second factor off for somebody who lost it. Raises CannotReset."""
    _check_owns_all(by, staff)
    Staff.objects.filter(id=staff.id).update(
        totp_secret="", totp_confirmed_at=None, totp_last_step=0, totp_failures=0, totp_locked_until=None
    )
    record_everywhere("staff.totp_reset", staff=staff, by=by, at=at)
    staff.refresh_from_db()


@transaction.atomic
def renew_invitation(*, staff: Staff, by: Actor, at: datetime) -> str:
    """Make the present password void; returns the secret of a link to choose another. Raises CannotReset."""
    _check_owns_all(by, staff)
    staff.set_unusable_password()
    staff.save(update_fields=["password"])
    record_everywhere("staff.password_reset", staff=staff, by=by, at=at)
    return invitation_of(staff, at=at)


def _check_owns_all(by: Actor, staff: Staff) -> None:
    """An account may work for several organisations: no single one of them opens it for the others."""
    for org in queries.organisations_of(staff):
        with scope.org(org.id):
            if not Seat.objects.filter(staff_id=by.staff_id, role=Role.OWNER).exists():
                raise CannotReset
