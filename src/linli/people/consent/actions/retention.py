"""For how long kinds of data are kept, and the nightly clearing."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from linli.kernel.errors import Refusal
from linli.kernel.orgs import audit, scope
from linli.kernel.orgs.actor import Actor
from linli.people.consent import keeping, rules
from linli.people.consent.models import Clearing, Retention
from linli.people.consent.queries import retention


class CannotKeep(Refusal):
    """There is no such kind of data, or the days make no sense."""


@transaction.atomic
def set_days(*, kind: str, days: int | None, by: Actor, at: datetime) -> None:
    """Keep a kind of data for so many days from now on; None: for as long as it exists. Raises CannotKeep."""
    if keeping.find(kind) is None:
        raise CannotKeep(_("there is no kind of data called “%(kind)s”") % {"kind": kind[:24]})
    if days is not None and not rules.SHORTEST_KEEPING <= days <= rules.LONGEST_KEEPING:
        raise CannotKeep(
            _("data is kept for %(least)s to %(most)s days, or without limit: leave the field empty for that")
            % {"least": rules.SHORTEST_KEEPING, "most": rules.LONGEST_KEEPING}
        )
    before = retention.days_of().get(kind)
    if days is None:
        Retention.objects.filter(kind=kind).delete()
    else:
        Retention.objects.update_or_create(
            org_id=scope.org_id(), kind=kind, defaults={"days": days, "set_at": at, "set_by": by.code}
        )
    if before != days:
        audit.record(
            "consent.retention_set",
            subject=f"retention:{kind}",
            by=by,
            at=at,
            before={"days": before},
            after={"days": days},
        )


def clear_old(*, at: datetime) -> int:
    """Take away what is older than its days, kind by kind, each in a transaction of its own; gives the rows.

    A kind that fails does not keep the others: its error is raised after all were tried.
    """
    total, trouble = 0, None
    for kind, days in sorted(retention.days_of().items()):
        kept = keeping.find(kind)
        if kept is None:
            continue
        try:
            total += _clear(kept, days, at)
        except Exception as error:  # the next kinds must not be kept longer because of this one
            trouble = error
    if trouble is not None:
        raise trouble
    return total


@transaction.atomic
def _clear(kept: keeping.Kept, days: int, at: datetime) -> int:
    before = at - timedelta(days=days)
    rows = kept.clear(before, at)
    if rows:
        Clearing.objects.create(kind=kept.code, days=days, before=before, rows=rows, cleared_at=at)
    return rows
