"""Runs that begin: their rows, and what the log says about it."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any
from uuid import NAMESPACE_OID, UUID, uuid5

import msgspec
from django.db import connection

from linli.facts.fact import Fact
from linli.facts.playbooks import RunStarted
from linli.kernel.events import log
from linli.kernel.events.event import Cause, Draft, Event
from linli.kernel.orgs import scope
from linli.kernel.orgs.actor import SYSTEM, Actor
from linli.run.playbooks.actions.moves import Impulse
from linli.run.playbooks.actions.writing import CHANNEL
from linli.run.playbooks.queries.compiled import Current
from linli.run.playbooks.queries.pasts import Asked, Had
from linli.run.playbooks.queries.people import Place
from linli.run.playbooks.rules import Occasion

LONGEST_KEY = 120


class Entrant(msgspec.Struct, frozen=True, kw_only=True, dict=True):
    """Somebody, or a group, for whom a playbook may start.

    trigger   which of the document's triggers it is; None: a person or another playbook starts it
    fields    what conditions and texts later read as `event.…`
    wait_for  how much later than `at` the run takes its first step
    """

    current: Current
    place: Place
    at: datetime
    key: str
    occasion: Occasion = Occasion.EVENT
    trigger: int | None = None
    event: Event | None = None
    fields: Mapping[str, Any] = {}
    inputs: Mapping[str, Any] = {}
    overlaps: bool = False
    wait_for: timedelta = timedelta()
    depth: int = 0
    by: Actor = SYSTEM
    test: Mapping[str, Any] = {}

    @cached_property
    def subject(self) -> str:
        """Whom the run would be about."""
        return subject_of(self.current.subject, self.place)

    @cached_property
    def asked(self) -> Asked:
        """What its past is found by."""
        return self.current.playbook, self.subject, self.key

    @property
    def reason_id(self) -> UUID:
        """Under which a reason why it did not start is kept: one for each event or occasion."""
        if self.event is not None and self.occasion is Occasion.EVENT:
            return self.event.id if self.event.member is not None else uuid5(self.event.id, self.subject)
        return uuid5(NAMESPACE_OID, f"{self.key}/{self.subject}")

    @property
    def cause(self) -> Cause | None:
        """The event that leads to the run."""
        return self.event.as_cause if self.event else None


def subject_of(kind: str, place: Place) -> str:
    """How a run names what it is about: "membership:5:2", "person:5", "group:2"."""
    member, group, _community = place
    return {"person": f"person:{member}", "group": f"group:{group}"}.get(kind, f"membership:{member}:{group}")


def short_key(text: str) -> str:
    """A key as it fits into its column; a longer one is known by its digest."""
    return text if len(text) <= LONGEST_KEY else f"sha:{uuid5(NAMESPACE_OID, text).hex}"


_INSERT = """
INSERT INTO playbooks_run (org_id, playbook_id, version_id, community_id, group_id, member_id, subject,
  run_no, key, state, outcome, step, wake_at, started_at, hears, context, fence, attempts, trouble, slot,
  depth, is_test)
SELECT %s, p, v, c, g, m, s, n, k, 'ready', '', f, w, t, h, x, 0, 0, '', o, d, i
FROM json_to_recordset(%s) AS u(p bigint, v bigint, c bigint, g bigint, m bigint, s text, n int, k text,
  f text, w timestamptz, t timestamptz, h text[], x jsonb, o smallint, d smallint, i boolean)
ON CONFLICT DO NOTHING RETURNING id, playbook_id, subject, key
"""


def begin(entrants: Sequence[Entrant], had: Mapping[Asked, Had]) -> dict[Asked, int]:
    """Make the runs of those who come in, and tell the log; returns the runs that were made.

    A key or a place that somebody else took in the meantime is left to them: their run is not in the result.
    """
    listed = sorted({one.asked: one for one in entrants}.values(), key=lambda one: one.asked)
    if not listed:
        return {}
    rows = [_row(one, had[one.asked]) for one in listed]
    with connection.cursor() as cursor:
        cursor.execute(_INSERT, [scope.org_id(), msgspec.json.encode(rows).decode()])
        made = {(playbook, subject, key): id for id, playbook, subject, key in cursor.fetchall()}
        cursor.execute(f"NOTIFY {CHANNEL}")
    _tell(listed, made)
    return made


def _row(one: Entrant, had: Had) -> dict[str, Any]:
    compiled = one.current.compiled
    member, group, community = one.place
    return {
        "p": one.current.playbook,
        "v": compiled.id,
        "c": community,
        "g": group,
        "m": member,
        "s": one.subject,
        "n": had.next_number,
        "k": one.key,
        "f": compiled.first,
        "w": one.at + one.wait_for,
        "t": one.at,
        "h": compiled.hears,
        "x": first_context(one),
        "o": had.free_slot,
        "d": one.depth,
        "i": bool(one.test),
    }


def first_context(one: Entrant) -> dict[str, Any]:
    """What a run knows when it begins."""
    found: dict[str, Any] = {
        "used": [str(one.event.id)] if one.event else [],
        "began": one.event.position if one.event else 0,
    }
    given = {"event": dict(one.fields), "inputs": dict(one.inputs), "test": dict(one.test)}
    return {**found, **{name: value for name, value in given.items() if value}}


def impulse(run: int, one: Entrant) -> Impulse:
    """What takes a new run to its first step at once."""
    return Impulse(run=run, at=one.at, since=one.at, event=one.event)


def draft(one: Entrant, fact: Fact) -> Draft:
    """An event about somebody who comes in."""
    member, group, community = one.place
    return Draft(
        fact=fact, occurred_at=one.at, community=community, group=group, member=member, cause=one.cause
    )


def _tell(entrants: Sequence[Entrant], made: Mapping[Asked, int]) -> None:
    by_actor: dict[Actor, list[Draft]] = {}
    for one in entrants:
        if one.asked in made:
            compiled = one.current.compiled
            fact = RunStarted(made[one.asked], compiled.document.id, compiled.number)
            by_actor.setdefault(one.by, []).append(draft(one, fact))
    for actor, drafts in by_actor.items():
        log.append(drafts, by=actor)
