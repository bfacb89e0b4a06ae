"""Jobs with who holds them, what is not covered, and the responsibility matrix."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import yaml
from django.utils.translation import gettext as _

from linli.kernel.errors import Refusal
from linli.kernel.orgs.models import Staff
from linli.people.communities.models import Community
from linli.people.team.models import Answerable, Capacity, Job, Post
from linli.people.team.rules import jobs, matrix
from linli.people.team.rules.jobs import Function, Need, Shortfall
from linli.people.team.rules.matrix import KINDS, Finding

Reach = frozenset[int] | None
_PRESET = Path(__file__).parents[1] / "presets" / "jobs.yaml"


class NoSuchJob(Refusal):
    """There is no job with this number."""

    def __init__(self) -> None:
        super().__init__(_("there is no such job: look again"))


@dataclass(frozen=True)
class PostLine:
    """Somebody in a job; `community` is "" where it is all of them."""

    id: int
    job_id: int
    staff_id: int
    name: str
    community_id: int | None
    community: str
    hours: float
    since: datetime


@dataclass(frozen=True)
class JobLine:
    """A job with its people and what it lacks."""

    id: int
    code: str
    name: str
    duties: str
    department: str
    functions: tuple[str, ...]
    abilities: tuple[str, ...]
    wanted: int
    posts: tuple[PostLine, ...]
    shortfall: Shortfall | None


@dataclass(frozen=True)
class Staffing:
    """Every job in its order, and the functions nobody covers."""

    jobs: tuple[JobLine, ...]
    uncovered: tuple[Function, ...]

    @property
    def missing(self) -> int:
        """How many people are missing."""
        return sum(one.shortfall.people for one in self.jobs if one.shortfall)


@dataclass(frozen=True)
class MatrixLine:
    """A kind of task: the letters of each job in the order of the jobs, and what is wrong."""

    kind: str
    cells: tuple[tuple[int, str], ...]
    findings: tuple[Finding, ...]


def ready_made(language: str) -> list[dict[str, Any]]:
    """The six ready-made jobs in Chinese or English, as fields of a job, with their `parts` by kind."""
    known = "zh" if language.startswith("zh") else "en"
    document = yaml.safe_load(_PRESET.read_text(encoding="utf-8"))
    return [{**one, "name": one["name"][known], "duties": one["duties"][known]} for one in document]


def get_job(job_id: int) -> Job:
    """A job of the organisation in scope, or NoSuchJob."""
    found: Job | None = Job.objects.filter(id=job_id).first()
    if found is None:
        raise NoSuchJob
    return found


def staffing(*, reach: Reach = None, community: int | None = None) -> Staffing:
    """The team as it stands, of one community or of all a seat reaches; five queries."""
    rows = list(Job.objects.order_by("position", "id"))
    posts = post_lines(reach=reach, community=community)
    brought = abilities_of({one.staff_id for one in posts})
    needs = [_need(job, posts, brought) for job in rows]
    lacks = {one.job: one for one in jobs.shortfalls(needs)}
    lines = tuple(_line(job, posts, lacks.get(job.id)) for job in rows)
    return Staffing(lines, tuple(jobs.uncovered(needs)))


def post_lines(*, reach: Reach = None, community: int | None = None) -> list[PostLine]:
    """Who holds which job where; posts of all communities count for each. Three queries."""
    rows = list(Post.objects.order_by("since", "id"))
    if community is not None:
        rows = [one for one in rows if one.community_id in (None, community)]
    if reach is not None:
        rows = [one for one in rows if one.community_id is None or one.community_id in reach]
    called = staff_names({one.staff_id for one in rows})
    places = dict(
        Community.objects.filter(id__in={one.community_id for one in rows if one.community_id}).values_list(
            "id", "name"
        )
    )
    return [
        PostLine(
            id=one.id,
            job_id=one.job_id,
            staff_id=one.staff_id,
            name=called.get(one.staff_id, ""),
            community_id=one.community_id,
            community=places.get(one.community_id or 0, ""),
            hours=float(one.hours),
            since=one.since,
        )
        for one in rows
    ]


def abilities_of(staff_ids: set[int]) -> dict[int, frozenset[str]]:
    """What colleagues say they are good at."""
    rows = Capacity.objects.filter(staff_id__in=staff_ids).values_list("staff_id", "abilities")
    return {staff: frozenset(abilities) for staff, abilities in rows}


def staff_names(staff_ids: set[int]) -> dict[int, str]:
    """What colleagues are called."""
    return dict(Staff.objects.filter(id__in=staff_ids).values_list("id", "name"))


def responsibility(lines: tuple[JobLine, ...]) -> list[MatrixLine]:
    """The matrix of these jobs with what is missing or doubled; one query."""
    cells = cells_now()
    holders = Counter(one.job_id for line in lines for one in line.posts)
    findings = matrix.flaws(cells, holders)
    return [
        MatrixLine(
            kind=kind,
            cells=tuple((one.id, matrix.written(cells.get((kind, one.id), frozenset()))) for one in lines),
            findings=tuple(one for one in findings if one.kind == kind),
        )
        for kind in KINDS
    ]


def cells_now() -> Mapping[tuple[str, int], frozenset[str]]:
    """The letters of every cell that has some."""
    rows = Answerable.objects.values_list("kind", "job_id", "parts")
    return {(kind, job): matrix.read_parts(parts) for kind, job, parts in rows}


def _need(job: Job, posts: list[PostLine], brought: Mapping[int, frozenset[str]]) -> Need:
    holders = {one.staff_id for one in posts if one.job_id == job.id}
    known = frozenset(ability for one in holders for ability in brought.get(one, frozenset()))
    return Need(
        job=job.id,
        wanted=job.wanted,
        functions=frozenset(job.functions),
        abilities=frozenset(job.abilities),
        holders=len(holders),
        brought=known,
    )


def _line(job: Job, posts: list[PostLine], shortfall: Shortfall | None) -> JobLine:
    return JobLine(
        id=job.id,
        code=job.code,
        name=job.name,
        duties=job.duties,
        department=job.department,
        functions=tuple(job.functions),
        abilities=tuple(job.abilities),
        wanted=job.wanted,
        posts=tuple(one for one in posts if one.job_id == job.id),
        shortfall=shortfall,
    )
