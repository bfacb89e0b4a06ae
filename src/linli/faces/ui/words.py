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
