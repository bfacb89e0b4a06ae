"""Where the runs of a playbook stand, by version and step, and which of them could move on."""

from collections.abc import Mapping
from dataclasses import dataclass

import msgspec
from django.db import connection

from linli.kernel.orgs import scope
from linli.run.playbooks.document.shapes import Playbook as Document
from linli.run.playbooks.document.step_shapes import HumanTask
from linli.run.playbooks.models import ALIVE, Playbook, PlaybookVersion
from linli.run.playbooks.queries.compiled import document_of


@dataclass(frozen=True)
class Standing:
    """So many runs under way on an older version stand at a step.

    is_there  the current version has a step of this id
    is_same   and it says the same, so that a run waits on as it does
    """

    version: int
    step: str
    runs: int
    is_there: bool
    is_same: bool


def standings(playbook: Playbook) -> list[Standing]:
    """Of all versions but the current one; two queries."""
    if playbook.current_id is None:
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT version_id, step, count(*) FROM playbooks_run WHERE org_id = %s AND playbook_id = %s"
            " AND state = ANY(%s) AND version_id <> %s GROUP BY 1, 2 ORDER BY 1, 2",
            [scope.org_id(), playbook.id, list(ALIVE), playbook.current_id],
        )
        rows = cursor.fetchall()
    wanted = {row[0] for row in rows} | {playbook.current_id}
    versions = {one.id: one for one in PlaybookVersion.objects.filter(id__in=wanted)}
    documents = {id: document_of(one) for id, one in versions.items()}
    current = documents[playbook.current_id]
    return [
        Standing(
            versions[id].number, step, count, has_step(current, step), is_same(documents[id], current, step)
        )
        for id, step, count in rows
    ]


def has_step(document: Document, step: str) -> bool:
    """Is there a step of this id?"""
    return any(one.id == step for one in document.steps)


def is_same(before: Document, after: Document, step: str) -> bool:
    """Do both say the same at this step? Where it stands in the text does not matter."""
    if not has_step(before, step) or not has_step(after, step):
        return False
    return _said(before, step) == _said(after, step)


def _said(document: Document, step: str) -> Mapping[str, object]:
    one = document.step(step)
    found: Mapping[str, object] = msgspec.to_builtins(one)
    silent = {"line", "purpose", "phase"} | (set() if isinstance(one, HumanTask) else {"title"})
    return {name: value for name, value in found.items() if name not in silent}
