"""The audit trail in words: what was done, to what, and what it was before."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from linli.faces.console.actors import Named
from linli.kernel.orgs.models import AuditEntry

# Beginnings of actions, and what the part of the house is called.
_AREAS = {
    "organisation.": _("Organisation"),
    "staff.": _("Account"),
    "seat.": _("Seat"),
    "token.": _("API token"),
    "community.": _("Community"),
    "community_type.": _("Types"),
    "edge.": _("Matrix"),
    "handover.": _("Matrix"),
    "venue.": _("Venues"),
    "group.": _("Group"),
    "member": _("Member"),
    "belonging.": _("Lifecycle"),
    "segment.": _("Segments"),
    "profile_field.": _("Profiles"),
    "duplicate.": _("Duplicates"),
    "role": _("Roles"),
    "desk.": _("Who to ask"),
    "candidate.": _("Candidates"),
    "expert.": _("Experts"),
    "seed.": _("Seed users"),
    "fans.": _("Die-hard fans"),
    "joint_event.": _("Common goals"),
    "entry": _("Entry"),
    "application.": _("Entry"),
    "campaign.": _("Campaigns"),
    "care.": _("Care"),
    "consent.": _("Privacy"),
    "playbooks.": _("Playbook"),
    "growth.": _("Points"),
    "moderation.": _("Moderation"),
    "policy.": _("Sending policy"),
    "sender.": _("Sender"),
    "channel.": _("Channel"),
    "history.": _("Import"),
    "events.": _("Events"),
    "room.": _("Built-in room"),
}
AREAS = tuple(_AREAS)
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
    known = next((words for start, words in _AREAS.items() if action.startswith(start)), "")
    return gettext(known) if known else action


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
