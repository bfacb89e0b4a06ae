"""The words a playbook may use: events with their fields, variables of texts, roles, languages."""

from collections.abc import Mapping
from typing import get_type_hints

import msgspec
from django.utils.translation import gettext_noop as _

from linli.facts.communities import GroupClosed
from linli.facts.fact import Fact
from linli.facts.growth import CheckedIn, PointsAwarded
from linli.facts.members import MembershipJoined, MembershipLeft, MemberTagged, MemberUntagged
from linli.facts.messages import MessagePosted, ReactionAdded
from linli.facts.moderation import SanctionApplied
from linli.kernel.conditions.schema import Field
from linli.kernel.conditions.tree import Type
from linli.kernel.conditions.values import Outer
from linli.kernel.events.event import Event
from linli.kernel.orgs.rules import Role

CLASSES = ("safety", "service", "content", "nurture", "promo")
DELIVERIES = ("at_most_once", "at_least_once", "assisted")
LANGUAGES = ("zh-hans", "en")
ROLES = tuple(role.value for role in Role)
TRIGGERS = (MembershipJoined.kind,)
EVENTS: Mapping[str, type[Fact]] = {
    fact.kind: fact
    for fact in (
        MembershipJoined,
        MembershipLeft,
        MessagePosted,
        ReactionAdded,
        CheckedIn,
        PointsAwarded,
        MemberTagged,
        MemberUntagged,
        SanctionApplied,
    )
}
VARIABLES = ("person.name", "group.name", "community.name")
KEY_VARIABLES = ("person.id", "membership.id", "membership.stay", "group.id", "community.id", "run.id")
ENDS_WITH_GROUP = GroupClosed.kind

SUBJECT_FIELDS = (
    Field("person.id", Type.INTEGER, _("Member's number")),
    Field("person.name", Type.TEXT, _("Member's name")),
    Field("person.is_bot", Type.BOOLEAN, _("Is a program")),
    Field("person.is_operator", Type.BOOLEAN, _("Belongs to the team")),
    Field("person.language", Type.TEXT, _("Member's language")),
    Field("person.tags", Type.TEXTS, _("Member's tags")),
    Field("membership.id", Type.INTEGER, _("Number of the stay")),
    Field("membership.stay", Type.INTEGER, _("How many times they came")),
    Field("membership.joined_at", Type.TIME, _("When they joined")),
    Field("membership.last_spoke_at", Type.TIME, _("When they last spoke")),
    Field("membership.has_spoken", Type.BOOLEAN, _("Has spoken")),
    Field("membership.is_in", Type.BOOLEAN, _("Is in the group")),
    Field("group.id", Type.INTEGER, _("Group's number")),
    Field("group.name", Type.TEXT, _("Group's name")),
    Field("community.id", Type.INTEGER, _("Community's number")),
    Field("community.name", Type.TEXT, _("Community's name")),
    Field("community.stage", Type.TEXT, _("Community's stage")),
    Field("run.number", Type.INTEGER, _("Number of the run")),
    Field("run.started_at", Type.TIME, _("When the run began")),
)

_CHOICES = {"severity": ("warn", "recall", "mute", "kick", "ban")}
_TYPES = {str: Type.TEXT, int: Type.INTEGER, bool: Type.BOOLEAN}


def event_fields(kind: str) -> list[Field]:
    """The fields of an event, each as `severity` and as `event.severity`."""
    hints = get_type_hints(EVENTS[kind])
    own = [
        (name, _TYPES[hint], _CHOICES.get(name, ()))
        for name, hint in hints.items()
        if hint in _TYPES and name != "kind"
    ]
    if "text" in hints:
        own.append(("length", Type.INTEGER, ()))
    return [
        Field(prefix + name, kind_of, f"event {name}", (), choices)
        for name, kind_of, choices in own
        for prefix in ("", "event.")
    ] + [Field("event.author", Type.INTEGER, "event author")]


def event_values(event: Event) -> dict[str, Outer]:
    """The values of those fields."""
    own = {
        name: value
        for name, value in msgspec.structs.asdict(event.fact).items()
        if isinstance(value, str | int | bool)
    }
    if isinstance(text := own.get("text"), str):
        own["length"] = len(text)
    return {
        **own,
        **{f"event.{name}": value for name, value in own.items()},
        "event.author": event.member,
    }
