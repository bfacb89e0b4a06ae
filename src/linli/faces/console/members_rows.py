"""The rows of the list of members: who, where, how they live, points, where from."""

from collections.abc import Sequence
from dataclasses import dataclass

from linli.faces.console import stage_words
from linli.faces.ui.archive import csv_of
from linli.people.belonging.queries import finding
from linli.people.belonging.queries.finding import Living
from linli.people.belonging.queries.narrowing import Wanted
from linli.people.consent import masking
from linli.people.members.queries import reach
from linli.people.members.queries.people import MemberLine
from linli.people.members.queries.reach import Whereabouts
from linli.run.growth.queries import ledger
from linli.run.growth.queries.ledger import Funds

NOWHERE, NOTHING = Whereabouts((), None), Funds()


@dataclass(frozen=True)
class Row:
    """A member in the list; `living` is None for those of no community."""

    line: MemberLine
    where: Whereabouts
    funds: Funds
    living: Living | None
    source: str

    @property
    def stage(self) -> str:
        """The stage of life in words."""
        return stage_words.stage_name(self.living.stage) if self.living else ""

    @property
    def hue(self) -> str:
        """The hue of the stage."""
        return stage_words.HUES[self.living.stage] if self.living else "grey"

    @property
    def relation(self) -> str:
        """The relation in words."""
        return stage_words.relation_name(self.living.relation) if self.living else ""


def rows_of(lines: Sequence[MemberLine], wanted: Wanted) -> list[Row]:
    """Everything the list shows about these members; five queries however many."""
    ids = [line.id for line in lines]
    where = reach.whereabouts_of(ids, reach=wanted.reach)
    funds = ledger.funds_of(ids)
    living = finding.leading(ids, wanted)
    sources = reach.sources_of(ids)
    return [
        Row(
            line,
            where.get(line.id, NOWHERE),
            funds.get(line.id, NOTHING),
            living.get(line.id),
            sources.get(line.id, ""),
        )
        for line in lines
    ]


def as_csv(rows: Sequence[Row], *, is_masked: bool) -> str:
    """The rows for a spreadsheet; names are masked for seats that may not see personal values."""
    heads = ("id", "name", "stage", "relation", "tags", "groups", "points", "messages", "last_active_at")
    return csv_of(heads, [_cells(row, is_masked) for row in rows])


def _cells(row: Row, is_masked: bool) -> tuple[object, ...]:
    living = row.living
    name = masking.mask(row.line.name, masking.Kind.NAME) if is_masked else row.line.name
    return (
        row.line.id,
        name,
        living.stage if living else "",
        living.relation if living else "",
        " ".join(row.line.tags),
        " / ".join(row.where.groups),
        row.funds.available,
        living.messages if living else 0,
        living.last_active_at.isoformat() if living and living.last_active_at else "",
    )
