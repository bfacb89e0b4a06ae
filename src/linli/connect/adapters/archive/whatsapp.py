"""WhatsApp: the text that "Export chat" writes on Android and iOS, alone or in its zip."""

import heapq
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, tzinfo

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
from linli.connect.adapters.archive.identity import Fingerprints, people_of
from linli.connect.adapters.archive.pieces import TOO_LARGE
from linli.connect.adapters.archive.source import LISTING, BadArchive, Source
from linli.connect.adapters.archive.textlines import (
    UNDECODABLE,
    Line,
    decoded,
    encoding_of,
    is_undecodable,
    numbered_lines,
)
from linli.connect.adapters.archive.whatsapp_dates import Stamp, decide_order, stamp_style
from linli.connect.adapters.archive.whatsapp_words import Media, Notice, media_of, notice_of
from linli.facts.inbound import Inbound

_SENDER = re.compile(r"^(?P<name>[^:]{1,100}): (?P<text>.*)$", re.S)
_TITLES = (
    re.compile(r"^WhatsApp Chat (?:with|-) (?P<title>.+)$"),
    re.compile(r"^与(?P<title>.+?)的 ?WhatsApp ?聊天(?:记录)?$"),
    re.compile(r"^與(?P<title>.+?)的 ?WhatsApp ?(?:對話|聊天)(?:紀錄|記錄)?$"),
    re.compile(r"^WhatsApp ?(?:聊天|对话|對話)(?:记录|紀錄|記錄)? ?[-–] ?(?P<title>.+)$"),
)
_LEFT_TO_RIGHT = "\u200e"
_SORTED_TOGETHER = 1000


def open_whatsapp(source: Source, options: Options) -> Archive:
    zone = required_zone(options.zone, "WhatsApp")
    encoding = encoding_of(source.head)
    style = stamp_style(decoded(source.head))
    if style is None:
        raise BadArchive(f"{source.name} holds no WhatsApp message; export the chat again as text.")
    if options.date_order is None:
        with source.open() as stream:
            order = decide_order(style, (line.text for line in numbered_lines(stream, encoding)))
    else:
        order = options.date_order
    title = title_of(source)

    def read() -> Iterator[Record]:
        with source.open() as stream:
            reading = _Reading(source.where, title, zone, order)
            blocks = _blocks(numbered_lines(stream, encoding), style)
            yield from _in_time_order(record for block in blocks for record in reading.records(block))

    return Archive(format="whatsapp", title=title, read=read)


def _in_time_order(records: Iterator[Record]) -> Iterator[Record]:
    """The records sorted by time, equal times as they stood: phones write some lines a little too late."""
    waiting: list[tuple[datetime, int, Record]] = []
    at = datetime.min.replace(tzinfo=UTC)
    for ordinal, record in enumerate(records):
        at = record.occurred_at if isinstance(record, Inbound) else at
        entry = (at, ordinal, record)
        if len(waiting) < _SORTED_TOGETHER:
            heapq.heappush(waiting, entry)
        else:
            yield heapq.heappushpop(waiting, entry)[2]
    while waiting:
        yield heapq.heappop(waiting)[2]


def title_of(source: Source) -> str:
    """The group's name, which only the file's name tells; `(1)` of a second download is dropped."""
    for name in (source.name, source.path.name):
        stem = re.sub(r"\.(?:txt|zip)$", "", name, flags=re.I)
        stem = re.sub(r" ?\(\d+\)$", "", stem.replace(_LEFT_TO_RIGHT, ""))
        for pattern in _TITLES:
            if found := pattern.match(stem):
                return found["title"]
    stem = source.path.stem
    return (
        source.path.resolve().parent.name if stem == "_chat" and source.path.resolve().parent.name else stem
    )


@dataclass
class _Block:
    """A stamped line and the lines that continue it."""

    line: int
    first: str
    stamp: Stamp | None
    rest: list[str] = field(default_factory=list)
    size: int = 0

    @property
    def body(self) -> str:
        head = self.stamp.rest if self.stamp else self.first
        return "\n".join([head, *self.rest]) if self.rest else head


def _blocks(lines: Iterator[Line], style: re.Pattern[str]) -> Iterator[_Block]:
    block: _Block | None = None
    for line in lines:
        stamp = Stamp.of(line.text, style)
        if stamp is None and block is not None:
            block.size += len(line.text) + 1
            if block.size <= RECORD_LIMIT:
                block.rest.append(line.text)
            continue
        if block is not None:
            yield block
        block = (
            _Block(line.number, line.text, stamp, size=len(line.text)) if stamp or line.text.strip() else None
        )
    if block is not None:
        yield block


class _Reading:
    def __init__(self, where: str, group: str, zone: tzinfo, order: str) -> None:
        self._where, self._group, self._zone, self._order = where, group, zone, order
        self._fingerprints = Fingerprints()

    def records(self, block: _Block) -> Iterable[Record]:
        if block.size > RECORD_LIMIT:
            return [self._refused(block, TOO_LARGE)]
        if block.stamp is None:
            return [self._refused(block, "The line has no date, and no message stands before it.")]
        body = block.body.rstrip()
        if is_undecodable(body):
            return [self._refused(block, UNDECODABLE)]
        try:
            moment = block.stamp.moment(self._order)
            at = to_utc(moment, self._zone)
        except (ValueError, OverflowError) as error:
            return [self._refused(block, f"The record has no usable time: {error}.")]
        return self._inbounds(body, moment, at)

    def _inbounds(self, body: str, moment: datetime, at: datetime) -> Iterable[Inbound]:
        names_group = (notice := notice_of(body)) is not None and bool(notice.title)
        found = None if names_group else _SENDER.match(body)
        if found is None:
            return self._notices(body.lstrip(_LEFT_TO_RIGHT), moment, at)
        media = media_of(found["text"])
        if found["text"].startswith(_LEFT_TO_RIGHT) and media is None:
            return self._notices(found["text"].lstrip(_LEFT_TO_RIGHT), moment, at)
        name, text = _person(found["name"]), _readable(found["text"])
        return [self._message(name, text, media, moment, at)]

    def _message(self, name: str, text: str, media: Media | None, moment: datetime, at: datetime) -> Inbound:
        return Inbound(
            kind="message",
            external_id=self._fingerprints.of(self._group, str(moment), name, text),
            occurred_at=at,
            group=self._group,
            group_name=self._group,
            sender=name,
            sender_name=name,
            text=clean(media.caption if media else text),
            parts=(media.part,) if media else (),
        )

    def _notices(self, text: str, moment: datetime, at: datetime) -> Iterable[Inbound]:
        notice = notice_of(text) or Notice("system", "")
        actors = people_of(notice.actor) if notice.kind in {"join", "leave"} else [notice.actor]
        for actor in map(_person, actors):
            for target in map(_person, people_of(notice.target) or [""]):
                yield Inbound(
                    kind=notice.kind,
                    external_id=self._fingerprints.of(self._group, str(moment), actor, target, text),
                    occurred_at=at,
                    group=self._group,
                    group_name=notice.title or self._group,
                    sender=actor,
                    sender_name=actor,
                    text=clean(_readable(text)),
                    target=target,
                )

    def _refused(self, block: _Block, reason: str) -> NotUnderstood:
        return NotUnderstood(line=block.line, where=self._where, reason=reason, excerpt=excerpt(block.first))


def _person(name: str) -> str:
    """The name without the `~` that marks somebody who is not in the exporter's contacts."""
    return _readable(name).strip().removeprefix("~").strip()


def _readable(text: str) -> str:
    return text.replace(_LEFT_TO_RIGHT, "")


def sniff(head: bytes, name: str) -> float:
    if head.startswith(LISTING):
        return 0.0
    text = decoded(head[:16384])
    if stamp_style(text) is None:
        return 0.0
    return 0.95 if "whatsapp" in name.lower() or name == "_chat.txt" else 0.8


FORMAT = Format("whatsapp", "WhatsApp TXT", sniff, needs_zone=True, open=open_whatsapp)
