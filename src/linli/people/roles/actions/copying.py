"""What a clone of a community takes along: wording of roles, desks without names, what a fan is, targets."""

from datetime import datetime

from linli.kernel.orgs.actor import Actor
from linli.people.roles.models import Desk, FanRule, Programme, RoleType

_WORDING = ("code", "name", "does", "start", "reinforce", "wanted", "recipe")
_DESK = ("title", "matters", "days", "begins", "ends", "position")
_PROGRAMME = ("target", "product", "version", "reward")


def copy_roles(source: int, target: int, *, by: Actor, at: datetime) -> None:
    """Copy it from one community to another; what the other has stays. Nobody is put down for anything."""
    for table, fields in (
        (RoleType, _WORDING),
        (Desk, _DESK),
        (FanRule, ("condition", "target")),
        (Programme, _PROGRAMME),
    ):
        rows = table.objects.filter(community_id=source).order_by("id").values(*fields)
        table.objects.bulk_create([table(community_id=target, **row) for row in rows], ignore_conflicts=True)
