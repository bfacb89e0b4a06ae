"""Jobs and who holds them, the responsibility matrix, and what colleagues declare."""

from collections.abc import Collection, Mapping
from datetime import datetime
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from linli.kernel.errors import Refusal
from linli.kernel.orgs import audit
from linli.kernel.orgs import queries as orgs
from linli.kernel.orgs.actor import Actor
from linli.people.team.models import Answerable, Capacity, Job, Post
from linli.people.team.queries import jobs as known_jobs
from linli.people.team.rules import jobs, matrix

MOST_HOURS = 80
MOST_OPEN = 500


class BadJob(Refusal):
    """A job, a post or a declaration that cannot be so."""


@transaction.atomic
def take_ready_made(*, language: str, by: Actor, at: datetime) -> int:
    """Lay out the six ready-made jobs with their letters in the matrix; those there already stay.

    Returns how many are new.
    """
    taken = set(Job.objects.exclude(code="").values_list("code", flat=True))
    called = set(Job.objects.values_list("name", flat=True))
    made = 0
    for position, one in enumerate(known_jobs.ready_made(language)):
        parts = one.pop("parts")
        if one["code"] in taken or one["name"] in called:
            continue
        job, is_new = Job.objects.get_or_create(name=one["name"], defaults={**one, "position": position})
        if is_new:
            made += 1
            Answerable.objects.bulk_create(
                [Answerable(kind=kind, job=job, parts=letters) for kind, letters in parts.items()],
                ignore_conflicts=True,
            )
    if made:
        _record("team.jobs_taken", "team", {"jobs": made}, by=by, at=at)
    return made


@transaction.atomic
def save_job(
    *,
    job: Job | None,
    name: str,
    duties: str,
    department: str,
    functions: Collection[str],
    abilities: Collection[str],
    wanted: int,
    by: Actor,
    at: datetime,
) -> Job:
    """Write a job anew, or (none given) one more. Raises BadJob, also for a name that is there already."""
    given = _checked(name, duties, department, functions, abilities, wanted)
    if job is None and Job.objects.count() >= jobs.MOST_JOBS:
        raise BadJob(_("a team has at most %(n)s jobs: take one away first") % {"n": jobs.MOST_JOBS})
    row = job or Job(position=Job.objects.count())
    for field, value in given.items():
        setattr(row, field, value)
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        raise BadJob(_("there is a job with this name already: choose another name")) from None
    after = {"department": department, "functions": given["functions"], "wanted": wanted}
    _record("team.job_saved", f"job:{row.id}", after, by=by, at=at)
    return row


@transaction.atomic
def drop_job(*, job: Job, by: Actor, at: datetime) -> None:
    """Take a job away with its posts and its letters; gone already is fine."""
    gone, _rows = Job.objects.filter(id=job.id).delete()
    if gone:
        _record("team.job_dropped", f"job:{job.id}", {}, by=by, at=at)


@transaction.atomic
def give_job(
    *, job: Job, staff_id: int, community_id: int | None, hours: Decimal, by: Actor, at: datetime
) -> Post:
    """Put a colleague into a job, in a community or in all; again sets the hours. Raises BadJob."""
    seat = orgs.find_seat_of(staff_id)
    if seat is None or (seat.reach is not None and (community_id is None or community_id not in seat.reach)):
        raise BadJob(_("this colleague does not reach this community: choose one that their seat reaches"))
    if not 0 <= hours <= MOST_HOURS:
        raise BadJob(_("a job takes 0 to %(n)s hours a week") % {"n": MOST_HOURS})
    post, is_new = Post.objects.update_or_create(
        job=job,
        staff_id=staff_id,
        community_id=community_id,
        defaults={"hours": hours},
        create_defaults={"hours": hours, "since": at},
    )
    after = {"staff": staff_id, "community": community_id, "hours": str(hours), "new": is_new}
    _record("team.job_given", f"job:{job.id}", after, by=by, at=at)
    found: Post = post
    return found


@transaction.atomic
def take_job(*, job: Job, post_id: int, by: Actor, at: datetime) -> None:
    """A colleague no longer holds a job there; gone already is fine."""
    gone, _rows = Post.objects.filter(id=post_id, job=job).delete()
    if gone:
        _record("team.job_taken_back", f"job:{job.id}", {"post": post_id}, by=by, at=at)


@transaction.atomic
def write_matrix(*, cells: Mapping[tuple[str, int], str], by: Actor, at: datetime) -> int:
    """Write the letters of cells (kind, job); "" empties one. Returns how many changed.

    Cells of kinds or jobs that do not exist are left out.
    """
    jobs_known = set(Job.objects.select_for_update().values_list("id", flat=True))
    before = {key: matrix.written(parts) for key, parts in known_jobs.cells_now().items()}
    wanted = {
        key: matrix.written(matrix.read_parts(raw))
        for key, raw in cells.items()
        if key[0] in matrix.KINDS and key[1] in jobs_known
    }
    changed = {key: parts for key, parts in wanted.items() if before.get(key, "") != parts}
    for (kind, job), parts in changed.items():
        if parts:
            Answerable.objects.update_or_create(kind=kind, job_id=job, defaults={"parts": parts})
        else:
            Answerable.objects.filter(kind=kind, job_id=job).delete()
    if changed:
        said = {f"{kind}/{job}": parts for (kind, job), parts in changed.items()}
        _record("team.matrix_written", "team", said, by=by, at=at)
    return len(changed)


@transaction.atomic
def declare(
    *,
    staff_id: int,
    hours: Decimal,
    most_open: int,
    abilities: Collection[str],
    by: Actor,
    at: datetime,
) -> Capacity:
    """Write what a colleague has to give in a week. Raises BadJob."""
    if orgs.find_seat_of(staff_id) is None:
        raise BadJob(_("this colleague has no seat here: give them one first"))
    if not 0 <= hours <= MOST_HOURS or not 0 <= most_open <= MOST_OPEN:
        raise BadJob(
            _("a week has at most %(n)s hours, and %(m)s open tasks are enough for anybody")
            % {"n": MOST_HOURS, "m": MOST_OPEN}
        )
    kept = sorted(set(abilities) & set(jobs.Ability))
    row, _made = Capacity.objects.update_or_create(
        staff_id=staff_id,
        defaults={"hours": hours, "most_open": most_open, "abilities": kept, "declared_at": at},
    )
    after = {"hours": str(hours), "most_open": most_open, "abilities": kept}
    _record("team.capacity_declared", f"staff:{staff_id}", after, by=by, at=at)
    found: Capacity = row
    return found


def _checked(
    name: str,
    duties: str,
    department: str,
    functions: Collection[str],
    abilities: Collection[str],
    wanted: int,
) -> dict[str, object]:
    name, duties = name.strip(), duties.strip()
    if not 1 <= len(name) <= jobs.MAX_NAME or len(duties) > jobs.MAX_TEXT:
        raise BadJob(_("a job needs a name of at most %(n)s characters") % {"n": jobs.MAX_NAME})
    if department not in set(jobs.Department) or not 0 <= wanted <= 100:
        raise BadJob(_("choose a department, and say how many people are wanted"))
    return {
        "name": name,
        "duties": duties,
        "department": department,
        "functions": sorted(set(functions) & set(jobs.Function)),
        "abilities": sorted(set(abilities) & set(jobs.Ability))[: jobs.MOST_ABILITIES],
        "wanted": wanted,
    }


def _record(action: str, subject: str, after: Mapping[str, object], *, by: Actor, at: datetime) -> None:
    audit.record(action, subject=subject, by=by, at=at, after=dict(after))
