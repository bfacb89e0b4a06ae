"""Activities in words, for the phone and the console."""

from typing import Protocol

from django.utils.translation import get_language, pgettext

ICONS = {
    "poll": "chart-bar",
    "vote": "vote",
    "sign_up": "calendar-plus",
    "quiz": "lightbulb",
    "check_in": "notebook-pen",
    "survey": "message-circle-question-mark",
}


class HasTexts(Protocol):
    """What has words by language."""

    texts: dict[str, str]


def kind_words(kind: str) -> str:
    """What kind of activity it is."""
    return {
        "poll": pgettext("activity", "Poll"),
        "vote": pgettext("activity", "Vote"),
        "sign_up": pgettext("activity", "Sign-up"),
        "quiz": pgettext("activity", "Quiz"),
        "check_in": pgettext("activity", "Check-in"),
        "survey": pgettext("activity", "Survey"),
    }.get(kind, kind)


def words(one: HasTexts) -> str:
    """Its words in the reader's language, or the first there are."""
    language = get_language() or ""
    return one.texts.get(language) or one.texts.get("") or next(iter(one.texts.values()), "")
