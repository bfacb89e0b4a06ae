"""QQ: the text file the message manager exports, with one group or many in it."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, tzinfo

from linli.connect.adapters.archive.clock import required_zone, to_utc
from linli.connect.adapters.archive.contract import (
    RECORD_LIMIT,
    Archive,
    Format,
    NotUnderstood,
    Options,
    Record,
    clean,
    excerpt,
)
from linli.connect.adapters.archive.identity import Fingerprints, NameBook
from linli.connect.adapters.archive.pieces import TOO_LARGE
from linli.connect.adapters.archive.qq_words import Head, head_of, notice_of, parts_of
from linli.connect.adapters.archive.source import LISTING, Source
from linli.connect.adapters.archive.textlines import (
    UNDECODABLE,
    Line,
    decoded,
    encoding_of,
    is_undecodable,
    numbered_lines,
)
from linli.facts.inbound import Inbound

_RULE = re.compile(r"^={8,}$")
_HEADING = re.compile(r"^消息(?P<what>分组|对象)[:：] ?(?P<value>.*)$")
_TITLE = "消息记录（此消息记录为文本格式"


def open_qq(source: Source, options: Options) -> Archive:
    zone = required_zone(options.zone, "QQ")
    encoding = encoding_of(source.head)
    named = [
        found["value"].strip()
        for line in decoded(source.head).splitlines()
        if (found := _HEADING.match(line))
    ]
    objects = named[1::2] or named
    title = objects[0] if objects else source.path.stem

    def blocks() -> Iterator[_Block]:
        with source.open() as stream:
            yield from _blocks(numbered_lines(stream, encoding), title)

    def read() -> Iterator[Record]:
        reading = _Reading(source.where, zone, blocks)
        for block in blocks():
            yield from reading.records(block)

    return Archive(format="qq", title=title, read=read)


@dataclass
class _Block:
    """A message head, the group it stands under, and the lines of its body."""

    line: int
    group: str
    first: str
    head: Head | None
    body: list[str] = field(default_factory=list)
    size: int = 0

    def add(self, text: str) -> None:
        self.size += len(text) + 1
        if self.size <= RECORD_LIMIT:
            self.body.append(text)


def _blocks(lines: Iterator[Line], group: str) -> Iterator[_Block]:
    """Cut the file into messages. A head only counts after an empty line, a rule or a heading."""
    block: _Block | None = None
    rule, fresh = "", True
    for number, raw in lines:
        text = raw.removeprefix("\ufeff")
        heading = _HEADING.match(text) if rule or block is None else None
        if heading is not None:
            if block is not None:
                yield block
            group = heading["value"].strip() if heading["what"] == "对象" else group
            block, rule, fresh = None, "", True
            continue
        if rule and block is not None:
            block.add(rule)
        rule = text if _RULE.match(text) else ""
        head = head_of(text) if fresh else None
        if head is not None:
            if block is not None:
                yield block
            block = _Block(number, group, text, head, size=len(text))
        elif block is not None and not rule:
            block.add(text)
        elif block is None and not rule and text.strip() and not text.startswith("消息记录"):
            block = _Block(number, group, text, None, size=len(text))
        fresh = not text.strip() or bool(rule)
    if rule and block is not None:
        block.add(rule)
    if block is not None:
        yield block


class _Reading:
    def __init__(self, where: str, zone: tzinfo, blocks: Callable[[], Iterator[_Block]]) -> None:
        self._where, self._zone, self._blocks = where, zone, blocks
        self._fingerprints = Fingerprints()
        self._names: NameBook | None = None

    def records(self, block: _Block) -> Iterable[Record]:
        if block.size > RECORD_LIMIT:
            return [self._refused(block, TOO_LARGE)]
        if block.head is None:
            return [self._refused(block, "The line is not the head of a message: no date, time and name.")]
        text = "\n".join(block.body).strip("\n").rstrip()
        if is_undecodable(text) or is_undecodable(block.first):
            return [self._refused(block, UNDECODABLE)]
        try:
            moment = block.head.moment()
            at = to_utc(moment, self._zone)
        except (ValueError, OverflowError) as error:
            return [self._refused(block, f"The record has no usable time: {error}.")]
        external_id = self._fingerprints.of(block.group, str(moment), block.head.person, text)
        if block.head.is_system:
            return self._notices(block, text, external_id, at)
        message = Inbound(
            kind="message",
            external_id=external_id,
            occurred_at=at,
            group=block.group,
            group_name=block.group,
            sender=block.head.person,
            sender_name=block.head.name,
            text=clean(text),
            parts=parts_of(text),
            is_bot=block.head.is_bot,
        )
        return [message]

    def _notices(self, block: _Block, text: str, external_id: str, at: datetime) -> Iterable[Inbound]:
        kind, people = notice_of(text)
        for number, (name, qq) in enumerate(people or [("", "")]):
            yield Inbound(
                kind=kind,
                external_id=f"{external_id}.p{number}" if number else external_id,
                occurred_at=at,
                group=block.group,
                group_name=block.group,
                sender=(qq or self._name_book().person(name)) if name else "",
                sender_name=name,
                text=clean(text),
            )

    def _name_book(self) -> NameBook:
        if self._names is None:
            heads = (block.head for block in self._blocks())
            self._names = NameBook((head.name, head.person) for head in heads if head and not head.is_system)
        return self._names

    def _refused(self, block: _Block, reason: str) -> NotUnderstood:
        return NotUnderstood(line=block.line, where=self._where, reason=reason, excerpt=excerpt(block.first))


def sniff(head: bytes, name: str) -> float:
    if head.startswith(LISTING):
        return 0.0
    text = decoded(head[:16384])
    if _TITLE in text[:200] or re.search(r"^消息对象[:：]", text, re.M):
        return 0.95
    return 0.6 if any(head_of(line) for line in text.splitlines()[:40]) else 0.0


FORMAT = Format("qq", "QQ message-manager TXT", sniff, needs_zone=True, open=open_qq)
