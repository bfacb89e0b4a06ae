"""The earning rules of a community's own, copied to a new community that is set up like it."""

from datetime import datetime

from django.db import transaction

from linli.kernel.orgs import audit
from linli.kernel.orgs.actor import Actor
from linli.run.growth.models import EarningRule

COPIED = (
    "currency_id",
    "is_active",
    "points",
    "day_cap",
    "min_length",
    "gap_seconds",
    "ladder",
    "is_replying",
)


@transaction.atomic
def copy_rules(source: int, target: int, *, by: Actor, at: datetime) -> None:
    """Rules that the target has already stay as they are. General rules hold everywhere and need no copy."""
    rules = [
        EarningRule(
            trigger=one.trigger,
            community_id=target,
            changed_at=at,
            **{name: getattr(one, name) for name in COPIED},
        )
        for one in EarningRule.objects.filter(community_id=source).order_by("id")
    ]
    EarningRule.objects.bulk_create(rules, ignore_conflicts=True)
    if rules:
        after = {"source": source, "triggers": [one.trigger for one in rules]}
        audit.record("growth.rules_copied", subject=f"community:{target}", by=by, at=at, after=after)
