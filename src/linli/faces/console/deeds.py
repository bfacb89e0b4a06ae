"""The audit trail in words: what was done, to what, and what it was before."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext

from linli.faces.console.actors import Named
from linli.kernel.orgs.models import AuditEntry

AREAS = (
    "organisation.",
    "staff.",
    "seat.",
    "token.",
    "community.",
    "group.",
    "member",
    "playbooks.",
    "growth.",
    "moderation.",
    "policy.",
    "sender.",
    "channel.",
    "history.",
    "events.",
    "room.",
)
LISTED, LONGEST = 8, 160
_PAGES = {"member": "console:member", "community": "console:community", "playbook": "console:playbook"}


@dataclass(frozen=True)
class Change:
    """A value before and after; empty where there was none."""

    name: str
    before: str
    after: str


@dataclass(frozen=True)
class Deed:
    """One line of the trail. `url` leads to what was changed, where it has a page."""

    id: int
    at: datetime
    by: Named
    area: str
    action: str
    subject: str
    url: str
    changes: tuple[Change, ...]
    ip: str


def deed_of(entry: AuditEntry, by: Mapping[str, Named]) -> Deed:
    """An entry in words."""
    kind, _, number = entry.subject.partition(":")
    return Deed(
        id=entry.id,
        at=entry.at,
        by=by[entry.actor],
        area=area_words(entry.action),
        action=entry.action,
        subject=entry.subject,
        url=_url(kind, number),
        changes=_changes(entry.before or {}, entry.after or {}),
        ip=entry.ip or "",
    )


def area_words(action: str) -> str:
    """The part of the house an action belongs to."""
    said = {
        "organisation.": gettext("Organisation"),
        "staff.": gettext("Account"),
        "seat.": gettext("Seat"),
        "token.": gettext("API token"),
        "community.": gettext("Community"),
        "group.": gettext("Group"),
        "member": gettext("Member"),
        "playbooks.": gettext("Playbook"),
        "growth.": gettext("Points"),
        "moderation.": gettext("Moderation"),
        "policy.": gettext("Sending policy"),
        "sender.": gettext("Sender"),
        "channel.": gettext("Channel"),
        "history.": gettext("Import"),
        "events.": gettext("Events"),
        "room.": gettext("Built-in room"),
    }
    return next((words for start, words in said.items() if action.startswith(start)), action)


def _changes(before: Mapping[str, object], after: Mapping[str, object]) -> tuple[Change, ...]:
    names = sorted({*before, *after})
    return tuple(
        Change(name, _shown(before.get(name)), _shown(after.get(name)))
        for name in names
        if before.get(name) != after.get(name)
    )


def _shown(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, list):
        rest = f" … ({len(value)})" if len(value) > LISTED else ""
        return ", ".join(map(str, value[:LISTED])) + rest
    text = str(value)
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"


def _url(kind: str, number: str) -> str:
    if kind not in _PAGES or not number.isdigit():
        return ""
    try:
        return reverse(_PAGES[kind], args=[int(number)])
    except NoReverseMatch:
        return ""
