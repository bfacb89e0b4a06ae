"""Tables of members handed out: masked by permission, without formulas, and written down."""

import secrets
import shutil
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from linli.kernel.errors import Refusal
from linli.kernel.orgs import audit
from linli.kernel.orgs.actor import Actor
from linli.people.consent.actions import watching
from linli.people.consent.rules import Why
from linli.people.members.models import Member
from linli.people.profiles.actions import using
from linli.people.profiles.files import writing
from linli.people.profiles.models import MemberExport
from linli.people.profiles.queries import fields as known
from linli.people.profiles.queries import rows
from linli.people.profiles.queries.rows import LIVING, Choice

AT_ONCE = 5_000
CHUNK = 5_000
MOST = 1_000_000


class CannotExport(Refusal):
    """A table that cannot be made as it was asked for."""


def choose(codes: Sequence[str], *, living: Sequence[str] = (), community_id: int | None = None) -> Choice:
    """The columns of a table by their codes. Raises CannotExport for one that does not exist."""
    fields = known.by_code(codes)
    for code in codes:
        if code not in fields:
            raise CannotExport(_("there is no field called “{code}”").format(code=code[:40]))
    for code in living:
        if code not in LIVING:
            raise CannotExport(_("there is no column called “{code}”").format(code=code[:40]))
    if living and community_id is None:
        raise CannotExport(_("choose a community: joining, stage and messages are told for one"))
    return Choice(tuple(fields[code] for code in codes), tuple(living), community_id)


def begin(*, file_name: str, by: Actor, at: datetime) -> MemberExport:
    """Note that somebody asked for a table; `write` makes its file."""
    folder = Path(settings.HOME) / "exports" / secrets.token_hex(8)
    one: MemberExport = MemberExport.objects.create(
        file_name=file_name[:120], folder=str(folder), by=by.code, started_at=at
    )
    return one


def write(
    *,
    one: MemberExport,
    member_ids: Sequence[int],
    choice: Choice,
    sees_personal: bool,
    by: Actor,
    at: datetime,
    tell: Callable[[int], None] | None = None,
) -> Path:
    """Write the file (.xlsx or .csv by its name) and note what was handed out and to whom."""
    if len(member_ids) > MOST:
        raise CannotExport(_("a table has at most {most} members").format(most=f"{MOST:,}"))
    path = Path(one.folder) / one.file_name
    path.parent.mkdir(parents=True, mode=0o700, exist_ok=True)
    every = _rows(member_ids, choice, sees_personal=sees_personal, tell=tell)
    if path.suffix == ".xlsx":
        count = writing.write_xlsx(path, rows.headings(choice), every)
    else:
        with path.open("w", encoding="utf-8-sig", newline="") as file:
            count = writing.write_csv(file, rows.headings(choice), every)
    _note(one, member_ids, choice, count, by=by, at=at)
    return path


@transaction.atomic
def _note(
    one: MemberExport,
    member_ids: Sequence[int],
    choice: Choice,
    count: int,
    *,
    by: Actor,
    at: datetime,
) -> None:
    codes = [field.code for field in choice.fields]
    using.note_use(field=codes, purpose="export", about=f"export:{one.pk}", by=by, at=at)
    shown = Member.objects.filter(id__in=member_ids, merged_into=None, erased_at=None)
    watching.note_access(list(shown.values_list("id", flat=True)), by=by, at=at, why=Why.EXPORT)
    MemberExport.objects.filter(pk=one.pk).update(state="done", rows=count, finished_at=at)
    audit.record(
        "members.exported",
        subject=f"member_export:{one.pk}",
        by=by,
        at=at,
        after={"members": count, "fields": codes},
    )


def throw_away(*, before: datetime) -> int:
    """Delete the files of tables asked for before a moment; returns how many."""
    found = list(MemberExport.objects.exclude(folder="").filter(started_at__lt=before))
    for one in found:
        shutil.rmtree(one.folder, ignore_errors=True)
        MemberExport.objects.filter(pk=one.pk).update(folder="", state="gone")
    return len(found)


def _rows(
    member_ids: Sequence[int],
    choice: Choice,
    *,
    sees_personal: bool,
    tell: Callable[[int], None] | None,
) -> Iterator[list[str]]:
    ordered = sorted(set(member_ids))
    for start in range(0, len(ordered), CHUNK):
        yield from rows.rows_of(ordered[start : start + CHUNK], choice, sees_personal=sees_personal)
        if tell is not None:
            tell(start + CHUNK)
