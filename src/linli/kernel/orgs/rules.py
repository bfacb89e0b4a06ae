"""Who may do what: roles, permissions, and what a token may ask for."""

from datetime import datetime
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
    PERSONAL_SEE = "personal.see"
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
    TOKEN_EDIT = "tokens.edit"  # noqa: S105  (the name of a permission)


_SEES = frozenset({Permission.SEE, Permission.INSIGHTS_SEE, Permission.TASK_DO})

GRANTS: dict[Role, frozenset[Permission]] = {
    Role.OWNER: frozenset(Permission),
    Role.PLANNER: _SEES
    | {
        Permission.COMMUNITY_EDIT,
        Permission.MEMBER_EDIT,
        Permission.PERSONAL_SEE,
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
        Permission.PERSONAL_SEE,
        Permission.MODERATE,
        Permission.MODERATION_EDIT,
        Permission.SEND,
        Permission.POINTS_ADJUST,
    },
    Role.ANALYST: frozenset(
        {Permission.SEE, Permission.INSIGHTS_SEE, Permission.MEMBER_EXPORT, Permission.AUDIT_SEE}
    ),
    Role.SUPPORT: _SEES | {Permission.MEMBER_EDIT, Permission.PERSONAL_SEE},
    Role.ASSISTANT: _SEES,
}

# What concerns the organisation as a whole: a seat limited to some communities never holds these.
ORG_WIDE = frozenset(
    {
        Permission.CHANNEL_EDIT,
        Permission.EVENTS_REPAIR,
        Permission.STAFF_EDIT,
        Permission.SETTINGS_EDIT,
        Permission.AUDIT_SEE,
        Permission.TOKEN_EDIT,
    }
)

EVENTS_WRITE = "events.write"
TOKEN_SCOPES = frozenset({str(permission) for permission in Permission} | {EVENTS_WRITE})


def is_granted(role: Role, permission: Permission) -> bool:
    """Does this role hold this permission?"""
    return permission in GRANTS[role]


def covers(*, communities: frozenset[int] | None, community: int | None) -> bool:
    """Does a seat limited to `communities` (None = all) reach `community` (None = the whole organisation)?"""
    if communities is None:
        return True
    return community is not None and community in communities


def may(
    *, role: Role, permission: Permission, communities: frozenset[int] | None, community: int | None = None
) -> bool:
    """May a seat with this role and reach do this: in `community`, or (None) anywhere it reaches at all?

    What concerns the whole organisation (ORG_WIDE) needs a seat without limits.
    """
    if not is_granted(role, permission):
        return False
    if permission in ORG_WIDE or community is not None:
        return covers(communities=communities, community=community)
    return communities is None or bool(communities)


def can_give(
    *,
    giver: Role,
    giver_communities: frozenset[int] | None,
    role: Role,
    communities: frozenset[int] | None,
) -> bool:
    """Nobody gives more than they hold: neither a permission nor a community beyond their own."""
    if not GRANTS[role] <= GRANTS[giver]:
        return False
    if giver_communities is None:
        return True
    return communities is not None and communities <= giver_communities


def unknown_scopes(scopes: frozenset[str]) -> list[str]:
    """The names among `scopes` that no token can have, sorted."""
    return sorted(scopes - TOKEN_SCOPES)


def totp_steps(at: datetime, *, last: int) -> list[int]:
    """The 30-second steps whose code counts now: one before to one after, later than the `last` used."""
    now = int(at.timestamp()) // 30
    return [step for step in (now - 1, now, now + 1) if step > last]
