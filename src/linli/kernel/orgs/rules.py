"""Who may do what: roles, permissions, and what a token may ask for."""

from enum import StrEnum


class Role(StrEnum):
    """The owner and the six operator roles (inventory C237)."""

    OWNER = "owner"
    PLANNER = "planner"
    EDITOR = "editor"
    MODERATOR = "moderator"
    ANALYST = "analyst"
    SUPPORT = "support"
    ASSISTANT = "assistant"


class Permission(StrEnum):
    """What a page or an action asks for. Names are `subject.verb`."""

    SEE = "console.see"
    COMMUNITY_EDIT = "communities.edit"
    MEMBER_EDIT = "members.edit"
    MEMBER_EXPORT = "members.export"
    PLAYBOOK_EDIT = "playbooks.edit"
    PLAYBOOK_PUBLISH = "playbooks.publish"
    TASK_DO = "tasks.do"
    SEND = "outbox.send"
    POINTS_ADJUST = "growth.adjust"
    MODERATE = "moderation.act"
    MODERATION_EDIT = "moderation.edit"
    INSIGHTS_SEE = "insights.see"
    CHANNEL_EDIT = "channels.edit"
    EVENTS_REPAIR = "events.repair"
    STAFF_EDIT = "staff.edit"
    SETTINGS_EDIT = "settings.edit"
    AUDIT_SEE = "audit.see"
    TOKEN_EDIT = "tokens.edit"


_SEES = frozenset({Permission.SEE, Permission.INSIGHTS_SEE, Permission.TASK_DO})

GRANTS: dict[Role, frozenset[Permission]] = {
    Role.OWNER: frozenset(Permission),
    Role.PLANNER: _SEES
    | {
        Permission.COMMUNITY_EDIT,
        Permission.MEMBER_EDIT,
        Permission.PLAYBOOK_EDIT,
        Permission.PLAYBOOK_PUBLISH,
        Permission.SEND,
        Permission.POINTS_ADJUST,
        Permission.MODERATION_EDIT,
        Permission.CHANNEL_EDIT,
        Permission.AUDIT_SEE,
    },
    Role.EDITOR: _SEES | {Permission.PLAYBOOK_EDIT, Permission.SEND},
    Role.MODERATOR: _SEES
    | {
        Permission.MEMBER_EDIT,
        Permission.MODERATE,
        Permission.MODERATION_EDIT,
        Permission.SEND,
        Permission.POINTS_ADJUST,
    },
    Role.ANALYST: frozenset(
        {Permission.SEE, Permission.INSIGHTS_SEE, Permission.MEMBER_EXPORT, Permission.AUDIT_SEE}
    ),
    Role.SUPPORT: _SEES | {Permission.MEMBER_EDIT},
    Role.ASSISTANT: _SEES,
}


def is_granted(role: Role, permission: Permission) -> bool:
    """Does this role hold this permission?"""
    return permission in GRANTS[role]


def covers(*, communities: frozenset[int] | None, community: int | None) -> bool:
    """Does a seat limited to `communities` (None = all) reach `community` (None = something of the whole org)?"""
    if communities is None:
        return True
    return community is not None and community in communities
