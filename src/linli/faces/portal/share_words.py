"""What members give and take home, in their words."""

from django.utils.translation import gettext, pgettext

from linli.content.library.records import SubmissionRow


def is_asked(row: SubmissionRow) -> bool:
    """Does a question wait for the member?"""
    return row.permission == "asked" and row.verdict == "open"


def mark(row: SubmissionRow) -> tuple[str, str]:
    """Where a contribution stands, and its hue."""
    if row.permission == "withdrawn":
        return gettext("You took it back"), "grey"
    if row.verdict == "taken":
        return gettext("The team works with it"), "green"
    if row.verdict == "declined":
        return gettext("Read, not published"), "grey"
    marks = {
        "asked": (gettext("May we publish it?"), "amber"),
        "yes": (gettext("You said yes"), "green"),
        "no": (gettext("Only the team reads it"), "grey"),
    }
    return marks.get(row.permission, (gettext("The team reads it"), "sky"))


def opens_for(code: str) -> str:
    """Whom a material is for."""
    words = {
        "everybody": pgettext("material", "for everybody"),
        "familiar": pgettext("material", "opens when you are known here"),
        "trusted": pgettext("material", "opens when you are trusted here"),
        "role": pgettext("material", "for members with a role"),
    }
    return words[code]


def kinds() -> list[tuple[str, str]]:
    """What can be given."""
    return [
        ("experience", pgettext("share", "Experience")),
        ("story", pgettext("share", "Story")),
        ("review", pgettext("share", "Review")),
        ("suggestion", pgettext("share", "Suggestion")),
        ("work", pgettext("share", "Work")),
    ]


def credits() -> list[tuple[str, str]]:
    """How a member can be named."""
    return [
        ("name", gettext("With my name here")),
        ("other", gettext("With another name")),
        ("nobody", gettext("Without a name")),
    ]
