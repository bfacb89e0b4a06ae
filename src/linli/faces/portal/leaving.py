"""What is held about a visitor, and forgetting them: one step for the page, everything in one transaction."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from linli.connect.adapters.room.actions import forgetting
from linli.faces.portal.access import Visitor
from linli.faces.ui.words import why_words
from linli.kernel.orgs import queries as orgs
from linli.kernel.orgs import scope
from linli.kernel.orgs.actor import Actor
from linli.people.consent.actions import requests
from linli.people.consent.queries import watching
from linli.people.consent.queries.choices import Standing
from linli.people.consent.queries.requests import Asked
from linli.people.consent.rules import Where
from linli.people.members.queries import people, profile
from linli.people.members.queries.profile import Profile


@dataclass(frozen=True)
class Looked:
    """Who looked, why, when, how often in that hour."""

    who: str
    why: str
    at: datetime
    times: int


@dataclass(frozen=True)
class Worded:
    """A purpose with the member's answer; `agreed_text` where they agreed to other words than today's."""

    code: str
    title: str
    text: str
    agreed_text: str
    is_given: bool
    is_required: bool
    is_outdated: bool
    at: datetime | None
    version: int


@dataclass(frozen=True)
class Held:
    """What Linli keeps about a person; None where their row is not written yet."""

    profile: Profile | None


def held(visitor: Visitor) -> Held:
    """The profile as the member may see it."""
    try:
        return Held(profile.profile_of(people.get_member(visitor.member)))
    except people.NoSuchMember:
        return Held(None)


@transaction.atomic
def ask(visitor: Visitor, *, by: Actor, at: datetime) -> Asked:
    """Ask to be erased. Without days to think, everything is gone when this ends."""
    receipt = requests.ask_erasure(member=visitor.member, where=Where.PORTAL, by=by, at=at)
    if not receipt.is_waiting:
        forgetting.forget_guest(guest=visitor.guest, at=at)
    return receipt


def looks(member_ids: list[int]) -> list[Looked]:
    """Who looked at my data lately: staff by name, and why in words."""
    found = watching.looks_at(member_ids, limit=20)
    staff = orgs.staff_of(scope.org_id()) if found else []
    names = {f"staff:{seat.staff_id}": seat.staff.name for seat in staff}
    return [
        Looked(names.get(one.actor) or _("a program"), why_words(one.why), one.at, one.times) for one in found
    ]


def worded(standing: Standing) -> Worded:
    """A purpose as the member reads it: now, and as it was when they agreed."""
    language = get_language() or "zh-hans"
    purpose, shown = standing.purpose, standing.shown
    return Worded(
        code=purpose.code,
        title=purpose.words.title(language),
        text=purpose.words.text(language),
        agreed_text=shown.words.text(language) if shown and standing.is_outdated else "",
        is_given=standing.is_given,
        is_required=purpose.is_required,
        is_outdated=standing.is_outdated,
        at=standing.chosen.at if standing.chosen else None,
        version=purpose.version,
    )
