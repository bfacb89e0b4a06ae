"""The words a playbook may use: events with their fields, variables of texts, roles, languages."""

from collections.abc import Mapping
from typing import get_type_hints

import msgspec
from django.utils.translation import gettext_noop as _

from linli.facts import catalogue
from linli.facts.communities import GroupClosed
from linli.facts.fact import Fact
from linli.facts.members import MembershipJoined
from linli.kernel.conditions.schema import Field
from linli.kernel.conditions.tree import Type
from linli.kernel.conditions.values import Outer
from linli.kernel.events.event import Event
from linli.kernel.orgs.rules import Role

SUBJECTS = ("membership", "person", "group")
TABLES = ("planning", "building", "growth", "daily", "activity")
CLASSES = ("safety", "service", "content", "nurture", "promo")
DELIVERIES = ("at_most_once", "at_least_once", "assisted")
CAP_ANSWERS = ("wait_slot", "drop", "ignore_but_count", "ignore")
ACTIVITY_KINDS = ("poll", "sign_up", "quiz", "check_in", "vote", "lottery")
QUESTION_TYPES = ("text", "number", "choice", "date", "time", "yes_no", "image", "link")
ABSENCES = ("membership.seen", "message.posted", "checkin.done")
LANGUAGES = ("zh-hans", "en")
ROLES = tuple(role.value for role in Role)
ON_DUTY = "duty"
TRIGGERS = (MembershipJoined.kind,)

_OWN_BUSINESS = ("identity", "effect", "sending", "run", "playbook", "members", "group", "task", "segment")
_SPOKEN_OF_ALL_THE_SAME = (
    "group.closed",
    "group.bound",
    "members.connected",
    "segment.entered",
    "segment.left",
    "task.closed",
)
_NO_NEWS = ("community.day_turned", "member.erased", "message.recalled")


def _events() -> dict[str, type[Fact]]:
    """What playbooks can hear: every fact but those of Linli's own housekeeping."""
    facts = {
        fact.kind: fact
        for module in catalogue.MODULES
        for fact in vars(module).values()
        if isinstance(fact, type) and issubclass(fact, Fact) and fact is not Fact
    }
    return {
        kind: fact
        for kind, fact in facts.items()
        if (kind.partition(".")[0] not in _OWN_BUSINESS or kind in _SPOKEN_OF_ALL_THE_SAME)
        and kind not in _NO_NEWS
    }


EVENTS: Mapping[str, type[Fact]] = _events()
VARIABLES: Mapping[str, tuple[str, ...]] = {
    "membership": ("person.name", "group.name", "community.name"),
    "person": ("person.name", "community.name"),
    "group": ("group.name", "community.name"),
}
KEY_VARIABLES: Mapping[str, tuple[str, ...]] = {
    "membership": ("person.id", "membership.id", "membership.stay", "group.id", "community.id", "run.id"),
    "person": ("person.id", "community.id", "run.id"),
    "group": ("group.id", "community.id", "run.id"),
}
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

_STAGES = ("lost", "silent", "at_risk", "returned", "new", "active")
_CHOICES: Mapping[tuple[str, str], tuple[str, ...]] = {
    ("sanction.applied", "severity"): ("warn", "recall", "mute", "kick", "ban"),
    ("belonging.stage_changed", "before"): _STAGES,
    ("belonging.stage_changed", "after"): _STAGES,
}
_TYPES = {
    str: Type.TEXT,
    int: Type.INTEGER,
    float: Type.NUMBER,
    bool: Type.BOOLEAN,
    tuple[str, ...]: Type.TEXTS,
}
ABSENCE_FIELDS = (
    Field("absence.started_on", Type.TEXT, _("Day of the last sign")),
    Field("absence.days", Type.INTEGER, _("Days without a sign")),
)


def event_fields(kind: str) -> list[Field]:
    """The fields of an event, each as `severity` and as `event.severity`; `length` is that of a text."""
    hints = get_type_hints(EVENTS[kind])
    own = {
        name: Field(name, _TYPES[hint], f"event {name}", (), _CHOICES.get((kind, name), ()))
        for name, hint in hints.items()
        if hint in _TYPES
    }
    if "text" in hints:
        own["length"] = Field("length", Type.INTEGER, "event length")
    about = {
        "event.id": Field("event.id", Type.TEXT, "event id"),
        "event.kind": Field("event.kind", Type.TEXT, "event kind"),
        "event.author": Field("event.author", Type.INTEGER, "event author"),
    }
    prefixed = {
        f"event.{name}": Field(f"event.{name}", field.type, field.doc, (), field.choices)
        for name, field in own.items()
    }
    return [*own.values(), *(prefixed | about).values()]


def event_values(event: Event) -> dict[str, Outer]:
    """The values of those fields."""
    own = {
        name: value
        for name, value in msgspec.structs.asdict(event.fact).items()
        if isinstance(value, str | int | float | bool) or _is_texts(value)
    }
    if isinstance(text := own.get("text"), str):
        own["length"] = len(text)
    return {
        **own,
        **{f"event.{name}": value for name, value in own.items()},
        "event.id": str(event.id),
        "event.kind": event.kind,
        "event.author": event.member,
    }


def _is_texts(value: object) -> bool:
    return isinstance(value, tuple) and all(isinstance(one, str) for one in value)
