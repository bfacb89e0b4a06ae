"""Which playbooks are at work now, however many runs they have."""

from dataclasses import dataclass

from django.db import connection

from linli.kernel.orgs import scope

COUNTED_UP_TO = 10_000


@dataclass(frozen=True)
class AtWork:
    """A published playbook: `runs` that have not ended, `waiting_for_people` of them, up to COUNTED_UP_TO."""

    id: int
    title: str
    state: str
    version: int | None
    runs: int
    waiting_for_people: int
    stuck: int


def playbooks_at_work(*, reach: frozenset[int] | None = None, limit: int = 6) -> list[AtWork]:
    """Active and paused playbooks, the busiest first, with their runs in the communities of a seat (None =
    all); one query.
    """
    places = None if reach is None else sorted(reach)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT p.id, coalesce(nullif(p.title, ''), p.code), p.state, v.number, r.runs, r.people, r.stuck"
            " FROM playbooks_playbook p LEFT JOIN playbooks_playbookversion v ON v.id = p.current_id,"
            " LATERAL (SELECT count(*) runs, count(*) FILTER (WHERE state = 'blocked_task') people,"
            "  count(*) FILTER (WHERE trouble <> '') stuck FROM (SELECT state, trouble FROM playbooks_run"
            "  WHERE playbook_id = p.id AND state = ANY('{waiting,ready,running,blocked_task,paused}')"
            "  AND (%s::bigint[] IS NULL OR community_id = ANY(%s)) LIMIT %s) s) r"
            " WHERE p.org_id = %s AND p.state IN ('active', 'paused') ORDER BY r.runs DESC, p.id LIMIT %s",
            [places, places, COUNTED_UP_TO, scope.org_id(), limit],
        )
        return [AtWork(*row) for row in cursor.fetchall()]
