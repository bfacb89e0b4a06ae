"""The one way to write the audit trail."""

from datetime import datetime
from typing import Any

from linli.kernel.orgs.actor import Actor
from linli.kernel.orgs.models import AuditEntry


def record(
    action: str,
    *,
    subject: str,
    by: Actor,
    at: datetime,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
) -> AuditEntry:
    """Write what `by` did to `subject` ("community:7"). Call it inside the transaction of the change."""
    entry: AuditEntry = AuditEntry.objects.create(
        at=at, actor=by.code, action=action, subject=subject, before=before, after=after, ip=by.ip
    )
    return entry
