"""Every module of facts, so that importing this one makes every kind known."""

from linli.facts import (
    belonging,
    care,
    communities,
    consent,
    entry,
    gateway,
    growth,
    members,
    messages,
    moderation,
    playbooks,
    profiles,
    roles,
    segments,
    ties,
)

MODULES = (
    belonging,
    care,
    communities,
    consent,
    entry,
    gateway,
    growth,
    members,
    messages,
    moderation,
    playbooks,
    profiles,
    roles,
    segments,
    ties,
)
