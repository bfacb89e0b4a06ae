"""Entry fees and deposits: what is due, and what a person says became of it. No money moves here."""

from datetime import datetime

from django.db import transaction

from linli.facts.entry import FeeChanged
from linli.kernel.events import log
from linli.kernel.orgs import audit
from linli.kernel.orgs.actor import Actor
from linli.people.entry import refusals
from linli.people.entry.actions import scoring
from linli.people.entry.models import Application, Fee
from linli.people.entry.queries import policies
from linli.people.entry.rules import states
from linli.people.entry.rules.policy import Policy


@transaction.atomic
def open_fee(*, application: Application, policy: Policy, by: Actor, at: datetime) -> Fee | None:
    """The fee a policy asks of an applicant becomes due; None where there is none. Safe to repeat."""
    asked = policy.fee
    if asked is None:
        return None
    made, is_new = Fee.objects.get_or_create(
        application=application,
        defaults={
            "member_id": application.member_id,
            "community_id": application.community_id,
            "amount_cents": asked.amount_cents,
            "is_deposit": asked.is_deposit,
            "changed_at": at,
            "changed_by": by.code,
        },
    )
    fee: Fee = made
    if is_new:
        _tell(fee, by, at)
    return fee


@transaction.atomic
def change_fee(*, fee: Fee, state: str, by: Actor, at: datetime) -> Fee:
    """Say that a fee was paid, returned or waived; the score follows. The same again changes nothing.

    Raises CannotChangeFee.
    """
    locked: Fee = Fee.objects.select_for_update().get(id=fee.pk)
    if locked.state == state:
        return locked
    if not states.can_become(locked.state, state):
        raise refusals.CannotChangeFee(locked.state, state)
    before, locked.state = locked.state, state
    locked.changed_at, locked.changed_by = at, by.code
    locked.save(update_fields=["state", "changed_at", "changed_by"])
    audit.record(
        "fee.changed",
        subject=f"member:{locked.member_id}",
        by=by,
        at=at,
        before={"state": before},
        after={"fee": locked.pk, "state": state},
    )
    _tell(locked, by, at)
    application = Application.objects.select_for_update(of=("self",)).get(id=locked.application_id)
    if application.state in states.DECIDABLE:
        held = policies.version(application.community_id, application.policy_version)
        scoring.rescore(application, held.policy)
    return locked


def _tell(fee: Fee, by: Actor, at: datetime) -> None:
    fact = FeeChanged(fee=fee.pk, amount_cents=fee.amount_cents, state=fee.state)
    log.append_one(fact, by=by, at=at, community=fee.community_id, member=fee.member_id)
