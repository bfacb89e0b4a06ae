"""Permissions in words, and which role holds which: the table on the page of staff."""

from dataclasses import dataclass

from django.utils.translation import gettext

from linli.faces.ui.words import role_name
from linli.kernel.orgs.rules import EVENTS_WRITE, GRANTS, Permission, Role


@dataclass(frozen=True)
class Power:
    """A permission in words, and for each role whether it holds it, in the order of `roles()`."""

    words: str
    held: tuple[bool, ...]


def roles() -> list[tuple[str, str]]:
    """Codes and names of the roles."""
    return [(role.value, role_name(role)) for role in Role]


def powers() -> list[Power]:
    """A line for each permission."""
    return [
        Power(words(permission.value), tuple(permission in GRANTS[role] for role in Role))
        for permission in Permission
    ]


def words(permission: str) -> str:
    """What a permission, or the scope of a token, lets its holder do."""
    said = {
        Permission.SEE: gettext("See the console"),
        Permission.COMMUNITY_EDIT: gettext("Open and change communities and groups"),
        Permission.MEMBER_EDIT: gettext("Tag, merge and erase members"),
        Permission.MEMBER_EXPORT: gettext("Export what is held about a member"),
        Permission.PERSONAL_SEE: gettext("See phone numbers, addresses and the like unmasked"),
        Permission.PLAYBOOK_EDIT: gettext("Write playbooks"),
        Permission.PLAYBOOK_PUBLISH: gettext("Publish and stop playbooks"),
        Permission.TASK_DO: gettext("Do tasks"),
        Permission.SEND: gettext("Send messages by hand"),
        Permission.POINTS_ADJUST: gettext("Give and take points"),
        Permission.MODERATE: gettext("Recall, mute and remove"),
        Permission.MODERATION_EDIT: gettext("Change moderation rules"),
        Permission.INSIGHTS_SEE: gettext("See insights"),
        Permission.CHANNEL_EDIT: gettext("Connect platforms"),
        Permission.EVENTS_REPAIR: gettext("Repair parked events"),
        Permission.STAFF_EDIT: gettext("Invite staff and set roles"),
        Permission.SETTINGS_EDIT: gettext("Change the settings"),
        Permission.AUDIT_SEE: gettext("See the audit trail"),
        Permission.TOKEN_EDIT: gettext("Make API tokens"),
        EVENTS_WRITE: gettext("Write events through the API"),
    }
    return said.get(permission, permission)
