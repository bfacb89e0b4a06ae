"""What playbooks, rules and conditions can do with turns and read about them.

Probes for sets read `person` (members_member) in the query's FROM.
"""

from collections.abc import Mapping, Sequence

import msgspec
from django.utils.translation import gettext as _

from linli.facts.duty import DutyBegan, DutyEnded, DutyGivenUp, DutyMissed, DutyReplaced, DutySwapped
from linli.kernel.errors import Refusal
from linli.kernel.events.event import Cause
from linli.kernel.orgs.actor import Actor
from linli.kernel.verbs.context import Context, Subject
from linli.kernel.verbs.fragment import Fragment
from linli.kernel.verbs.registry import probe, verb
from linli.people.communities import queries as communities
from linli.people.duty.actions import volunteering
from linli.people.duty.queries import on_duty
from linli.people.duty.rules.turns import Source


class NobodyOffers(Refusal):
    """The verb was called without a member."""

    def __init__(self) -> None:
        super().__init__(_("there is no member here to take turns: use this in a playbook about members"))


class Offer(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Put the member on the community's duty list, as if they had offered themselves."""


@verb("duty.offer", params=Offer, title="Offer to take turns")
def offer(params: Offer, context: Context) -> None:
    """Repeats are harmless: somebody is on the list once."""
    if context.member_id is None:
        raise NobodyOffers
    volunteering.put_down(
        community=communities.get_community(context.community_id),
        member_id=context.member_id,
        source=Source.OFFERED,
        by=Actor(context.actor, "staff" if context.actor.startswith("staff:") else "automation"),
        at=context.at,
        cause=Cause(context.cause, context.depth) if context.cause else None,
    )


@probe(
    "person.on_duty",
    subject=Subject.PERSON,
    returns=bool,
    title="Is on duty",
    sql=lambda: Fragment(
        "EXISTS (SELECT 1 FROM duty_term t WHERE t.member_id = person.id AND t.org_id = person.org_id"
        " AND t.state = 'on')"
    ),
    changed_by=(DutyBegan, DutyEnded, DutyMissed, DutySwapped, DutyReplaced, DutyGivenUp),
)
def is_on_duty(subjects: Sequence[int], context: Context) -> Mapping[int, bool]:
    """Whether a person is on duty now, in any community."""
    return on_duty.who_are_on(subjects)
