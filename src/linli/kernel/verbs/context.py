"""Whom a verb or a probe works for: handed in by the caller, never looked up by the verb itself."""

import enum
from datetime import datetime
from uuid import UUID

import msgspec


class Subject(enum.StrEnum):
    """What a verb acts on and what a probe reads: the kind of row its subject ids are."""

    PERSON = "person"
    BELONGING = "belonging"
    MEMBERSHIP = "membership"
    GROUP = "group"
    COMMUNITY = "community"
    EVENT = "event"
    RUN = "run"


class Context(msgspec.Struct, frozen=True, kw_only=True):
    """The circumstances of one call.

    actor   who asks, as the audit trail writes it: `staff:7`, `playbook:welcome@3`, `api:12`
    at      now, aware; the verb never asks the clock
    key     idempotency: a second call of the same verb with the same key changes nothing
    cause   the event that led here, if one did
    depth   causal hops since a person did something; the event log refuses more than eight
    """

    org_id: int
    community_id: int
    at: datetime
    actor: str
    key: str
    group_id: int | None = None
    member_id: int | None = None
    run_id: int | None = None
    cause: UUID | None = None
    depth: int = 0
