"""Drawing the matrix: carriers, and the paths on which people are handed over."""

from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from linli.kernel.errors import Refusal
from linli.kernel.orgs import audit
from linli.kernel.orgs.actor import Actor
from linli.people.communities import queries, rules
from linli.people.communities.actions import types
from linli.people.communities.models import Carrier, Community, Edge

LONGEST_RULE = 300


class BadEdge(Refusal):
    """A path that leads nowhere, or that says nothing."""


class BadCarrier(Refusal):
    """A carrier without a name or a place on the path."""


@dataclass(frozen=True)
class End:
    """An end of a path: "community" or "carrier", and its id."""

    kind: str
    id: int


@dataclass(frozen=True)
class Terms:
    """On what terms people are handed over; see `models.Edge`."""

    rule: str
    trigger: str = "by_hand"
    eligible_tag: str = ""
    eligible_days: int | None = None
    needs_consent: bool = True


@transaction.atomic
def draw_edge(*, source: End, target: End, terms: Terms, by: Actor, at: datetime) -> Edge:
    """A path from one node to another; drawn again, it gets new terms. Raises BadEdge, NoSuchCommunity."""
    checked = _checked(source, target, terms)
    ends = {**_end("source", source), **_end("target", target)}
    edge = Edge.objects.filter(**ends, removed_at=None).select_for_update(of=("self",)).first()
    if edge is None:
        made: Edge = Edge.objects.create(**ends, **checked, created_at=at)
        _record("edge.drawn", made, by=by, at=at, after={**_ids(made), **checked})
        return made
    before = {name: getattr(edge, name) for name in checked}
    if before != checked:
        for name, value in checked.items():
            setattr(edge, name, value)
        edge.save(update_fields=[*checked])
        _record("edge.changed", edge, by=by, at=at, before=before, after=checked)
    found: Edge = edge
    return found


@transaction.atomic
def remove_edge(*, edge: Edge, by: Actor, at: datetime) -> None:
    """The path is no longer taken; what happened on it stays. Safe to repeat."""
    if Edge.objects.filter(id=edge.id, removed_at=None).update(removed_at=at):
        _record("edge.removed", edge, by=by, at=at, before=_ids(edge))


@transaction.atomic
def add_carrier(
    *,
    name: str,
    kind: str,
    from_stage: str,
    to_stage: str,
    by: Actor,
    at: datetime,
    lane: str = "",
    job: str = "",
) -> Carrier:
    """Another way of reaching people on the matrix. Raises BadCarrier and BadType."""
    if not 1 <= len(name.strip()) <= 80:
        raise BadCarrier(_("a carrier needs a name of 1 to 80 characters"))
    types.check_words(kind, rules.CARRIERS)
    types.check_path(from_stage, to_stage)
    if not from_stage:
        raise BadCarrier(_("say where on the path the carrier begins and ends"))
    values = {"kind": kind, "lane": lane.strip()[:40], "job": job.strip()[:200]}
    values |= {"from_stage": from_stage, "to_stage": to_stage}
    try:
        with transaction.atomic():
            made: Carrier = Carrier.objects.create(name=name.strip(), **values)
    except IntegrityError:
        raise BadCarrier(
            _("there is already a carrier called “%(name)s”: choose another name") % {"name": name.strip()}
        ) from None
    audit.record(
        "carrier.added", subject=f"carrier:{made.id}", by=by, at=at, after={"name": made.name, **values}
    )
    return made


@transaction.atomic
def remove_carrier(*, carrier_id: int, by: Actor, at: datetime) -> None:
    """The carrier and its paths leave the matrix. Safe to repeat."""
    if Carrier.objects.filter(id=carrier_id, removed_at=None).update(removed_at=at):
        for end in ("source_carrier_id", "target_carrier_id"):
            Edge.objects.filter(**{end: carrier_id}, removed_at=None).update(removed_at=at)
        audit.record("carrier.removed", subject=f"carrier:{carrier_id}", by=by, at=at)


def _checked(source: End, target: End, terms: Terms) -> dict[str, object]:
    if source == target:
        raise BadEdge(_("a path leads from one place to another: choose two different ones"))
    if source.kind == target.kind == "carrier":
        raise BadEdge(_("a path begins or ends at a community: choose one"))
    rule = terms.rule.strip()
    if not 1 <= len(rule) <= LONGEST_RULE:
        raise BadEdge(_("write the rule of the path in up to %(most)s characters") % {"most": LONGEST_RULE})
    types.check_words(terms.trigger, rules.TRIGGERS)
    if terms.eligible_days is not None and not 0 <= terms.eligible_days <= 3650:
        raise BadEdge(_("days before somebody is ripe: 0 to 3650"))
    return {
        "rule": rule,
        "trigger": terms.trigger,
        "eligible_tag": terms.eligible_tag.strip()[:40],
        "eligible_days": terms.eligible_days,
        "needs_consent": terms.needs_consent,
    }


def _end(side: str, end: End) -> dict[str, int | None]:
    if end.kind == "community":
        if not Community.objects.filter(id=end.id, closed_at=None).exists():
            raise queries.NoSuchCommunity
        return {f"{side}_id": end.id, f"{side}_carrier_id": None}
    if not Carrier.objects.filter(id=end.id, removed_at=None).exists():
        raise BadEdge(_("there is no such carrier here"))
    return {f"{side}_id": None, f"{side}_carrier_id": end.id}


def _ids(edge: Edge) -> dict[str, object]:
    ends = ("source_id", "source_carrier_id", "target_id", "target_carrier_id")
    return {name: getattr(edge, name) for name in ends}


def _record(
    action: str,
    edge: Edge,
    *,
    by: Actor,
    at: datetime,
    before: dict[str, object] | None = None,
    after: dict[str, object] | None = None,
) -> None:
    audit.record(action, subject=f"edge:{edge.id}", by=by, at=at, before=before, after=after)
