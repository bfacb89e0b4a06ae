"""A file of members from its arrival to its end: taken in, looked over, applied, thrown away."""

import secrets
import shutil
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import asdict
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction
from django.utils.translation import gettext as _

from linli.facts.profiles import ProfileAnswered
from linli.kernel.errors import Refusal
from linli.kernel.events import log
from linli.kernel.events.event import Draft
from linli.kernel.orgs import audit, scope
from linli.kernel.orgs.actor import Actor
from linli.people.consent.actions import watching
from linli.people.consent.rules import Why
from linli.people.profiles.actions import storing
from linli.people.profiles.actions.importing import columns as mapping
from linli.people.profiles.actions.importing import newcomers
from linli.people.profiles.actions.importing.columns import Column, Options
from linli.people.profiles.actions.importing.planning import Planner
from linli.people.profiles.actions.storing import Stored
from linli.people.profiles.files import reading, staging
from linli.people.profiles.files.limits import Row
from linli.people.profiles.models import ImportRow, MemberImport
from linli.people.profiles.rules import quality
from linli.people.profiles.rules.fates import Fate, Planned

CHUNK = 2_000
ROWS = "rows.bin"
SOURCE = "source"

Tell = Callable[[int], None]


class CannotApply(Refusal):
    """This file is not ready to be applied."""


def nobody_listens(done: int) -> None:
    """For callers who show no progress."""


def never() -> bool:
    """For callers who cannot be asked to stop."""
    return False


def receive(
    *, file_name: str, content: Callable[[Path], None], options: Options, by: Actor, at: datetime
) -> MemberImport:
    """Keep a file in a folder of its own; `content` writes it to the path given. Nothing is read yet."""
    folder = Path(settings.HOME) / "uploads" / secrets.token_hex(8)
    folder.mkdir(parents=True, mode=0o700)
    content(folder / SOURCE)
    one: MemberImport = MemberImport.objects.create(
        file_name=Path(file_name).name[:255],
        folder=str(folder),
        options=asdict(options),
        by=by.code,
        started_at=at,
    )
    audit.record("member_import.received", subject=f"member_import:{one.pk}", by=by, at=at)
    return one


def look_over(
    *, one: MemberImport, at: datetime, tell: Tell = nobody_listens, should_stop: Callable[[], bool] = never
) -> None:
    """Decide the fate of every row without writing any answer; the rows wait to be applied.

    A file that cannot be read ends as "failed" with the sentence in `problem`.
    """
    folder = Path(one.folder)
    ImportRow.objects.filter(member_import=one).delete()
    try:
        table = reading.open_table(folder / SOURCE)
        columns = mapping.columns_of(table.headings, options_of(one))
        counts = _stage(one, table, columns, tell, should_stop)
    except Refusal as refusal:
        ImportRow.objects.filter(member_import=one).delete()
        _end(one, "failed", at=at, problem=str(refusal))
        return
    if counts is None:
        ImportRow.objects.filter(member_import=one).delete()
        _end(one, "stopped", at=at)
        return
    (folder / SOURCE).unlink(missing_ok=True)
    one.columns = [{"heading": column.heading, "meaning": column.meaning} for column in columns]
    one.counts, one.rows = dict(counts), sum(counts.values())
    one.state, one.checked_at = "checked", at
    one.save(update_fields=["columns", "counts", "rows", "state", "checked_at"])


def apply(
    *,
    one: MemberImport,
    by: Actor,
    at: datetime,
    tell: Tell = nobody_listens,
    should_stop: Callable[[], bool] = never,
) -> None:
    """Write what the file says, chunk by chunk; goes on where it was broken off, and twice changes nothing.

    Raises CannotApply unless the file was looked over.
    """
    one = _begin(one.pk)
    columns = mapping.restore(one.columns, options_of(one))
    planner = Planner(columns, options_of(one))
    done = 0
    for rows in staging.chunks(staging.read(Path(one.folder) / ROWS), CHUNK):
        done += len(rows)
        if done <= one.position:
            planner.catch_up(rows, _fates(one, rows))
            continue
        if should_stop():
            MemberImport.objects.filter(pk=one.pk).update(state="checked")
            return
        _apply_chunk(one, planner, columns, rows, done=done, by=by, at=at)
        tell(done)
    _end(one, "done", at=at)
    one.refresh_from_db()
    one.counts = _counted(one)
    one.save(update_fields=["counts"])
    audit.record(
        "member_import.applied", subject=f"member_import:{one.pk}", by=by, at=at, after=dict(one.counts)
    )


def claim(*, one: MemberImport) -> None:
    """Mark a file as being applied: it is not applied twice nor thrown away. Raises CannotApply."""
    if not MemberImport.objects.filter(pk=one.pk, state="checked").update(state="applying"):
        raise CannotApply(_("this file was not looked over, or has ended: upload it again"))


@transaction.atomic
def discard(*, one: MemberImport, by: Actor, at: datetime) -> None:
    """Throw a looked-over file away without applying it. Raises CannotApply when it is being applied."""
    locked = MemberImport.objects.select_for_update().get(pk=one.pk)
    if locked.state not in {"checked", "checking"}:
        raise CannotApply(_("this file is being applied, or has ended: there is nothing to throw away"))
    _end(locked, "discarded", at=at)
    audit.record("member_import.discarded", subject=f"member_import:{one.pk}", by=by, at=at)


def throw_away(*, before: datetime, by: Actor, at: datetime) -> int:
    """Discard files that came before a moment and wait still; returns how many."""
    waiting = MemberImport.objects.filter(state__in=["checking", "checked"], started_at__lt=before)
    for one in waiting:
        discard(one=one, by=by, at=at)
    return len(waiting)


def options_of(one: MemberImport) -> Options:
    """What somebody wanted done with a file."""
    kept = dict(one.options)
    kept["reach"] = None if kept["reach"] is None else tuple(kept["reach"])
    return Options(**kept)


def _stage(
    one: MemberImport,
    table: reading.Table,
    columns: Sequence[Column],
    tell: Tell,
    should_stop: Callable[[], bool],
) -> Counter[str] | None:
    planner = Planner(columns, options_of(one))
    counts: Counter[str] = Counter()
    with (Path(one.folder) / ROWS).open("wb") as file:
        for rows in staging.chunks(table.rows, CHUNK):
            if should_stop():
                return None
            staging.write(file, rows)
            planned = planner.plan(rows)
            _keep_fates(one, planned)
            counts.update(row.fate.value for row in planned)
            tell(sum(counts.values()))
    return counts


@transaction.atomic
def _begin(import_id: int) -> MemberImport:
    locked: MemberImport = MemberImport.objects.select_for_update().get(pk=import_id)
    if locked.state not in {"checked", "applying"}:
        raise CannotApply(_("this file was not looked over, or has ended: upload it again"))
    locked.state = "applying"
    locked.save(update_fields=["state"])
    return locked


@transaction.atomic
def _apply_chunk(
    one: MemberImport,
    planner: Planner,
    columns: Sequence[Column],
    rows: Sequence[Row],
    *,
    done: int,
    by: Actor,
    at: datetime,
) -> None:
    locked = MemberImport.objects.select_for_update().get(pk=one.pk)
    if locked.position >= done:
        planner.catch_up(rows, _fates(one, rows))
        return
    planned = planner.plan(rows)
    made = newcomers.make_members(
        [row for row in planned if row.fate == Fate.NEW], import_id=one.pk, by=by, at=at
    )
    planner.note_created(list(made.values()))
    whose = {row.row: row.member_id or made.get(row.row) for row in planned}
    _write(one, columns, planned, whose, by=by, at=at)
    _keep_fates(one, planned, whose)
    MemberImport.objects.filter(pk=one.pk).update(position=done)


def _write(
    one: MemberImport,
    columns: Sequence[Column],
    planned: Sequence[Planned],
    whose: dict[int, int | None],
    *,
    by: Actor,
    at: datetime,
) -> None:
    fields = {column.field.id: column.field for column in columns if column.field}
    stored = [
        Stored(
            member,
            field_id,
            clean.value,
            clean.number,
            quality.doubt(fields[field_id].kind, clean.value),
            is_telling=fields[field_id].is_telling,
        )
        for row in planned
        if (member := whose[row.row]) is not None
        for field_id, clean in row.writes.items()
    ]
    changed = storing.store(stored, source=f"import:{one.pk}", at=at)
    codes: dict[int, list[str]] = {}
    for member, field_id in sorted(changed):
        codes.setdefault(member, []).append(fields[field_id].code)
    log.append(
        [
            Draft(
                fact=ProfileAnswered(fields=tuple(sorted(some)), source="import"),
                occurred_at=at,
                member=member,
            )
            for member, some in codes.items()
        ],
        by=by,
    )
    watching.note_access(list(codes), by=by, at=at, why=Why.IMPORT)


_KEEP = """
INSERT INTO profiles_importrow AS r
    (org_id, member_import_id, row, member_id, fate, reason, heading, changes, conflicts)
SELECT %s, %s, u.* FROM unnest(
    %s::int[], %s::bigint[], %s::text[], %s::text[], %s::text[], %s::int[], %s::int[]
) AS u(row, member_id, fate, reason, heading, changes, conflicts)
ON CONFLICT (member_import_id, row) DO UPDATE SET member_id = excluded.member_id, fate = excluded.fate,
    reason = excluded.reason, heading = excluded.heading, changes = excluded.changes,
    conflicts = excluded.conflicts
WHERE (r.fate, r.reason, r.changes, r.conflicts) IS DISTINCT FROM
    (excluded.fate, excluded.reason, excluded.changes, excluded.conflicts)
    OR r.member_id IS DISTINCT FROM excluded.member_id
"""


def _keep_fates(
    one: MemberImport, planned: Sequence[Planned], whose: dict[int, int | None] | None = None
) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            _KEEP,
            [
                scope.org_id(),
                one.pk,
                [row.row for row in planned],
                [(whose or {}).get(row.row, row.member_id) for row in planned],
                [row.fate.value for row in planned],
                [row.reason for row in planned],
                [row.heading for row in planned],
                [row.changes for row in planned],
                [row.conflicts for row in planned],
            ],
        )


def _fates(one: MemberImport, rows: Sequence[Row]) -> list[Planned]:
    found = ImportRow.objects.filter(member_import=one, row__in=[row[0] for row in rows])
    return [
        Planned(row.row, Fate(row.fate), member_id=row.member_id, reason=row.reason)
        for row in found.order_by("row")
    ]


def _counted(one: MemberImport) -> dict[str, int]:
    fates = ImportRow.objects.filter(member_import=one).values_list("fate", flat=True)
    return dict(Counter(fates))


def _end(one: MemberImport, state: str, *, at: datetime, problem: str = "") -> None:
    folder = one.folder
    one.state, one.problem, one.finished_at, one.folder = state, problem[:300], at, ""
    one.save(update_fields=["state", "problem", "finished_at", "folder"])
    if folder:
        shutil.rmtree(folder, ignore_errors=True)
