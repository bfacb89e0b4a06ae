"""The words of a post: which variables may stand in it, and how they are filled in."""

from collections.abc import Mapping

from linli.kernel import texts

KNOWN = ("community.name", "slot.title", "slot.date", "slot.guest")
MAX_TEXT = 10_000
MAX_TITLE = 120


def check(text: str) -> None:
    """Raise `texts.BadText` for a variable that a post does not know or a brace left open."""
    texts.check(text, KNOWN)


def fill(text: str, values: Mapping[str, object]) -> str:
    """The text as it goes out."""
    return texts.fill(text, {name: values.get(name, "") for name in KNOWN})
