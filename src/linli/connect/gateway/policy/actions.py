"""Writing a policy down."""

from datetime import datetime

from django.db import transaction

from linli.connect.gateway.models import SendingPolicy
from linli.connect.gateway.policy import parsing
from linli.kernel.orgs import audit, scope
from linli.kernel.orgs.actor import Actor
from linli.kernel.orgs.models import Organisation


@transaction.atomic
def save_policy(*, text: str, community: int | None, by: Actor, at: datetime) -> SendingPolicy:
    """Keep a policy for a community, or for the whole organisation when `community` is None.

    It holds from the next send on, for what is planned already too. BadPolicy and BadYaml change nothing.
    """
    _policy, document = parsing.parse(text)
    Organisation.objects.select_for_update().get(id=scope.org_id())
    found = SendingPolicy.objects.filter(community_id=community).first()
    before = None if found is None else {"version": found.version, "source": found.source}
    if found is None:
        found = SendingPolicy(community_id=community, version=0, changed_at=at)
    found.document, found.source, found.changed_at = document, text, at
    found.version += 1
    found.save()
    audit.record(
        "policy.saved",
        subject=f"community:{community}" if community else f"organisation:{scope.org_id()}",
        by=by,
        at=at,
        before=before,
        after={"version": found.version, "source": text},
    )
    return found


@transaction.atomic
def drop_policy(*, community: int | None, by: Actor, at: datetime) -> None:
    """Go back to the organisation's policy, or to the default."""
    found = SendingPolicy.objects.select_for_update().filter(community_id=community).first()
    if found is None:
        return
    audit.record(
        "policy.dropped",
        subject=f"community:{community}" if community else f"organisation:{scope.org_id()}",
        by=by,
        at=at,
        before={"version": found.version, "source": found.source},
    )
    found.delete()
