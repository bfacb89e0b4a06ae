"""Planning effects: one row each, in the caller's transaction; nothing leaves the house here."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any, get_args
from urllib.parse import urlsplit

import msgspec
from django.db import connection, transaction

from linli.connect.gateway import orders
from linli.connect.gateway.models import CLASSES, POLICIES, SURFACES
from linli.connect.gateway.outbox import addresses, announcing, rules
from linli.connect.gateway.outbox.addresses import Route, Want
from linli.connect.gateway.policy.document import OnCap
from linli.kernel.errors import Refusal
from linli.kernel.events.event import MAX_DEPTH, Cause, TooDeep, current_cause
from linli.kernel.orgs import scope
from linli.kernel.orgs.actor import Actor

CHANNEL = "linli_outbox"
THE_MEMBER = "@member"

_VERBS = {payload: verb for verb, payload in orders.VERBS.items()}
_ABOUT_PEOPLE = (
    orders.MuteMember,
    orders.UnmuteMember,
    orders.KickMember,
    orders.BanMember,
    orders.AdmitMember,
)
_COLUMNS = (
    "org_id, key, channel_id, verb, target, person, community_id, group_id, member_id, payload,"
    " message_class, surface, policy, priority, origin, source, sender, lane, state, reason, waits_for,"
    " planned_at, due_at, late_after, on_cap, slot_until, fence, attempts, finished_at, external_id,"
    " window_ends_at, punctuality, cause, depth, role"
)


class CannotPlan(Refusal):
    """A plan contradicts itself or the outbox's words."""


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """One thing to do on a platform.

    key         unique in the organisation; planning it again changes nothing (up to 200 characters)
    group       a group's id; its channel and address are looked up. May be None for a direct message
    member      the person concerned: whom to mute, whom to write to
    payload     for mute, unmute, kick and ban `person` may be left "": it is filled from the member; so is
                THE_MEMBER among the mentions of a message
    surface     group, dm or mention_all (also taken from `payload.mention_all`)
    late_after  not sent after this moment
    origin      "run:12", "rule:5", "staff:3": who wants it; voiding goes by it
    source      for people: "playbook newcomer-7d / step welcome"
    role        who sends it where a person does: a staff role, a role of the community, "" for anybody
    cause       the event that led here, where it is not the one of `plan` or of `because_of`
    community   whose policy holds where no group says so
    on_cap      what a full cap means, where the policy's answer is not meant
    slot_wait   how long it may wait for a place under a cap
    withheld    a reason for which it is written down and not sent: "holdout"
    """

    key: str
    group: int | None
    member: int | None = None
    payload: orders.Payload
    message_class: str = "content"
    surface: str = "group"
    policy: str = "at_most_once"
    priority: int = 50
    due_at: datetime
    late_after: datetime | None = None
    origin: str
    source: str = ""
    role: str = ""
    cause: Cause | None = None
    community: int | None = None
    on_cap: str = ""
    slot_wait: timedelta | None = None
    withheld: str = ""


def plan(plans: Sequence[Plan], *, by: Actor, at: datetime, cause: Cause | None = None) -> list[int]:
    """Write effects down in the caller's transaction; returns their ids, a known key's first.

    What nobody can send becomes a suppressed row with its reason, what only a person can do waits for one.
    CannotPlan and TooDeep are raised before anything is written.
    """
    if not plans:
        return []
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError(
            "effects are planned inside the transaction of the change"
        )
    cause = cause or current_cause()
    for one in plans:
        _check(one)
        if (led_here := one.cause or cause) is not None and led_here.depth >= MAX_DEPTH:
            raise TooDeep(led_here)
    routes = addresses.routes_for([_want(one) for one in plans])
    rows = {row["key"]: row for row in map(_Rows(at, cause), reversed(plans), reversed(routes))}
    new = _insert(list(reversed(rows.values())))
    announcing.suppressed(new["suppressed"], at=at, by=by)
    announcing.handed_over(new["awaiting_person"], at=at, by=by)
    return _ids([_digest(one.key) for one in plans])


def template(one: Plan, *, at: datetime) -> dict[str, Any]:
    """The row of a plan before its route is known, for planning by sets (`many`). Raises as `plan` does."""
    _check(one)
    if (cause := one.cause or current_cause()) is not None and cause.depth >= MAX_DEPTH:
        raise TooDeep(cause)
    return _Rows(at, cause)(one, Route())


def columns() -> list[str]:
    """The columns of such a row, in the order in which they are written."""
    return _COLUMNS.split(", ")


def void(*, origin: str, reason: str, at: datetime) -> int:
    """Suppress what an origin has planned and nobody has begun to send; returns how many effects that were.

    What is being sent already stays. `reason` is a short code: "exited", "stopped".
    """
    return void_all({origin: reason}, at=at)


def void_all(reasons: Mapping[str, str], *, at: datetime) -> int:
    """The same for many origins at once, each with its reason."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE gateway_effect e SET state = 'suppressed', reason = left('origin:' || n.reason, 300),"
            " finished_at = %s, lease_until = NULL, waits_for = ''"
            " FROM unnest(%s::text[], %s::text[]) AS n(origin, reason)"
            " WHERE e.org_id = %s AND e.origin = n.origin"
            f" AND e.state IN ('planned', 'reserved', 'awaiting_person') RETURNING {announcing.WHERE}",
            [at, list(reasons), list(reasons.values()), scope.org_id()],
        )
        voided = announcing.ended(cursor.fetchall())
    announcing.suppressed(voided, at=at)
    return len(voided)


def _check(one: Plan) -> None:
    if not 0 < len(one.key) <= 200:
        raise CannotPlan("a plan needs a key of 1 to 200 characters")
    if not 0 < len(one.origin) <= 80:
        raise CannotPlan("a plan needs an origin of 1 to 80 characters")
    for word, allowed, what in (
        (one.message_class, CLASSES, "class"),
        (one.surface, SURFACES, "surface"),
        (one.policy, POLICIES, "policy"),
        (one.on_cap, ("", *get_args(OnCap)), "answer to a full cap"),
    ):
        if word not in allowed:
            raise CannotPlan(f"{word!r} is no {what} of the outbox; use one of {', '.join(allowed)}")
    if one.due_at.tzinfo is None or (one.late_after is not None and one.late_after.tzinfo is None):
        raise CannotPlan("the times of a plan need a zone")
    if one.surface == "dm" and one.member is None:
        raise CannotPlan("a direct message needs a member")


def _want(one: Plan) -> Want:
    needs_person = isinstance(one.payload, _ABOUT_PEOPLE) and not one.payload.person
    return Want(_VERBS[type(one.payload)], one.group, one.member, one.surface == "dm", needs_person)


class _Rows:
    """Makes the row of one plan; what all rows of a call share is looked up once."""

    def __init__(self, at: datetime, cause: Cause | None) -> None:
        self.at = at
        self.org = scope.org_id()
        self.cause = cause

    def __call__(self, one: Plan, route: Route) -> dict[str, Any]:
        verb = _VERBS[type(one.payload)]
        cause = one.cause or self.cause
        payload, person = _with_person(one.payload, route)
        encoded = _json(payload)
        sender = rules.sender_of(source=one.source, origin=one.origin)[:160]
        problem = one.withheld or route.problem or _too_long(one.payload, route)
        by_person = one.policy == "assisted" or not (
            route.capabilities and addresses.can(route.capabilities, verb, is_direct=one.surface == "dm")
        )
        state = "suppressed" if problem else "awaiting_person" if by_person else "planned"
        return {
            "org_id": self.org,
            "key": _digest(one.key),
            "channel_id": route.channel,
            "verb": verb,
            "target": _target(one.payload, route),
            "person": person,
            "community_id": route.community or one.community,
            "group_id": one.group,
            "member_id": one.member,
            "payload": encoded,
            "message_class": one.message_class,
            "surface": _surface(one),
            "policy": "assisted" if by_person and not problem else one.policy,
            "priority": one.priority,
            "origin": one.origin,
            "source": one.source[:160],
            "sender": sender,
            "lane": rules.lane_of(org=self.org, sender=sender, message_class=one.message_class),
            "state": state,
            "reason": problem,
            "planned_at": self.at,
            "due_at": one.due_at,
            "late_after": one.late_after,
            "on_cap": one.on_cap,
            "slot_until": one.due_at + one.slot_wait if one.slot_wait else None,
            "finished_at": self.at if problem else None,
            "window_ends_at": _window_end(one) if state == "awaiting_person" else None,
            "cause": cause.id if cause else None,
            "depth": cause.depth if cause else 0,
            "role": one.role[:40],
            **_EMPTY,
        }


_EMPTY = {"waits_for": "", "external_id": "", "punctuality": "", "fence": 0, "attempts": 0}


def _with_person(payload: orders.Payload, route: Route) -> tuple[orders.Payload, str]:
    """The payload about a person names them, and the row names whom it concerns."""
    if isinstance(payload, orders.SendMessage) and THE_MEMBER in payload.mentions:
        named = tuple(route.person if one == THE_MEMBER else one for one in payload.mentions)
        return msgspec.structs.replace(payload, mentions=tuple(one for one in named if one)), route.person
    if not isinstance(payload, _ABOUT_PEOPLE):
        return payload, route.person
    if payload.person:
        return payload, payload.person
    return msgspec.structs.replace(payload, person=route.person), route.person


def _target(payload: orders.Payload, route: Route) -> str:
    """The address on the platform; of a call the program that is called, whose rate it counts to."""
    if isinstance(payload, orders.CallUrl):
        return (urlsplit(payload.url).hostname or "")[:255]
    return route.target


def _surface(one: Plan) -> str:
    wants_all = isinstance(one.payload, orders.SendMessage) and one.payload.mention_all
    return "mention_all" if wants_all and one.surface == "group" else one.surface


def _window_end(one: Plan) -> datetime:
    return one.late_after or one.due_at + rules.ASSISTED_WINDOW


def _too_long(payload: orders.Payload, route: Route) -> str:
    limit = route.capabilities.max_text_bytes if route.capabilities else None
    if limit is None or not isinstance(payload, orders.SendMessage):
        return ""
    length = len(payload.text.encode())
    return f"too_long:{length}/{limit}" if length > limit else ""


def _json(payload: orders.Payload) -> msgspec.Raw:
    """The payload as JSON; PostgreSQL cannot keep the character NUL, so it is left out."""
    encoded = msgspec.json.encode(payload)
    if b"\\u0000" in encoded:
        encoded = msgspec.json.encode(_without_nul(msgspec.to_builtins(payload)))
    return msgspec.Raw(encoded)


def _without_nul(value: object) -> object:
    if isinstance(value, str):
        return value.replace("\x00", "")
    if isinstance(value, dict):
        return {name: _without_nul(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [_without_nul(one) for one in value]
    return value


def _digest(key: str) -> str:
    return sha256(key.encode()).hexdigest()


def _insert(rows: Sequence[dict[str, Any]]) -> dict[str, list[announcing.Ended]]:
    """Insert what is new; returns the new rows that Linli will not send itself, by their state."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO gateway_effect AS e ({_COLUMNS}) SELECT {_COLUMNS}"
            " FROM json_populate_recordset(NULL::gateway_effect, %s)"
            f" ON CONFLICT (org_id, key) DO NOTHING RETURNING e.state, {announcing.WHERE}",
            [msgspec.json.encode(rows).decode()],
        )
        new = cursor.fetchall()
        cursor.execute(f"NOTIFY {CHANNEL}")
    return {
        state: announcing.ended(row[1:] for row in new if row[0] == state)
        for state in ("suppressed", "awaiting_person")
    }


def _ids(digests: Sequence[str]) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT key, id FROM gateway_effect WHERE org_id = %s AND key = ANY(%s)",
            [scope.org_id(), list(digests)],
        )
        found = dict(cursor.fetchall())
    return [found[digest] for digest in digests]
