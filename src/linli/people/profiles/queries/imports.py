"""Files of members: those there were, one with its rows, and reasons in words."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from linli.kernel.errors import Refusal
from linli.people.members.models import Member
from linli.people.profiles.models import ImportRow, MemberImport


class NoSuchImport(Refusal):
    """There is no such file."""

    def __init__(self) -> None:
        super().__init__(_("there is no such file here"))


@dataclass(frozen=True)
class RowLine:
    """A row and its fate; `sentence` says why it is refused."""

    row: int
    fate: str
    member_id: int | None
    name: str
    changes: int
    conflicts: int
    sentence: str


def imports(*, by: str | None = None, limit: int = 30) -> list[MemberImport]:
    """Files, newest first; `by`: only those one person brought."""
    found = MemberImport.objects.order_by("-started_at", "-id")
    return list((found.filter(by=by) if by else found)[:limit])


def get_import(import_id: int, *, by: str | None = None) -> MemberImport:
    """A file of the organisation in scope, or NoSuchImport; `by`: only if that person brought it."""
    found: MemberImport | None = MemberImport.objects.filter(id=import_id).first()
    if found is None or (by is not None and found.by != by):
        raise NoSuchImport
    return found


def rows_of(one: MemberImport, *, fate: str = "", after: int = 0, limit: int = 100) -> list[RowLine]:
    """The rows of a file in their order, of one fate or of all, after a row's number."""
    found = ImportRow.objects.filter(member_import=one, row__gt=after).order_by("row")
    rows = list((found.filter(fate=fate) if fate else found)[:limit])
    ids = {row.member_id for row in rows if row.member_id}
    names = dict(Member.objects.filter(id__in=ids).values_list("id", "name"))
    return [_line(row, names) for row in rows]


def report(one: MemberImport) -> Iterator[tuple[str, str, str, str, str, str]]:
    """Every row as texts: row, fate, member's number, answers written, answers kept, reason."""
    found = ImportRow.objects.filter(member_import=one).order_by("row")
    for row in found.iterator(chunk_size=5_000):
        member = str(row.member_id or "")
        yield str(row.row), fate_name(row.fate), member, str(row.changes), str(row.conflicts), sentence(row)


def fate_name(fate: str) -> str:
    """A fate in words."""
    said = {
        "new": _("New member"),
        "changed": _("New answers"),
        "unchanged": _("Unchanged"),
        "conflict": _("Kept as the member said"),
        "refused": _("Refused"),
    }
    return said.get(fate, fate)


def state_name(state: str) -> str:
    """How far a file is, in words."""
    said = {
        "checking": _("Being looked over"),
        "checked": _("Waits for your word"),
        "applying": _("Being applied"),
        "done": _("Applied"),
        "failed": _("Could not be read"),
        "stopped": _("Stopped"),
        "discarded": _("Thrown away"),
    }
    return said.get(state, state)


def sentence(row: ImportRow) -> str:
    """Why a row is refused and how to mend it; "" for all others."""
    said = {
        "formula": _("“{heading}” holds a formula: paste its value instead"),
        "cell_error": _("“{heading}” shows an error of Excel: correct the cell"),
        "long_cell": _("“{heading}” is too long: shorten the text"),
        "bad_id": _("“{heading}” is not a member's number: leave it empty if you do not know it"),
        "no_channel": _("no channel has this name: write it as on the page of channels"),
        "no_match": _("no member fits this row: correct it, or let new members be made"),
        "no_name": _("a new member needs a name: fill the column name"),
        "several": _("several members fit this row: add their number or account"),
        "differ": _("the columns of this row name different members: correct one of them"),
        "twice": _("an earlier row is about the same member: keep one of the two"),
        "elsewhere": _("this member is in no community of yours"),
        "erased": _("this member was erased: nothing can be written about them"),
        "one": _("“{heading}” takes one answer only"),
        "choice": _("“{heading}” is none of the choices offered"),
        "many": _("“{heading}” names too many choices"),
        "number": _("“{heading}” must be a number"),
        "long": _("“{heading}” is too long: shorten the text"),
        "date": _("“{heading}” must be a day, like 2026-03-08"),
        "yes_no": _("“{heading}” must be yes or no"),
        "region": _("“{heading}” must be a province and a city"),
        "phone": _("“{heading}” must be a phone number"),
        "email": _("“{heading}” must be an e-mail address"),
    }
    return said[row.reason].format(heading=row.heading) if row.reason else ""


def _line(row: ImportRow, names: dict[int, str]) -> RowLine:
    return RowLine(
        row.row,
        row.fate,
        row.member_id,
        names.get(row.member_id or 0, ""),
        row.changes,
        row.conflicts,
        sentence(row),
    )
