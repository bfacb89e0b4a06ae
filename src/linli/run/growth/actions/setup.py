"""What an organisation counts and rewards: the first rules, and changing them."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from linli.kernel.errors import Refusal
from linli.kernel.orgs import audit
from linli.kernel.orgs.actor import Actor
from linli.kernel.orgs.models import audit_values
from linli.run.growth.models import Currency, EarningRule
from linli.run.growth.queries import earning
from linli.run.growth.queries.ledger import DEFAULT_CURRENCY
from linli.run.growth.rules import streaks

_CHANGEABLE = (
    "is_active",
    "points",
    "day_cap",
    "min_length",
    "gap_seconds",
    "ladder",
    "is_replying",
)
FIRST_LADDER = [[1, 5], [3, 10], [7, 20], [30, 30]]


class CannotChangeRule(Refusal):
    """An earning rule cannot be like this."""


def set_up(*, at: datetime) -> None:
    """Give an organisation points, a point for a message and a ladder for check-ins, unless it has rules
    already.
    """
    if earning.has_rules():
        return
    with transaction.atomic():
        currency, _is_new = Currency.objects.get_or_create(
            code=DEFAULT_CURRENCY, defaults={"name": "points", "created_at": at}
        )
        EarningRule.objects.bulk_create(
            [
                EarningRule(
                    trigger="message", currency=currency, points=1, day_cap=20, min_length=6, changed_at=at
                ),
                EarningRule(trigger="check_in", currency=currency, ladder=FIRST_LADDER, changed_at=at),
            ],
            ignore_conflicts=True,
        )


@transaction.atomic
def change_rule(
    *, trigger: str, community: int | None, by: Actor, at: datetime, **changes: object
) -> EarningRule:
    """Change what earns points, in general or (community given) in one community; that makes its own rule
    first.

    Names of fields: see `_CHANGEABLE`. Entries keep the version they were earned under.
    """
    for name in changes:
        if name not in _CHANGEABLE:
            raise CannotChangeRule(
                _('An earning rule has nothing called "{name}" that could be changed.').format(name=name)
            )
    set_up(at=at)
    rule = _own_rule(trigger, community, at=at)
    before = audit_values(rule, *changes)
    for name, value in changes.items():
        setattr(rule, name, value)
    if not streaks.is_ladder(rule.ladder) and trigger == "check_in":
        raise CannotChangeRule(
            _("A ladder is a list of [from day, points] with rising days, as [[1, 5], [7, 20]].")
        )
    rule.version += 1
    rule.changed_at = at
    rule.save()
    audit.record(
        "growth.rule_changed",
        subject=f"earning_rule:{rule.id}",
        by=by,
        at=at,
        before=before,
        after=audit_values(rule, *changes),
    )
    return rule


def _own_rule(trigger: str, community: int | None, *, at: datetime) -> EarningRule:
    found: EarningRule | None = (
        EarningRule.objects.select_for_update().filter(trigger=trigger, community_id=community).first()
    )
    if found is not None:
        return found
    general: EarningRule | None = EarningRule.objects.filter(trigger=trigger, community_id=None).first()
    if general is None:
        raise CannotChangeRule(
            _('Nothing is earned by "{trigger}": use message or check_in.').format(trigger=trigger)
        )
    general.pk, general.community_id, general.changed_at = None, community, at
    general._state.adding = True
    general.save()
    return general
