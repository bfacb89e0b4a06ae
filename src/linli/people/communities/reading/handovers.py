"""Members on their way from one community to another."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from linli.kernel.errors import Refusal
from linli.people.communities.models import Handover


class NoSuchHandover(Refusal):
    """There is no such invitation."""

    def __init__(self) -> None:
        super().__init__(_("there is no such invitation: ask for a new one"))


@dataclass(frozen=True)
class Moving:
    """A move as lists show it; names are "" where a community is gone."""

    id: int
    member_id: int
    source: str
    target: str
    target_id: int
    trigger: str
    state: str
    consent: str
    offered_at: datetime
    arrived_at: datetime | None

    @property
    def is_open(self) -> bool:
        """Can it still be answered?"""
        return self.state in ("offered", "accepted")


@dataclass(frozen=True)
class Stand:
    """How the moves on an edge stand."""

    offered: int
    accepted: int
    declined: int
    arrived: int


def find_by_token(token: str) -> tuple[int, int] | None:
    """(organisation, id) of an invitation's token, in every organisation: the link is how one names it."""
    row = Handover._base_manager.filter(token=token).values_list("org_id", "id").first()
    return row if row else None


def get_handover(handover_id: int, *, reach: frozenset[int] | None = None) -> Handover:
    """A move into a community of this reach, with its ends, or NoSuchHandover."""
    found = handovers(reach=reach).filter(id=handover_id).first()
    if found is None:
        raise NoSuchHandover
    one: Handover = found
    return one


def handovers(
    *,
    into: int | None = None,
    out_of: int | None = None,
    edge: int | None = None,
    reach: frozenset[int] | None = None,
) -> QuerySet[Handover]:
    """Moves with their ends, newest first. Slice it."""
    found = Handover.objects.select_related("source", "target", "target_group", "edge").order_by(
        "-offered_at", "-id"
    )
    for field, value in (("target_id", into), ("source_id", out_of), ("edge_id", edge)):
        if value is not None:
            found = found.filter(**{field: value})
    return found if reach is None else found.filter(target_id__in=reach)


def moves(
    *,
    into: int | None = None,
    out_of: int | None = None,
    edge: int | None = None,
    reach: frozenset[int] | None = None,
    limit: int = 50,
) -> list[Moving]:
    """The newest moves, for a list; one query."""
    return [
        Moving(
            id=one.id,
            member_id=one.member_id,
            source=one.source.name if one.source else "",
            target=one.target_group.name if one.target_group else one.target.name,
            target_id=one.target_id,
            trigger=one.trigger,
            state=one.state,
            consent=one.consent,
            offered_at=one.offered_at,
            arrived_at=one.arrived_at,
        )
        for one in handovers(into=into, out_of=out_of, edge=edge, reach=reach)[:limit]
    ]


def ways(community_id: int, *, reach: frozenset[int] | None = None) -> list[tuple[str, str, int]]:
    """Ways on which members were asked to go, into a community and out of it, with how many; one query."""
    about = Q(target_id=community_id) | Q(source_id=community_id)
    found = Handover.objects.filter(about).exclude(state="withdrawn")
    if reach is not None:
        found = found.filter(target_id__in=reach)
    rows = found.order_by().values_list("source__name", "target__name").annotate(n=Count("id"))
    return [(source or "", target, n) for source, target, n in rows.order_by("-n", "source__name")]


def stands(edge_ids: list[int]) -> dict[int, Stand]:
    """How the moves on each of these edges stand; one query."""
    counted = (
        Handover.objects.filter(edge_id__in=edge_ids)
        .order_by()
        .values("edge_id")
        .annotate(**{state: Count("id", filter=Q(state=state)) for state in _STATES})
    )
    return {row["edge_id"]: Stand(*(row[state] for state in _STATES)) for row in counted}


_STATES = ("offered", "accepted", "declined", "arrived")
