"""Places of staff in the organisation in scope: given, changed, taken away."""

from collections.abc import Sequence
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from linli.kernel.errors import Refusal
from linli.kernel.orgs import audit, queries, rules
from linli.kernel.orgs.actor import SYSTEM, Actor
from linli.kernel.orgs.models import Seat, Staff, audit_values
from linli.kernel.orgs.rules import Role


class SeatTaken(Refusal):
    """This person works in the organisation already."""

    def __init__(self, staff: Staff) -> None:
        super().__init__(
            _("%(name)s already has a seat here: change its role instead") % {"name": staff.name}
        )


class CannotGiveMore(Refusal):
    """Somebody tried to hand out a permission or a community beyond their own."""

    def __init__(self) -> None:
        super().__init__(_("you cannot give a role or a community you do not have yourself: ask an owner"))


class UnknownRole(Refusal):
    """There is no role of that name."""

    def __init__(self, role: str) -> None:
        super().__init__(
            _("there is no role “%(role)s”: choose one of %(roles)s")
            % {"role": role, "roles": ", ".join(Role)}
        )


class LastOwner(Refusal):
    """An organisation always keeps one owner."""

    def __init__(self) -> None:
        super().__init__(_("this is the only owner: make somebody else an owner first"))


class OwnerReachesAll(Refusal):
    """An owner cannot be limited to some communities."""

    def __init__(self) -> None:
        super().__init__(_("an owner reaches every community: choose another role, or no limit"))


@transaction.atomic
def give_seat(
    *, staff: Staff, role: Role, communities: Sequence[int] | None = None, by: Actor, at: datetime
) -> Seat:
    """A place for an account in the organisation in scope; `communities` limits it, None reaches all.

    Raises SeatTaken, CannotGiveMore and OwnerReachesAll.
    """
    reach = _reach_of(role, communities)
    _check_giver(by, role, reach)
    try:
        with transaction.atomic():
            seat: Seat = Seat.objects.create(
                staff=staff, role=role, communities=_stored(reach), created_at=at
            )
    except IntegrityError:
        raise SeatTaken(staff) from None
    audit.record(
        "seat.given",
        subject=f"staff:{staff.id}",
        by=by,
        at=at,
        after=audit_values(seat, "role", "communities"),
    )
    return seat


@transaction.atomic
def change_role(
    *, seat: Seat, role: Role, communities: Sequence[int] | None = None, by: Actor, at: datetime
) -> Seat:
    """Another role and reach for a seat. Raises LastOwner, CannotGiveMore and OwnerReachesAll.

    One who holds less than the seat has now may not change it either.
    """
    reach = _reach_of(role, communities)
    locked = _lock(seat)
    _check_giver(by, Role(locked.role), locked.reach)
    _check_giver(by, role, reach)
    if locked.role == Role.OWNER and role != Role.OWNER:
        _check_other_owner(locked)
    before = audit_values(locked, "role", "communities")
    locked.role, locked.communities = role, _stored(reach)
    locked.save(update_fields=["role", "communities"])
    audit.record(
        "seat.changed",
        subject=f"staff:{locked.staff_id}",
        by=by,
        at=at,
        before=before,
        after=audit_values(locked, "role", "communities"),
    )
    return locked


@transaction.atomic
def remove_seat(*, seat: Seat, by: Actor, at: datetime) -> None:
    """Take a seat away; the account stays. Raises LastOwner and CannotGiveMore."""
    locked = _lock(seat)
    _check_giver(by, Role(locked.role), locked.reach)
    if locked.role == Role.OWNER:
        _check_other_owner(locked)
    before = audit_values(locked, "role", "communities")
    locked.delete()
    audit.record("seat.removed", subject=f"staff:{locked.staff_id}", by=by, at=at, before=before)


def _reach_of(role: Role, communities: Sequence[int] | None) -> frozenset[int] | None:
    if role not in tuple(Role):
        raise UnknownRole(role)
    if role == Role.OWNER and communities is not None:
        raise OwnerReachesAll
    return None if communities is None else frozenset(communities)


def _stored(reach: frozenset[int] | None) -> list[int] | None:
    return None if reach is None else sorted(reach)


def _check_giver(by: Actor, role: Role, reach: frozenset[int] | None) -> None:
    """Linli itself (seeding, the command line of the installation) may give anything; nobody else may."""
    if by == SYSTEM:
        return
    giver = queries.find_seat_of(by.staff_id) if by.staff_id else None
    if giver is None or not rules.can_give(
        giver=Role(giver.role), giver_communities=giver.reach, role=role, communities=reach
    ):
        raise CannotGiveMore


def _lock(seat: Seat) -> Seat:
    """Lock all owners with the seat, in one order, so that two owners cannot demote each other at once."""
    owners_and_seat = Seat.objects.filter(role=Role.OWNER) | Seat.objects.filter(id=seat.id)
    locked = {one.id: one for one in owners_and_seat.select_for_update().order_by("id")}
    if seat.id not in locked:
        raise queries.NoSuchSeat
    found: Seat = locked[seat.id]
    return found


def _check_other_owner(seat: Seat) -> None:
    others = Seat.objects.filter(role=Role.OWNER, staff__is_active=True).exclude(id=seat.id)
    if not others.exists():
        raise LastOwner
