"""One change of a community at a time, and its line in the audit trail."""

from collections.abc import Mapping
from datetime import datetime

from django.utils.translation import gettext as _

from linli.kernel.errors import Refusal
from linli.kernel.orgs import audit
from linli.kernel.orgs.actor import Actor
from linli.kernel.orgs.models import audit_values
from linli.people.communities import queries
from linli.people.communities.models import Community


class IsClosed(Refusal):
    """A closed community is read, not changed."""

    def __init__(self) -> None:
        super().__init__(_("this community is closed: it can be read, but nothing in it can be changed"))


def lock_community(community: Community, *, even_closed: bool = False) -> Community:
    """The row as it is now, locked until the transaction ends. Raises NoSuchCommunity and IsClosed."""
    locked = Community.objects.select_for_update().filter(id=community.id).first()
    if locked is None:
        raise queries.NoSuchCommunity
    if locked.closed_at is not None and not even_closed:
        raise IsClosed
    found: Community = locked
    return found


def change(
    community: Community, wanted: Mapping[str, object], *, action: str, by: Actor, at: datetime
) -> Community:
    """Set these fields, and write down what was before and after; nothing where nothing differs."""
    locked = lock_community(community)
    before = audit_values(locked, *wanted)
    for name, value in wanted.items():
        setattr(locked, name, value)
    after = audit_values(locked, *wanted)
    changed = [name for name in wanted if before[name] != after[name]]
    if changed:
        locked.save(update_fields=changed)
        record(
            action,
            locked,
            by=by,
            at=at,
            before=_plain({name: before[name] for name in changed}),
            after=_plain({name: after[name] for name in changed}),
        )
    return locked


def record(
    action: str,
    community: Community,
    *,
    by: Actor,
    at: datetime,
    before: dict[str, object] | None = None,
    after: dict[str, object] | None = None,
) -> None:
    """A line of the audit trail about a community."""
    audit.record(action, subject=f"community:{community.id}", by=by, at=at, before=before, after=after)


def _plain(values: dict[str, object]) -> dict[str, object]:
    """Days and moments as texts, since the trail is JSON."""
    return {
        name: value.isoformat() if hasattr(value, "isoformat") else value for name, value in values.items()
    }
