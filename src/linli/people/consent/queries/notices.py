"""The notice about data: what an organisation adds to it, and the table that follows from what Linli does."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from linli.people.consent.models import Notice
from linli.people.consent.queries import retention


@dataclass(frozen=True)
class Added:
    """What an organisation says itself: whom to ask, its own words, and two of its rules."""

    version: int
    contact: str
    words_zh: str
    words_en: str
    grace_days: int
    asks_first: bool
    published_at: datetime | None
    published_by: str


NOTHING = Added(0, "", "", "", 0, False, None, "")


def current() -> Added:
    """What is published now; NOTHING before the first time."""
    row = Notice.objects.order_by("-version").first()
    return _added(row) if row else NOTHING


def versions(*, limit: int = 20) -> list[Added]:
    """The last versions, newest first."""
    return [_added(row) for row in Notice.objects.order_by("-version")[:limit]]


def _added(row: Notice) -> Added:
    return Added(
        row.version,
        row.contact,
        row.words_zh,
        row.words_en,
        row.grace_days,
        row.asks_first,
        row.published_at,
        row.published_by,
    )


@dataclass(frozen=True)
class Line:
    """One kind of data in words. `days` None: as long as the membership lasts, and until it is erased.

    `who` sees it: "team" (all staff), "personal" (staff who may see personal values), "members" (the group).
    """

    data: str
    why: str
    days: int | None
    who: str


def lines() -> list[Line]:
    """Which data, why, how long, who sees it: what Linli really does, in the language active now."""
    days = retention.days_of()
    return [
        Line(
            _("Platform account and names"),
            _("to know who speaks, and to answer you"),
            None,
            "team",
        ),
        Line(
            _("Joining and leaving groups"),
            _("to welcome you, and to count how the community grows"),
            None,
            "team",
        ),
        Line(
            _("What you say in the groups"),
            _("so that the group can talk, and the team can help and moderate"),
            days.get("words"),
            "members",
        ),
        *_about_people(days),
    ]


def _about_people(days: Mapping[str, int]) -> list[Line]:
    return [
        Line(
            _("Your answers about yourself"),
            _("to offer what fits you, with your consent"),
            days.get("answers"),
            "personal",
        ),
        Line(
            _("Applications and how they were decided"),
            _("to decide who can join"),
            days.get("applications"),
            "personal",
        ),
        Line(
            _("Points, check-ins and tags"),
            _("to thank you for taking part, and to see who needs care"),
            None,
            "team",
        ),
        Line(
            _("Notes of the team about talking with you"),
            _("to look after you"),
            days.get("care"),
            "personal",
        ),
        Line(
            _("Who looked at your data"),
            _("so that you can see it"),
            days.get("access"),
            "team",
        ),
    ]
