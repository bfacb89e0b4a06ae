"""Which event wakes which reaction, which adapters exist, and who may veto a send: the whole map on one screen."""

from collections.abc import Mapping

from linli.connect.gateway.contract import Adapter
from linli.facts.members import IdentityRenamed, IdentitySeen, MembershipJoined, MembershipLeft
from linli.facts.messages import MessagePosted
from linli.kernel.events.reactions import Lanes, Reaction
from linli.measure.insights import reactions as insights
from linli.measure.insights.counting import COUNTED
from linli.people.members import reactions as members

ADAPTERS: Mapping[str, Adapter] = {}

# Lanes read the log at their own pace; inside a lane the order counts.
LANES: Lanes = {
    "live": (
        Reaction(members.keep_members, IdentitySeen, IdentityRenamed),
        Reaction(members.keep_memberships, MembershipJoined, MembershipLeft, MessagePosted),
    ),
    "measure": (Reaction(insights.keep_rollups, *COUNTED),),
}
