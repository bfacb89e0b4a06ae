"""A chat-history file as deeds, without any database."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from linli.connect.adapters.archive import reader
from linli.facts.inbound import Inbound
from linli.people.ties import speech
from linli.people.ties.deeds import Deeds, Link, Reacted, Remark

STEP = 5_000


@dataclass
class History:
    """A file's deeds, with who is who, and the words, for as long as the program runs.

    people   member -> name as the file has it; `groups` likewise
    words    (group, message) -> the text
    until    the last moment of the file, in seconds since 1970
    """

    deeds: Deeds = field(default_factory=Deeds)
    people: dict[int, str] = field(default_factory=dict)
    groups: dict[int, str] = field(default_factory=dict)
    words: dict[tuple[int, int], str] = field(default_factory=dict)
    until: float = 0.0


def read_file(
    path: Path, *, zone: str | None = None, on_progress: Callable[[int], None] | None = None
) -> History:
    """All of a file. Raises what `reader.open_archive` raises."""
    records = reader.open_archive(path, zone=zone).records()
    return read_records((one for one in records if isinstance(one, Inbound)), on_progress=on_progress)


def read_records(records: Iterable[Inbound], *, on_progress: Callable[[int], None] | None = None) -> History:
    """All of some records; one read twice counts once."""
    reading = _Reading()
    for count, record in enumerate(records, start=1):
        reading.take(record)
        if on_progress and count % STEP == 0:
            on_progress(count)
    return reading.finish()


class _Reading:
    def __init__(self) -> None:
        self.history = History()
        self._members: dict[str, int] = {}
        self._groups: dict[str, int] = {}
        self._bots: set[int] = set()
        self._seen: set[tuple[int, int]] = set()
        self._mentions: list[tuple[int, str, float]] = []

    def take(self, record: Inbound) -> None:
        at = record.occurred_at.timestamp()
        self.history.until = max(self.history.until, at)
        if not record.sender:
            return
        member = self._member(record)
        group = self._groups.setdefault(record.group, len(self._groups) + 1)
        self.history.groups[group] = record.group_name or record.group
        if record.kind == "reaction":
            target = speech.digest(record.target)
            self.history.deeds.reacted.append(Reacted(member, group, target))
        if record.kind not in {"message", "join", "reaction"}:
            return
        first = self.history.deeds.first_seen
        first[member] = min(first.get(member, at), at)
        if record.kind == "message" and not record.is_bot:
            self._take_message(record, member, group, at)
        elif record.is_bot:
            self._bots.add(member)

    def _take_message(self, record: Inbound, member: int, group: int, at: float) -> None:
        message = speech.digest(record.external_id)
        if (group, message) in self._seen:
            return
        self._seen.add((group, message))
        self.history.words[group, message] = record.text
        self.history.deeds.remarks.append(
            Remark(
                member=member,
                at=at,
                group=group,
                message=message,
                reply_to=speech.digest(record.reply_to) if record.reply_to else 0,
                thread=speech.digest(record.thread) if record.thread else 0,
                addressed=speech.digest_of_name(speech.addressed_in(record.text)),
                marks=speech.marks_of(record.text),
                size=speech.size_of(record.text),
                reactions=record.reactions,
            )
        )
        self._mentions += [(member, part.ref, at) for part in record.parts if part.kind == "mention"]

    def _member(self, record: Inbound) -> int:
        member = self._members.setdefault(record.sender, len(self._members) + 1)
        self.history.people[member] = record.sender_name or record.sender
        return member

    def finish(self) -> History:
        deeds = self.history.deeds
        deeds.reacted = list(dict.fromkeys(deeds.reacted))
        deeds.mentions = [
            Link(member, self._members[ref], "mention", at)
            for member, ref, at in self._mentions
            if self._members.get(ref, member) != member
        ]
        deeds.names = names_of(self.history.people)
        deeds.left_out = frozenset(self._bots)
        return self.history


def names_of(people: Mapping[int, str]) -> dict[int, int]:
    """Digest of a name -> who is called so; a name of two people is nobody's."""
    found: dict[int, int] = {}
    for member, name in people.items():
        mark = speech.digest_of_name(name)
        if mark:
            found[mark] = member if mark not in found else 0
    return {mark: member for mark, member in found.items() if member}
