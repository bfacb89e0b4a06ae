"""A playbook begins for everybody it is meant for: found as a set, let in piece by piece."""

from collections.abc import Callable
from datetime import datetime

from django.db import transaction

from linli.run.playbooks.actions import starting
from linli.run.playbooks.actions.entering import Entrant
from linli.run.playbooks.actions.starting import Admission
from linli.run.playbooks.queries import audiences
from linli.run.playbooks.queries.audiences import Whom
from linli.run.playbooks.queries.compiled import Current
from linli.run.playbooks.queries.people import Place

PIECE = 2_000


def start_many(
    current: Current, whom: Whom, entrant: Callable[[Place], Entrant], *, at: datetime
) -> Admission:
    """Let in everybody among `whom` for whom the playbook is meant, each as `entrant` says.

    Every piece is a transaction of its own, so that others go on reading the log; done again after a crash,
    the keys see to it that nobody comes in twice. Reasons are counted and not kept for each.
    """
    with transaction.atomic():
        found = audiences.find(current, whom, at=at)
    result = Admission()
    if found.others:
        result.skipped["audience"] = found.others
    for start in range(0, len(found.places), PIECE):
        piece = [entrant(place) for place in found.places[start : start + PIECE]]
        with transaction.atomic():
            result.add(starting.admit(piece, is_chosen=found.is_asked, keeps_reasons=False))
    return result
