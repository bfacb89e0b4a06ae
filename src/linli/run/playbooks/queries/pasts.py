"""What subjects have had of playbooks so far: their last run, and the ones under way."""

from collections.abc import Sequence
from typing import Any

import msgspec
from django.db import connection

from linli.run.playbooks.models import ALIVE
from linli.run.playbooks.rules import Past

LEFT = "membership.left"


class Had(msgspec.Struct, frozen=True):
    """The runs of a subject.

    id, used    the newest run, and the events it used
    slots       the places taken by runs under way; `alive`: those runs, oldest first
    of_key      the run that has the key that was asked for, and whether it is under way
    """

    id: int | None
    past: Past | None
    used: frozenset[str]
    slots: frozenset[int]
    alive: tuple[int, ...]
    of_key: int | None
    is_key_alive: bool

    @property
    def free_slot(self) -> int:
        """The lowest place that is free."""
        if not self.slots:
            return 1
        return next(slot for slot in range(1, len(self.slots) + 2) if slot not in self.slots)

    @property
    def next_number(self) -> int:
        """What the next run counts as."""
        return self.past.runs + 1 if self.past else 1


Asked = tuple[int, str, str]
"""Playbook, subject and key."""

_SQL = """
SELECT u.p, u.s, u.k, r.id, r.run_no, r.state, r.ended_at, r.started_at, r.context->>'stopped_by',
  r.context->'used', a.slots, a.ids, k.id, k.state
FROM json_to_recordset(%s) AS u(p bigint, s text, k text)
LEFT JOIN LATERAL (SELECT * FROM playbooks_run r WHERE r.playbook_id = u.p AND r.subject = u.s
  ORDER BY r.run_no DESC LIMIT 1) r ON true
LEFT JOIN LATERAL (SELECT array_agg(o.slot) AS slots, array_agg(o.id ORDER BY o.id) AS ids
  FROM playbooks_run o WHERE o.playbook_id = u.p AND o.subject = u.s AND o.state = ANY(%s)) a ON true
LEFT JOIN playbooks_run k ON k.playbook_id = u.p AND k.subject = u.s AND k.key = u.k
"""


def pasts(asked: Sequence[Asked]) -> dict[Asked, Had]:
    """For each playbook, subject and key; one query."""
    if not asked:
        return {}
    with connection.cursor() as cursor:
        rows = [{"p": playbook, "s": subject, "k": key} for playbook, subject, key in asked]
        cursor.execute(_SQL, [msgspec.json.encode(rows).decode(), list(ALIVE)])
        return {(row[0], row[1], row[2]): _had(row[3:]) for row in cursor.fetchall()}


def _had(row: Sequence[Any]) -> Had:
    id, run_no, state, ended_at, started_at, stopped_by, used, slots, ids, of_key, key_state = row
    past = None
    if id is not None:
        past = Past(
            runs=run_no,
            is_alive=bool(ids),
            ended_at=ended_at,
            has_left=state == "stopped" and stopped_by == LEFT,
            alive=len(ids or ()),
            started_at=started_at,
        )
    return Had(
        id=id,
        past=past,
        used=frozenset(_texts(used)),
        slots=frozenset(slots or ()),
        alive=tuple(ids or ()),
        of_key=of_key,
        is_key_alive=key_state in ALIVE,
    )


def _texts(used: Any) -> list[str]:
    return msgspec.json.decode(used, type=list[str]) if isinstance(used, str) else list(used or ())
