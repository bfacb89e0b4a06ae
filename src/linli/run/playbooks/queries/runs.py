"""Playbooks with their runs counted, runs in lists, and the log of one run."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from linli.kernel.errors import Refusal
from linli.kernel.orgs import scope
from linli.kernel.orgs.models import Seat
from linli.run.playbooks.models import ALIVE, Playbook, PlaybookVersion, Run, StepVisit


class NoSuchPlaybook(Refusal):
    """There is no such playbook here."""

    def __init__(self) -> None:
        super().__init__(_("there is no such playbook here"))


class NoSuchRun(Refusal):
    """There is no such run, or this seat does not reach its community."""

    def __init__(self) -> None:
        super().__init__(_("there is no such run here"))


@dataclass(frozen=True)
class PlaybookLine:
    """A playbook in a list: how many runs are in which state, all together and by version."""

    id: int
    code: str
    title: str
    state: str
    version: int | None
    published_at: datetime | None
    has_draft: bool
    runs: dict[str, int] = field(default_factory=dict)
    by_version: dict[int, dict[str, int]] = field(default_factory=dict)

    @property
    def under_way(self) -> int:
        """Runs that have not ended."""
        return sum(count for state, count in self.runs.items() if state in ALIVE)

    def under_way_on(self, version: int) -> int:
        """Runs of a version that have not ended."""
        return sum(count for state, count in self.by_version.get(version, {}).items() if state in ALIVE)


@dataclass(frozen=True)
class VisitLine:
    """A visit to a step in the log of a run; where it posted, with the state and reason the outbox has."""

    step: str
    number: int
    entered_at: datetime
    left_at: datetime | None
    inputs: dict[str, Any]
    result: dict[str, Any]
    effect: int | None
    effect_state: str
    effect_reason: str
    effect_due_at: datetime | None = None


def playbook_lines() -> list[PlaybookLine]:
    """Every playbook of the organisation in scope with its counts, in two queries, by title."""
    playbooks = Playbook.objects.select_related("current").order_by("title", "id")
    counts: dict[int, dict[int, dict[str, int]]] = {}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT r.playbook_id, v.number, r.state, count(*) FROM playbooks_run r"
            " JOIN playbooks_playbookversion v ON v.id = r.version_id WHERE r.org_id = %s"
            " GROUP BY 1, 2, 3 ORDER BY 1, 2, 3",
            [scope.org_id()],
        )
        for playbook, version, state, count in cursor.fetchall():
            counts.setdefault(playbook, {}).setdefault(version, {})[state] = count
    return [_line(playbook, counts.get(playbook.id, {})) for playbook in playbooks]


def _line(playbook: Playbook, by_version: dict[int, dict[str, int]]) -> PlaybookLine:
    total: dict[str, int] = {}
    for states in by_version.values():
        for state, count in states.items():
            total[state] = total.get(state, 0) + count
    current = playbook.current
    return PlaybookLine(
        id=playbook.id,
        code=playbook.code,
        title=str(playbook),
        state=playbook.state,
        version=current.number if current else None,
        published_at=current.published_at if current else None,
        has_draft=bool(playbook.draft) and (current is None or playbook.draft != current.source),
        runs=total,
        by_version=by_version,
    )


def get_playbook(playbook_id: int) -> Playbook:
    """A playbook of the organisation in scope, or NoSuchPlaybook."""
    found: Playbook | None = Playbook.objects.select_related("current").filter(id=playbook_id).first()
    if found is None:
        raise NoSuchPlaybook
    return found


def find_playbook(code: str) -> Playbook | None:
    """A playbook by the id in its document."""
    found: Playbook | None = Playbook.objects.select_related("current").filter(code=code).first()
    return found


def versions_of(playbook: Playbook) -> list[PlaybookVersion]:
    """Every published version, newest first."""
    return list(PlaybookVersion.objects.filter(playbook=playbook, number__gt=0).order_by("-number"))


def runs(
    *,
    playbook: int | None = None,
    member: int | None = None,
    state: str = "",
    step: str = "",
    reach: frozenset[int] | None = None,
) -> QuerySet[Run]:
    """Runs, newest first; `step`: those that stand there now; `reach` limits them to communities."""
    found = Run.objects.select_related("playbook", "version").order_by("-id")
    if playbook is not None:
        found = found.filter(playbook_id=playbook)
    if member is not None:
        found = found.filter(member_id=member)
    if state:
        found = found.filter(state=state)
    if step:
        found = found.filter(step=step, state__in=ALIVE)
    if reach is not None:
        found = found.filter(community_id__in=reach)
    return found


def access_run(seat: Seat, run_id: int) -> Run:
    """A run in a community this seat reaches, or NoSuchRun."""
    found: Run | None = runs(reach=seat.reach).filter(id=run_id, org_id=seat.org_id).first()
    if found is None:
        raise NoSuchRun
    return found


def troubled_runs(*, limit: int = 200) -> list[Run]:
    """Runs under way whose last transition failed: a list that should be empty."""
    failed = Run.objects.filter(state__in=ALIVE).exclude(trouble="").order_by("wake_at", "id")
    return list(failed[:limit])


def run_log(run: Run) -> list[VisitLine]:
    """Every step of a run in the order it was taken, with what became of what it posted."""
    visits = list(StepVisit.objects.filter(run=run).order_by("entered_at", "id"))
    effects = _effects([visit.result["effect"] for visit in visits if "effect" in visit.result])
    return [_visit(visit, effects.get(visit.result.get("effect", 0))) for visit in visits]


Came = tuple[str, str, datetime | None]
"""What became of an effect: state, reason, and when it is looked at next."""


def _visit(visit: StepVisit, came: Came | None) -> VisitLine:
    state, reason, due_at = came or ("", "", None)
    return VisitLine(
        step=visit.step,
        number=visit.visit_no,
        entered_at=visit.entered_at,
        left_at=visit.left_at,
        inputs=visit.inputs,
        result=visit.result,
        effect=visit.result.get("effect"),
        effect_state=state,
        effect_reason=reason,
        effect_due_at=due_at,
    )


def _effects(ids: Sequence[int]) -> dict[int, Came]:
    if not ids:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id, state, reason, due_at FROM gateway_effect WHERE org_id = %s AND id = ANY(%s)",
            [scope.org_id(), list(ids)],
        )
        return {id: (state, reason, due_at) for id, state, reason, due_at in cursor.fetchall()}


def states_of(ids: Sequence[int]) -> dict[int, tuple[str, str]]:
    """State and outcome of runs of the organisation in scope."""
    found = Run.objects.filter(id__in=list(ids)).order_by("id").values_list("id", "state", "outcome")
    return {id: (state, outcome) for id, state, outcome in found}


def members_in(code: str, members: Sequence[int]) -> frozenset[int]:
    """Which of these members a playbook is under way for; rehearsals do not count."""
    found = Run.objects.filter(
        playbook__code=code, member_id__in=list(members), state__in=ALIVE, is_test=False
    )
    return frozenset(found.order_by().values_list("member_id", flat=True))
