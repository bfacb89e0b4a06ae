"""What a message template may be: its scene, its state, its variables and its limits."""

import re
from collections.abc import Iterable, Mapping
from enum import StrEnum

from linli.kernel import texts
from linli.kernel.verbs import naming

MAX_CODE, MAX_NAME, MAX_TEXT, MAX_PARTS, MAX_NOTE = 60, 80, 4000, 9, 200
LANGUAGES = ("zh-hans", "en")
STANDARD = ("person.name", "group.name", "community.name")
PART_KINDS = ("image", "file", "link", "audio", "video")
_CODE = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_OWN = re.compile(r"[a-z][a-z0-9_]*")


class Scene(StrEnum):
    """When a template is used."""

    WELCOME = "welcome"
    ANSWER = "answer"
    OBJECTION = "objection"
    PROMOTION = "promotion"
    APOLOGY = "apology"
    REMINDER = "reminder"
    NOTICE = "notice"
    TOPIC = "topic"
    THANKS = "thanks"
    CARE = "care"
    ACTIVITY = "activity"
    RECAP = "recap"
    OTHER = "other"


class TemplateState(StrEnum):
    """How far a template is: being written, in use, or no longer offered."""

    DRAFT = "draft"
    APPROVED = "approved"
    RETIRED = "retired"


def is_code(code: str) -> bool:
    """True for lower-case letters, digits and single hyphens, at most MAX_CODE of them."""
    return len(code) <= MAX_CODE and _CODE.fullmatch(code) is not None


def used_variables(versions: Mapping[str, str]) -> tuple[str, ...]:
    """Every variable of the texts of all languages, once. Raises texts.BadText for an open brace."""
    found: dict[str, None] = {}
    for text in versions.values():
        found.update(dict.fromkeys(texts.variables(text)))
    return tuple(found)


def unknown_variable(names: Iterable[str]) -> str | None:
    """The first that is neither standard nor a plain word which a playbook's step could fill in."""
    return next((name for name in names if name not in STANDARD and not _OWN.fullmatch(name)), None)


def own_variables(names: Iterable[str]) -> tuple[str, ...]:
    """Those a playbook's step has to fill in."""
    return tuple(name for name in names if name not in STANDARD)


def suggestion(name: str) -> str:
    """` Did you mean "person.name"?`, or nothing."""
    return naming.did_you_mean(name, STANDARD) if name else ""


def text_for(versions: Mapping[str, str], languages: Iterable[str]) -> str:
    """The text in the first of these languages that there is, else the first text; "" without any."""
    known = (versions[language] for language in languages if versions.get(language))
    return next(known, next(iter(versions.values()), ""))
