"""Deciding the fate of rows, a chunk at a time: the same for looking a file over and for applying it."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from linli.people.members.queries import reach as reaching
from linli.people.profiles.actions.importing.columns import Column, Options
from linli.people.profiles.files.limits import ERROR, FORMULA, TOO_LONG, Row
from linli.people.profiles.queries import matching
from linli.people.profiles.rules import fates, kinds
from linli.people.profiles.rules.fates import Fate, Planned, Standing
from linli.people.profiles.rules.kinds import Clean, Unfit

MAX_NAME = 200
_BAD_CELLS = {FORMULA: "formula", ERROR: "cell_error", TOO_LONG: "long_cell"}
_REMEMBERED = 50_000

Cleaned = Clean | Unfit


class Wrong(Exception):
    """A row that is refused: the code of the reason, and the column."""

    def __init__(self, reason: str, heading: str = "") -> None:
        super().__init__(reason)
        self.reason, self.heading = reason, heading


@dataclass
class Read:
    """What a row says: who, and which answers by field id."""

    row: int
    id: int | None = None
    name: str = ""
    channel: str = ""
    account: str = ""
    channel_id: int | None = None
    answers: dict[int, Clean] = field(default_factory=dict)
    wrong: Wrong | None = None


class Planner:
    """Plans chunk after chunk of one file; remembers whom earlier rows were about."""

    def __init__(self, columns: Sequence[Column], options: Options) -> None:
        self._columns = list(columns)
        self._options = options
        self._field_ids = [one.field.id for one in columns if one.field]
        self._telling = {one.field.id for one in columns if one.field and one.field.is_telling}
        self._channels = matching.channels()
        self._cleaned: list[dict[str, Cleaned]] = [{} for _column in columns]
        self._seen: set[int] = set()
        self._created: set[int] = set()
        self._keys: set[tuple[object, ...]] = set()

    def plan(self, rows: Sequence[Row]) -> list[Planned]:
        """The fate of every row, in their order."""
        read = [self._read(row) for row in rows]
        members = self._members_of(read)
        ids = {one for one in members.values() if isinstance(one, int)}
        standing = matching.standing_answers(ids, self._field_ids)
        kept = matching.kept_records(ids)
        reachable = self._reachable(ids)
        return [self._fate(one, members.get(one.row), standing, kept, reachable) for one in read]

    def note_created(self, member_ids: Sequence[int]) -> None:
        """Members this file made: later rows do not mean them by their names."""
        self._created |= set(member_ids)
        self._seen |= set(member_ids)

    def catch_up(self, rows: Sequence[Row], done: Sequence[Planned]) -> None:
        """Remember rows that were applied before the work was broken off."""
        fate_of = {one.row: one for one in done}
        for row in rows:
            was = fate_of.get(row[0])
            if was is None or was.fate == Fate.REFUSED:
                continue
            if was.member_id is not None:
                self._seen.add(was.member_id)
            if was.fate == Fate.NEW:
                self._keys |= set(self._keys_of(self._read(row)))
                self._created |= {was.member_id} if was.member_id is not None else set()

    def _read(self, row: Row) -> Read:
        said = Read(row[0])
        try:
            for number, (column, cell) in enumerate(zip(self._columns, row[1], strict=True)):
                if cell and column.meaning:
                    self._take(said, column, number, cell)
            self._place(said)
        except Wrong as wrong:
            said.wrong = wrong
        return said

    def _take(self, said: Read, column: Column, number: int, cell: str) -> None:
        if cell in _BAD_CELLS:
            raise Wrong(_BAD_CELLS[cell], column.heading)
        if column.field is not None:
            said.answers[column.field.id] = self._clean(column, number, cell)
        elif column.meaning == "id":
            if not cell.isascii() or not cell.isdigit() or len(cell) > 18:
                raise Wrong("bad_id", column.heading)
            said.id = int(cell)
        elif column.meaning == "name":
            if len(cell) > MAX_NAME:
                raise Wrong("long_cell", column.heading)
            said.name = cell
        elif column.meaning == "channel":
            said.channel = cell
        else:
            said.account = cell[:255]

    def _clean(self, column: Column, number: int, cell: str) -> Clean:
        known = self._cleaned[number]
        found = known.get(cell)
        if found is None:
            try:
                found = kinds.clean(column.kind, cell, choices=column.look_up)
            except Unfit as unfit:
                found = unfit
            if len(known) < _REMEMBERED:
                known[cell] = found
        if isinstance(found, Unfit):
            raise Wrong(found.code, column.heading)
        return found

    def _place(self, said: Read) -> None:
        if not said.account:
            return
        said.channel_id = self._channels.get(said.channel.casefold())
        if said.channel_id is None:
            raise Wrong("no_channel")

    def _members_of(self, read: Sequence[Read]) -> dict[int, int | str | None]:
        """Whom each row is about, by its number; those that are wrong already are left out."""
        good = [one for one in read if one.wrong is None]
        kept = matching.kept_records({one.id for one in good if one.id is not None})
        accounts = matching.members_of_accounts(
            (one.channel_id, one.account) for one in good if one.channel_id is not None
        )
        told = matching.members_who_told(told for one in good for told in self._told(one))
        found: dict[int, dict[str, frozenset[int]]] = {}
        for one in good:
            keys: dict[str, frozenset[int]] = {}
            if one.id is not None and one.id in kept:
                keys["id"] = frozenset({kept[one.id].id})
            if one.channel_id is not None and (one.channel_id, one.account) in accounts:
                keys["account"] = frozenset({accounts[one.channel_id, one.account]})
            for pair in self._told(one):
                keys[f"told:{pair[0]}"] = told.get(pair, frozenset())
            found[one.row] = keys
        self._add_names(good, found)
        return {number: fates.one_member(keys) for number, keys in found.items()}

    def _add_names(self, good: Sequence[Read], found: dict[int, dict[str, frozenset[int]]]) -> None:
        """By name, where nothing better is known, and no answer of theirs speaks against it."""
        unknown = [one for one in good if one.id is None and not any(found[one.row].values())]
        called = matching.members_called(one.name for one in unknown)
        ids = {id for some in called.values() for id in some}
        standing = matching.standing_answers(ids, sorted(self._telling)) if self._telling else {}
        for one in unknown:
            same = called.get(one.name, frozenset()) - self._created
            found[one.row]["name"] = frozenset(
                id for id in same if not self._speaks_against(one, standing.get(id, {}))
            )

    def _speaks_against(self, one: Read, standing: dict[int, Standing]) -> bool:
        return any(
            field_id in standing and standing[field_id].value != value for field_id, value in self._told(one)
        )

    def _told(self, one: Read) -> list[tuple[int, str]]:
        return [
            (field_id, clean.value)
            for field_id, clean in one.answers.items()
            if field_id in self._telling and clean.value
        ]

    def _reachable(self, ids: set[int]) -> set[int]:
        if self._options.reach is None:
            return ids
        return set(reaching.reachable(ids, reach=frozenset(self._options.reach)))

    def _fate(
        self,
        one: Read,
        member: int | str | None,
        standing: dict[int, dict[int, Standing]],
        kept: dict[int, matching.Kept],
        reachable: set[int],
    ) -> Planned:
        try:
            if one.wrong is not None:
                raise one.wrong
            if isinstance(member, str):
                raise Wrong(member)
            if member is None:
                return self._newcomer(one)
            if member not in reachable:
                raise Wrong("elsewhere")
            if kept[member].is_erased:
                raise Wrong("erased")
            if member in self._seen:
                raise Wrong("twice")
        except Wrong as wrong:
            return Planned(one.row, Fate.REFUSED, reason=wrong.reason, heading=wrong.heading)
        self._seen.add(member)
        writes, conflicts = fates.compare(
            one.answers, standing.get(member, {}), overwrites=self._options.overwrites
        )
        fate = fates.fate_of(writes, conflicts)
        return Planned(one.row, fate, member_id=member, writes=writes, conflicts=conflicts)

    def _newcomer(self, one: Read) -> Planned:
        if one.id is not None or not self._options.creates:
            raise Wrong("no_match")
        if not one.name:
            raise Wrong("no_name")
        keys = self._keys_of(one)
        if not self._keys.isdisjoint(keys):
            raise Wrong("twice")
        self._keys |= set(keys)
        return Planned(
            one.row,
            Fate.NEW,
            writes={field_id: clean for field_id, clean in one.answers.items() if clean.value},
            name=one.name,
            channel_id=one.channel_id,
            external=one.account,
        )

    def _keys_of(self, one: Read) -> list[tuple[object, ...]]:
        keys: list[tuple[object, ...]] = list(self._told(one))
        if one.channel_id is not None:
            keys.append(("account", one.channel_id, one.account))
        return keys or [("name", one.name)]
