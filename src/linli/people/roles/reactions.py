"""What wakes the room: members who leave a community leave their roles in it."""

from collections.abc import Sequence

from linli.kernel.events.event import Event
from linli.kernel.orgs.actor import SYSTEM
from linli.people.members.actions import keeping
from linli.people.roles.actions import leaving


def end_roles_of_leavers(events: Sequence[Event]) -> None:
    """MembershipLeft: who is in no group of the community any more is in no role of it. After the stays."""
    left = [one for one in events if one.member is not None and one.community is not None]
    if not left:
        return
    kept = keeping.kept_ids({one.member for one in left if one.member is not None})
    pairs = {
        (kept.get(one.member, one.member), one.community): one.occurred_at
        for one in left
        if one.member is not None and one.community is not None
    }
    leaving.end_roles_of_leavers(pairs=list(pairs), by=SYSTEM, at=max(one.occurred_at for one in left))
