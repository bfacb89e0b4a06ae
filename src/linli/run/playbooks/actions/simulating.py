"""Simulations that people ask for: carried out in the background, kept with what came of them."""

from collections.abc import Callable
from datetime import datetime, timedelta

import msgspec
from django.db import transaction
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app

from linli.kernel.errors import Refusal
from linli.kernel.events import window
from linli.kernel.orgs import audit, scope
from linli.kernel.orgs.actor import Actor
from linli.run.playbooks.document import checking
from linli.run.playbooks.models import Simulation
from linli.run.playbooks.simulating import replay

SIMULATE = "playbooks.simulate"
LONGEST = timedelta(days=92)
ANSWERS = ("done", "timeout")


class CannotSimulate(Refusal):
    """The stretch of time is not one that can be replayed."""


@transaction.atomic
def ask(
    *,
    source: str,
    since: datetime,
    until: datetime,
    community: int | None,
    answers: str = "done",
    by: Actor,
    at: datetime,
) -> Simulation:
    """Have a document played through a stretch of the past; raises CannotPublish where it has mistakes."""
    document = checking.read(source)
    _check(since, until, answers, at)
    kinds = replay.kinds_of(document)
    made: Simulation = Simulation.objects.create(
        code=document.id,
        source=source,
        since=since,
        until=until,
        community_id=community,
        answers=answers,
        total=window.count(kinds, since=since, until=until, community=community),
        asked_at=at,
        asked_by=by.code,
    )
    audit.record("playbooks.simulated", subject=f"simulation:{made.id}", by=by, at=at)
    org, title = scope.org_id(), document.title or document.id
    app.configure_task(SIMULATE).defer(org_id=org, simulation_id=made.id, title=title[:120])
    return made


def carry_out(
    *,
    simulation: int,
    clock: Callable[[], datetime],
    tell: Callable[[int], None] = lambda done: None,
    should_stop: Callable[[], bool] = lambda: False,
) -> None:
    """Replay, and keep what came of it. One that has ended already is left as it is."""
    if not Simulation.objects.filter(id=simulation, state__in=("waiting", "running")).update(state="running"):
        return
    one = Simulation.objects.get(id=simulation)

    def progress(done: int) -> bool:
        tell(done)
        Simulation.objects.filter(id=simulation).update(done=done)
        return not should_stop()

    try:
        report = replay.simulate(
            checking.read(one.source),
            since=one.since,
            until=one.until,
            community=one.community_id,
            answers=one.answers,
            progress=progress,
        )
    except Exception as error:
        _finish(simulation, "failed", at=clock(), note=type(error).__name__)
        raise
    state = "done" if report.until == one.until else "stopped"
    _finish(simulation, state, at=clock(), done=report.events, report=msgspec.to_builtins(report))


def _check(since: datetime, until: datetime, answers: str, at: datetime) -> None:
    if not since < until <= at:
        raise CannotSimulate(
            _("choose a stretch of the past: its end is after its beginning, and not to come")
        )
    if until - since > LONGEST:
        raise CannotSimulate(
            _("{days} days can be replayed at most; choose a shorter stretch").format(days=LONGEST.days)
        )
    if answers not in ANSWERS:
        raise CannotSimulate(_("tasks are taken to be done or to time out; choose one of the two"))


def _finish(simulation: int, state: str, *, at: datetime, **more: object) -> None:
    Simulation.objects.filter(id=simulation).update(state=state, finished_at=at, **more)
