"""What the outbox holds about a person, for the document they may ask for."""

from collections.abc import Sequence

import msgspec

from linli.connect.gateway.models import Effect

Plain = str | int | float | bool | None | Sequence["Plain"] | dict[str, "Plain"]

_EXPORTED = (
    "id",
    "planned_at",
    "finished_at",
    "verb",
    "group_id",
    "surface",
    "payload",
    "source",
    "state",
    "reason",
)


def export(member_ids: Sequence[int]) -> Plain:
    """What Linli said to a person or did about them (all their member ids), as plain values, oldest first."""
    rows = Effect.objects.filter(member_id__in=member_ids).order_by("planned_at", "id")
    plain: Plain = msgspec.to_builtins(list(rows.values(*_EXPORTED)))
    return plain
