"""Only people and playbooks, and an outbox that reaches nobody."""

from linli.connect.adapters.null.adapter import NullAdapter
from linli.connect.adapters.webhook.adapter import WebhookAdapter
from linli.facts.gateway import EffectFailed, EffectSent, EffectSuppressed, SendingPaused, SendingResumed
from linli.facts.members import (
    IdentityRenamed,
    IdentitySeen,
    MemberErased,
    MembershipJoined,
    MembershipLeft,
    MembersMerged,
)
from linli.facts.messages import MessagePosted
from linli.facts.tasks import TaskClosed
from linli.kernel.events.reactions import Reaction
from linli.people.members import reactions as members
from linli.run.growth import verbs  # noqa: F401  (playbooks award through the verb)
from linli.run.playbooks import guard
from linli.run.playbooks import reactions as playbooks


class RoomForTests(NullAdapter):
    """The cast's channel says it is a room."""

    code = "room"


LANES = {
    "live": (
        Reaction(members.keep_members, IdentitySeen, IdentityRenamed),
        Reaction(members.keep_memberships, MembershipJoined, MembershipLeft, MessagePosted),
        Reaction(playbooks.drive_runs, *playbooks.HEARD),
        Reaction(playbooks.hear_answers, TaskClosed, EffectSent, EffectFailed, EffectSuppressed),
        Reaction(playbooks.follow_people, MembersMerged, MemberErased),
        Reaction(playbooks.pause_with_the_outbox, SendingPaused, SendingResumed),
    )
}
ADAPTERS = {"room": RoomForTests(), "webhook": WebhookAdapter()}
GUARDS = {guard.PREFIX: guard.ended_runs, guard.GATHERING: guard.ended_gatherings}
