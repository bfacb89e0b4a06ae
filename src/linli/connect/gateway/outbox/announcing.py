"""Puts what became of effects into the event log, each in its organisation."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

import msgspec

from linli.facts.fact import Fact
from linli.facts.gateway import EffectFailed, EffectHandedOver, EffectSent, EffectSuppressed, EffectUnknown
from linli.kernel.events import log
from linli.kernel.events.event import Cause, Draft
from linli.kernel.orgs import scope
from linli.kernel.orgs.actor import SYSTEM, Actor

WHERE = (
    "e.id, e.org_id, e.verb, e.target, e.community_id, e.group_id, e.member_id, e.cause, e.depth, e.reason,"
    " e.external_id"
)
"""The columns of an `Ended`, for a RETURNING over `gateway_effect e`."""


class Ended(msgspec.Struct, frozen=True, gc=False):
    """What an event about an effect says."""

    id: int
    org: int
    verb: str
    target: str
    community: int | None
    group: int | None
    member: int | None
    cause: UUID | None
    depth: int
    reason: str
    external_id: str

    def draft(self, fact: Fact, at: datetime) -> Draft:
        """An event about this effect, caused by what caused the effect."""
        return Draft(
            fact=fact,
            occurred_at=at,
            community=self.community,
            group=self.group,
            member=self.member,
            cause=Cause(self.cause, self.depth) if self.cause else None,
        )


def ended(rows: Iterable[Sequence[object]]) -> list[Ended]:
    """Rows with the columns `WHERE`."""
    return [Ended(*row) for row in rows]  # type: ignore[arg-type]  # the columns are in this order


def sent(effects: Iterable[Ended], *, at: datetime, by: Actor = SYSTEM) -> None:
    """Announce that the platform confirmed effects."""
    _append(
        ((one, EffectSent(one.id, one.verb, one.external_id, one.target)) for one in effects), at=at, by=by
    )


def failed(effects: Iterable[Ended], *, at: datetime, by: Actor = SYSTEM) -> None:
    """Announce that effects were given up."""
    _append(((one, EffectFailed(one.id, one.verb, one.reason, one.target)) for one in effects), at=at, by=by)


def unknown(effects: Iterable[Ended], *, at: datetime) -> None:
    """Announce that nobody can say whether effects were carried out."""
    _append(((one, EffectUnknown(one.id, one.verb, one.target)) for one in effects), at=at, by=SYSTEM)


def suppressed(effects: Iterable[Ended], *, at: datetime, by: Actor = SYSTEM) -> None:
    """Announce that effects will not be sent."""
    _append(
        ((one, EffectSuppressed(one.id, one.verb, one.reason, one.target)) for one in effects), at=at, by=by
    )


def handed_over(effects: Iterable[Ended], *, at: datetime, by: Actor = SYSTEM) -> None:
    """Announce that effects wait for a person."""
    _append(((one, EffectHandedOver(one.id, one.verb)) for one in effects), at=at, by=by)


def _append(pairs: Iterable[tuple[Ended, Fact]], *, at: datetime, by: Actor) -> None:
    drafts = defaultdict(list)
    for one, fact in pairs:
        drafts[one.org].append(one.draft(fact, at))
    for org in sorted(drafts):
        with scope.org(org):
            log.append(drafts[org], by=by)
