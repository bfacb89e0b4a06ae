"""Saying who must not share a community."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from linli.kernel.errors import Refusal
from linli.kernel.orgs import audit
from linli.kernel.orgs.actor import Actor
from linli.people.communities.models import Separation


class BadSeparation(Refusal):
    """Two kinds of people need two different tags."""


@transaction.atomic
def keep_apart(
    *, first: str, second: str, forbids: bool, by: Actor, at: datetime, why: str = ""
) -> Separation:
    """People with these two tags must not share a community: warn, or forbid. Said again, it is changed."""
    pair = sorted((first.strip(), second.strip()))
    if not all(1 <= len(one) <= 40 for one in pair) or pair[0] == pair[1]:
        raise BadSeparation(_("name two different tags of 1 to 40 characters"))
    values = {"forbids": forbids, "why": why.strip()[:300]}
    made, _new = Separation.objects.update_or_create(first=pair[0], second=pair[1], defaults=values)
    audit.record(
        "separation.set", subject=f"separation:{made.id}", by=by, at=at, after={"tags": pair, **values}
    )
    found: Separation = made
    return found


@transaction.atomic
def let_mix(*, separation_id: int, by: Actor, at: datetime) -> None:
    """They may share a community again. Safe to repeat."""
    deleted, _rows = Separation.objects.filter(id=separation_id).delete()
    if deleted:
        audit.record("separation.ended", subject=f"separation:{separation_id}", by=by, at=at)
