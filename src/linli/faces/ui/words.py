"""Words for codes that many pages show: roles of staff, names of languages."""

from django.conf import settings
from django.utils.translation import pgettext

from linli.kernel.orgs.rules import Role


def role_name(role: str) -> str:
    """The name of a role in the active language."""
    names = {
        Role.OWNER: pgettext("role", "Owner"),
        Role.PLANNER: pgettext("role", "Planner"),
        Role.EDITOR: pgettext("role", "Content editor"),
        Role.MODERATOR: pgettext("role", "Moderator"),
        Role.ANALYST: pgettext("role", "Data analyst"),
        Role.SUPPORT: pgettext("role", "Member support"),
        Role.ASSISTANT: pgettext("role", "Assistant"),
    }
    return names[Role(role)]


def language_name(code: str) -> str:
    """A language's name in itself, from the settings."""
    return dict(settings.LANGUAGES)[code]


def why_words(code: str) -> str:
    """Why somebody was shown personal data."""
    names = {
        "page": pgettext("access", "opened the page"),
        "profile": pgettext("access", "read the profile"),
        "reveal": pgettext("access", "uncovered a masked value"),
        "export": pgettext("access", "took a copy"),
        "import": pgettext("access", "imported data"),
        "api": pgettext("access", "a program asked"),
        "care": pgettext("access", "read the care notes"),
        "application": pgettext("access", "read the application"),
    }
    return names.get(code, code)


def where_words(code: str) -> str:
    """Where somebody said yes or no."""
    names = {
        "portal": pgettext("consent", "on the phone page"),
        "application": pgettext("consent", "when applying"),
        "import": pgettext("consent", "imported"),
        "paper": pgettext("consent", "on paper"),
        "phone": pgettext("consent", "told the team"),
        "api": pgettext("consent", "through a program"),
        "platform": pgettext("consent", "on the platform"),
    }
    return names.get(code, code)
