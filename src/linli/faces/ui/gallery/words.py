"""Example words: they are content, which gettext does not hold."""

from django.utils.translation import get_language


def say(en: str, zh: str) -> str:
    """The text for the active language: examples are content, which gettext does not hold."""
    return zh if (get_language() or "").startswith("zh") else en
