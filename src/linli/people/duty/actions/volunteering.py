"""Who takes turns: offering oneself, being chosen, pausing, coming off the list."""

from datetime import date, datetime

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from linli.facts import duty as facts
from linli.kernel.errors import Refusal
from linli.kernel.events import log
from linli.kernel.events.event import Cause, Draft
from linli.kernel.orgs import audit
from linli.kernel.orgs.actor import Actor
from linli.people.communities.models import Community
from linli.people.duty.actions import planning, replacing
from linli.people.duty.models import Volunteer
from linli.people.duty.queries import rotas
from linli.people.duty.rules.turns import MOST_VOLUNTEERS, Source, Standing

ON_THE_LIST = frozenset({Standing.READY, Standing.PAUSED})


class CannotServe(Refusal):
    """Somebody cannot be on the list, or not so."""


@transaction.atomic
def put_down(
    *,
    community: Community,
    member_id: int,
    source: Source,
    by: Actor,
    at: datetime,
    cause: Cause | None = None,
) -> Volunteer:
    """Put a member on the list, at its end; whoever is on it stays where they are.

    Who offers themselves waits for the team where the rota says so. Raises NoRota and CannotServe.
    """
    rota = rotas.lock_rota(community.id)
    if member_id not in rotas.present([member_id], community.id):
        raise CannotServe(_("they are in no group of this community now: let them join first"))
    known = rotas.find_volunteer(community.id, [member_id])
    is_waiting = source is Source.OFFERED and not rota.takes_offers
    standing = Standing.WAITING if is_waiting else Standing.READY
    if known is not None and (known.standing in ON_THE_LIST or known.standing == standing):
        return known
    kept = _write(known, community, member_id, source, standing, at)
    fact = facts.DutyOffered(source=source)
    log.append(
        [Draft(fact=fact, occurred_at=at, community=community.id, member=member_id, cause=cause)], by=by
    )
    _record("duty.put_down", kept, {"source": source, "standing": standing}, by=by, at=at)
    planning.plan_anew(community=community, at=at)
    return kept


@transaction.atomic
def accept(*, volunteer: Volunteer, community: Community, by: Actor, at: datetime) -> None:
    """Say yes to somebody who offered themselves; accepted once is accepted."""
    rotas.lock_rota(community.id)
    waiting = Volunteer.objects.filter(id=volunteer.id, standing=Standing.WAITING)
    if waiting.update(standing=Standing.READY):
        _record("duty.accepted", volunteer, {}, by=by, at=at)
        planning.plan_anew(community=community, at=at)


@transaction.atomic
def pause(
    *, volunteer: Volunteer, community: Community, until: date, today: date, by: Actor, at: datetime
) -> None:
    """Somebody is away up to and including a day: terms of theirs that begin by then go to others.

    Raises CannotServe.
    """
    rotas.lock_rota(community.id)
    if not 0 <= (until - today).days <= 366:
        raise CannotServe(_("a pause ends on a day of the coming year: choose another"))
    on_list = Volunteer.objects.filter(id=volunteer.id, standing__in=ON_THE_LIST)
    if not on_list.update(standing=Standing.PAUSED, paused_until=until):
        raise CannotServe(_("they are not on the list: put them down first"))
    _record("duty.paused", volunteer, {"until": until.isoformat()}, by=by, at=at)
    replacing.give_away(
        community=community, member_ids=[volunteer.member_id], reason="paused", until=until, by=by, at=at
    )


@transaction.atomic
def resume(*, volunteer: Volunteer, community: Community, by: Actor, at: datetime) -> None:
    """Back from a pause; who does not pause stays as they are."""
    rotas.lock_rota(community.id)
    paused = Volunteer.objects.filter(id=volunteer.id, standing=Standing.PAUSED)
    if paused.update(standing=Standing.READY, paused_until=None):
        _record("duty.resumed", volunteer, {}, by=by, at=at)
        planning.plan_anew(community=community, at=at)


@transaction.atomic
def take_off(
    *, volunteer: Volunteer, community: Community, by: Actor, at: datetime, reason: str = "declined"
) -> None:
    """Off the list; terms that have not ended go to others. Off already changes nothing."""
    rotas.lock_rota(community.id)
    on_list = Volunteer.objects.filter(id=volunteer.id).exclude(standing=Standing.LEFT)
    if not on_list.update(standing=Standing.LEFT, paused_until=None):
        return
    _record("duty.taken_off", volunteer, {"reason": reason}, by=by, at=at)
    replacing.give_away(
        community=community, member_ids=[volunteer.member_id], reason=reason, until=None, by=by, at=at
    )


def _write(
    known: Volunteer | None,
    community: Community,
    member_id: int,
    source: Source,
    standing: Standing,
    at: datetime,
) -> Volunteer:
    own = Volunteer.objects.filter(community_id=community.id)
    if known is None and own.count() >= MOST_VOLUNTEERS:
        raise CannotServe(
            _("the list holds at most %(n)s people: take somebody off first") % {"n": MOST_VOLUNTEERS}
        )
    row = known or Volunteer(community_id=community.id, member_id=member_id, since=at)
    row.source, row.standing, row.paused_until = source, standing, None
    row.place = (own.aggregate(last=Max("place"))["last"] or 0) + 1
    row.save()
    return row


def _record(action: str, volunteer: Volunteer, after: dict[str, object], *, by: Actor, at: datetime) -> None:
    said = {"community": volunteer.community_id, **after}
    audit.record(action, subject=f"member:{volunteer.member_id}", by=by, at=at, after=said)
