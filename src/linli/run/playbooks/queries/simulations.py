"""Simulations that were asked for, and what came of them."""

from collections.abc import Collection

import msgspec
from django.utils.translation import gettext as _

from linli.kernel.errors import Refusal
from linli.run.playbooks.models import Simulation
from linli.run.playbooks.simulating.report import Report


class NoSuchSimulation(Refusal):
    """There is none of this number that this seat may see."""


def get_simulation(id: int, *, reach: Collection[int] | None = None) -> Simulation:
    """One of the organisation in scope; with `reach` of these communities only. Raises NoSuchSimulation."""
    found: Simulation | None = Simulation.objects.filter(id=id).first()
    if found is None or (reach is not None and found.community_id not in reach):
        raise NoSuchSimulation(_("there is no such simulation here"))
    return found


def latest(code: str, *, reach: Collection[int] | None = None, limit: int = 10) -> list[Simulation]:
    """The newest of a playbook, without their reports."""
    listed = Simulation.objects.filter(code=code).defer("report", "source").order_by("-asked_at", "-id")
    if reach is not None:
        listed = listed.filter(community_id__in=reach)
    return list(listed[:limit])


def report_of(simulation: Simulation) -> Report | None:
    """What came of it; None as long as nothing has."""
    return None if simulation.report is None else msgspec.convert(simulation.report, Report)
