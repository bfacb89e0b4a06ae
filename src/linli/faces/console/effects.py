"""Rows of the outbox in words: what, where to, on whose behalf, how it stands and why."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext, pgettext

from linli.connect.gateway.models import Effect
from linli.connect.gateway.outbox import queries
from linli.people.communities import queries as communities
from linli.people.members.queries import names

_PLAYBOOK = re.compile(r"playbook (?P<playbook>\S+) / step (?P<step>\S+)")
HUES = {
    "planned": "sky",
    "reserved": "sky",
    "sending": "sky",
    "sent": "green",
    "failed": "rose",
    "unknown": "rose",
    "suppressed": "grey",
    "awaiting_person": "amber",
}


@dataclass(frozen=True)
class Row:
    """An effect as the page shows it; `why` are its sentences, the last one how it stands."""

    id: int
    what: str
    text: str
    where: str
    whom: str
    source: str
    origin: str
    state: str
    state_words: str
    hue: str
    why: Sequence[str]
    planned_at: datetime
    due_at: datetime
    until: datetime | None
    can: tuple[str, ...]

    @property
    def run(self) -> int | None:
        """The run of a playbook that wants it."""
        kind, _colon, id = self.origin.partition(":")
        return int(id) if kind == "run" and id.isdigit() else None

    @property
    def last(self) -> str:
        """How it stands now."""
        return self.why[-1] if self.why else ""


def rows_of(effects: Iterable[Effect]) -> list[Row]:
    """Effects with the names of groups and people, in four queries however many."""
    found = list(effects)
    groups = {one.id: one.name for one in communities.group_lines(with_closed=True)}
    people = names.names_of({one.member_id for one in found if one.member_id})
    return [
        Row(
            id=one.id,
            what=verb_words(one.verb),
            text=str(one.payload.get("text") or one.payload.get("emoji") or one.payload.get("reason") or ""),
            where=groups.get(one.group_id or 0, "") or one.target,
            whom=people.get(one.member_id or 0, ""),
            source=source_words(one.source or one.sender or one.origin),
            origin=one.origin,
            state=one.state,
            state_words=state_words(one.state),
            hue=HUES.get(one.state, "grey"),
            why=queries.why(one),
            planned_at=one.planned_at,
            due_at=one.due_at,
            until=one.window_ends_at,
            can=acts_on(one.state),
        )
        for one in found
    ]


def source_words(source: str) -> str:
    """On whose behalf, in the reader's language where the outbox names a playbook and its step."""
    found = _PLAYBOOK.fullmatch(source)
    if found is None:
        return source
    return gettext("playbook {playbook}, step {step}").format(playbook=found["playbook"], step=found["step"])


def verb_words(verb: str) -> str:
    """What an effect does."""
    return {
        "send_message": gettext("Message"),
        "recall_message": gettext("Recall a message"),
        "mute_member": gettext("Mute"),
        "unmute_member": gettext("End a mute"),
        "kick_member": gettext("Remove from the group"),
        "admit_member": gettext("Let into the group"),
        "ban_member": gettext("Ban"),
        "react_to": gettext("Reaction"),
    }.get(verb, verb)


def state_words(state: str) -> str:
    """A state of an effect as people read it."""
    return {
        "planned": pgettext("effect", "Planned"),
        "reserved": pgettext("effect", "About to go"),
        "sending": pgettext("effect", "Going out"),
        "sent": pgettext("effect", "Sent"),
        "failed": pgettext("effect", "Failed"),
        "unknown": pgettext("effect", "Arrived?"),
        "suppressed": pgettext("effect", "Not sent"),
        "awaiting_person": pgettext("effect", "Waits for a hand"),
    }.get(state, state)


def acts_on(state: str) -> tuple[str, ...]:
    """What people can decide about an effect in this state."""
    return {
        "planned": ("cancel",),
        "reserved": ("cancel",),
        "awaiting_person": ("confirm", "skip"),
        "unknown": ("arrived", "again"),
        "failed": ("retry",),
    }.get(state, ())
