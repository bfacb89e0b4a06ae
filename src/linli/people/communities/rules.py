"""Where a community stands in its life, and how it is addressed."""

import re
import unicodedata
from collections.abc import Container
from enum import StrEnum

MAX_SLUG = 80
AIDASS = ("attention", "interest", "desire", "action", "satisfaction", "share")
GROWTHS = ("unlimited", "capped")
SIDES = ("b", "c")
TRIGGERS = ("by_hand", "days", "tag", "task", "purchase", "course_end", "region", "split")
CARRIERS = ("personal_wechat", "wecom", "one_to_one", "public_account", "other")
HANDOVER_STATES = ("offered", "accepted", "declined", "arrived", "withdrawn")
THRESHOLDS = ("none", "low", "sign_up", "fee", "invitation", "vetted")
CHECKLIST = ("design", "seeds", "operators", "topics", "rhythm")
OPERATIONS = ("minimal", "light", "steady", "high", "scripted")


class Stage(StrEnum):
    """The life of a community, from the first members to the end."""

    STARTUP = "startup"
    GROWTH = "growth"
    STABLE = "stable"
    DECLINING = "declining"
    DISSOLVED = "dissolved"


def slug_of(name: str, *, taken: Container[str] = ()) -> str:
    """A short name for URLs: letters and digits of any script with hyphens; a number makes it unique."""
    words = re.findall(r"[\w]+", unicodedata.normalize("NFKC", name).lower().replace("_", " "))
    base = "-".join(words)[: MAX_SLUG - 4] or "community"
    if base not in taken:
        return base
    return next(numbered for n in range(2, 1000) if (numbered := f"{base}-{n}") not in taken)
