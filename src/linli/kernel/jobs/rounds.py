"""A round through all organisations, for work by the clock that belongs to each of them."""

import logging
from collections.abc import Callable

from linli.kernel import logs
from linli.kernel.orgs import scope
from linli.kernel.orgs.models import Organisation

log = logging.getLogger(__name__)


def in_every_organisation(work: Callable[[], int]) -> int:
    """Do `work` in the scope of each organisation, one after the other; returns the sum of what it says.

    Where it fails the others still have their turn. Then the last failure is raised, so that the job is
    shown as failed.
    """
    total = 0
    failure: Exception | None = None
    for org_id in list(Organisation.objects.order_by("id").values_list("id", flat=True)):
        try:
            with scope.org(org_id):
                total += work()
        except Exception as trouble:
            log.exception("Organisation %s: %s", org_id, logs.kind(trouble))
            failure = trouble
    if failure is not None:
        raise failure
    return total
