"""What an item of content may be, and through which states it goes."""

from collections.abc import Collection
from datetime import date, datetime, timedelta
from enum import StrEnum

MAX_TITLE, MAX_BODY, MAX_LINE, MAX_ALT, MAX_TRANSCRIPT = 120, 10_000, 120, 500, 10_000
MAX_NOTE = 300
MOST_TAGS, MAX_TAG, MOST_PARTS, MOST_OPTIONS, MOST_ROWS = 12, 24, 9, 12, 30


class Format(StrEnum):
    """What an item is made of."""

    TEXT = "text"
    IMAGE = "image"
    AUDIO = "audio"
    VIDEO = "video"
    LINK = "link"
    FILE = "file"
    POLL = "poll"
    LIVE = "live"
    SLIDES = "slides"
    POSTER = "poster"
    COMPARISON = "comparison"
    DIGEST = "digest"


class Source(StrEnum):
    """Who made it."""

    OFFICIAL = "official"
    MEMBER = "member"
    GUEST = "guest"


class Licence(StrEnum):
    """Why it may be used."""

    OWN = "own"
    PERMISSION = "permission"
    FREE = "free"
    BOUGHT = "bought"
    UNKNOWN = "unknown"


class Aim(StrEnum):
    """What an item does for those who read it, in the order in which trust grows."""

    UNDERSTANDING = "understanding"
    EMOTION = "emotion"
    TRUST = "trust"
    NEED = "need"
    PRODUCT = "product"


class ItemState(StrEnum):
    """How far an item is. `withdrawn`: the member whose it was took it back or was erased."""

    IDEA = "idea"
    PLAN = "plan"
    DRAFT = "draft"
    REVIEW = "review"
    APPROVED = "approved"
    RETIRED = "retired"
    WITHDRAWN = "withdrawn"


SUBJECTS = (
    "industry_news",
    "product_knowledge",
    "user_story",
    "case",
    "problem_solution",
    "expertise",
    "tips",
    "brand_story",
    "expert_view",
    "case_analysis",
    "trend",
    "promotion",
    "news",
    "experience",
    "service",
    "values",
    "hot_topic",
    "culture",
    "team",
    "technical",
    "study_notes",
)
MATERIALS = ("", "everybody", "familiar", "trusted", "role")
_NEXT: dict[ItemState, tuple[ItemState, ...]] = {
    ItemState.IDEA: (ItemState.PLAN, ItemState.DRAFT, ItemState.RETIRED),
    ItemState.PLAN: (ItemState.IDEA, ItemState.DRAFT, ItemState.RETIRED),
    ItemState.DRAFT: (ItemState.PLAN, ItemState.REVIEW, ItemState.RETIRED),
    ItemState.REVIEW: (ItemState.DRAFT, ItemState.APPROVED, ItemState.RETIRED),
    ItemState.APPROVED: (ItemState.DRAFT, ItemState.RETIRED),
    ItemState.RETIRED: (ItemState.DRAFT,),
    ItemState.WITHDRAWN: (),
}
NEEDS_ALT = frozenset({Format.IMAGE, Format.POSTER, Format.SLIDES})
NEEDS_TRANSCRIPT = frozenset({Format.AUDIO, Format.VIDEO})


def next_states(state: str) -> tuple[ItemState, ...]:
    """Where an item can go from here by hand; approval comes of a review."""
    return _NEXT[ItemState(state)]


def can_move(state: str, wanted: str) -> bool:
    """May an item go from one state to the other?"""
    return wanted in next_states(state)


def missing_alternative(format: str, *, alt: str, transcript: str) -> str:
    """ "alt" or "transcript" where those who cannot see or hear it would be left out; else ""."""
    if format in NEEDS_ALT and not alt.strip():
        return "alt"
    if format in NEEDS_TRANSCRIPT and not transcript.strip():
        return "transcript"
    return ""


def is_cooling(last_used: datetime | None, *, at: datetime, days: int) -> bool:
    """Was it used less than so many days ago?"""
    return last_used is not None and at - last_used < timedelta(days=days)


def has_right(*, licence: str, ends_on: date | None, today: date) -> bool:
    """May it still be used: is it known why, and has that not ended?"""
    return licence != Licence.UNKNOWN and (ends_on is None or ends_on >= today)


def tags_of(words: Collection[str]) -> list[str]:
    """Tags without blanks and repeats, in their order."""
    return list(dict.fromkeys(word.strip() for word in words if word.strip()))


def opens_material(material_for: str, *, relation: str, has_role: bool) -> bool:
    """May a member of this closeness take a material home? Who holds a role may take everything."""
    if not material_for:
        return False
    closeness = ("stranger", "familiar", "trusted")
    least = {"everybody": 0, "familiar": 1, "trusted": 2, "role": 3}[material_for]
    return has_role or (relation in closeness and closeness.index(relation) >= least)
