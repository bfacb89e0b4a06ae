"""WeChat: the CSV that WeChatMsg (MemoTrace) writes for one chat."""

import csv
import html
import re
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from pathlib import PurePosixPath
from typing import NamedTuple

from linli.connect.adapters.archive.clock import from_epoch
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
from linli.connect.adapters.archive.identity import NameBook, people_of
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
from linli.facts.inbound import Inbound, InboundKind, Part, PartKind

_COLUMNS = ("localId", "Type", "SubType", "IsSender", "CreateTime", "StrContent", "Sender")
_MEDIA: dict[str, PartKind] = {
    "3": "image",
    "34": "audio",
    "42": "card",
    "43": "video",
    "47": "emoji",
    "48": "card",
}
_APP: dict[str, PartKind] = {"5": "link", "6": "file"}
_QUOTE = "57"
_NOTICE_TYPES = frozenset({"10000", "10002"})
_NOTICES: tuple[tuple[InboundKind, re.Pattern[str]], ...] = (
    ("join", re.compile(r'^.*?邀请"?(?P<people>[^"]+?)"?加入了?群聊')),
    ("join", re.compile(r'^"?(?P<people>[^"]+?)"?通过扫描.*加入了?群聊')),
    ("join", re.compile(r'^"?(?P<people>[^"]+?)"?加入了?群聊')),
    ("leave", re.compile(r'^.*?将"?(?P<people>[^"]+?)"?移出了?群聊')),
    ("leave", re.compile(r'^"?(?P<people>[^"]+?)"?已?退出了?群聊')),
    ("group_renamed", re.compile(r'^"?(?P<people>.+?)"?修改群名为[“"](?P<title>.+?)[”"]$')),
)
_TAG = {tag: re.compile(rf"<{tag}>(?:<!\[CDATA\[)?(.*?)(?:\]\]>)?</{tag}>", re.S) for tag in ("title", "url")}
_AT_ALL = "@所有人"


class Row(NamedTuple):
    line: int
    values: dict[str, str]


def open_wechatmsg(source: Source, options: Options) -> Archive:
    encoding = encoding_of(source.head)
    csv.field_size_limit(RECORD_LIMIT)
    header = next(csv.reader([_first_line(source.head)]), [])
    missing = [column for column in _COLUMNS if column not in header]
    if missing:
        raise BadArchive(f"{source.name} has no column {missing[0]}; export the chat again as CSV.")
    group = re.sub(r"_utf8$", "", PurePosixPath(source.name).stem)

    def rows() -> Iterator[Row | NotUnderstood]:
        return _rows(source, encoding, header)

    def read() -> Iterator[Record]:
        reading = _Reading(source.where, group, rows)
        for row in rows():
            yield from [row] if isinstance(row, NotUnderstood) else reading.records(row)

    return Archive(format="wechatmsg", title=group, read=read)


def _first_line(head: bytes) -> str:
    return re.split(r"[\r\n]", decoded(head).removeprefix("\ufeff"), maxsplit=1)[0]


def _rows(source: Source, encoding: str, header: list[str]) -> Iterator[Row | NotUnderstood]:
    too_long: list[NotUnderstood] = []
    with source.open() as stream:
        reader = csv.reader(_short_lines(numbered_lines(stream, encoding), source.where, too_long))
        next(reader, None)
        while True:
            line = reader.line_num + 1
            try:
                cells = next(reader)
            except StopIteration:
                break
            except csv.Error as error:
                yield NotUnderstood(line, source.where, f"The row is not valid CSV: {error}.", "")
                continue
            if len(cells) == len(header):
                yield Row(line, dict(zip(header, cells, strict=True)))
            elif cells:
                reason = f"The row has {len(cells)} columns instead of {len(header)}."
                yield NotUnderstood(line, source.where, reason, excerpt(",".join(cells)))
            yield from too_long
            too_long.clear()
    yield from too_long


def _short_lines(lines: Iterator[Line], where: str, too_long: list[NotUnderstood]) -> Iterator[str]:
    """The lines for the CSV reader; one over the limit is noted and passed on empty."""
    for line in lines:
        if len(line.text) > RECORD_LIMIT:
            too_long.append(NotUnderstood(line.number, where, TOO_LARGE, excerpt(line.text)))
            yield "\n"
        else:
            yield line.text + "\n"


class _Reading:
    def __init__(self, where: str, group: str, rows: Callable[[], Iterator[Row | NotUnderstood]]) -> None:
        self._where, self._group, self._rows = where, group, rows
        self._names: NameBook | None = None

    def records(self, row: Row) -> Iterable[Record]:
        values = row.values
        content = values["StrContent"]
        if is_undecodable(content) or is_undecodable(values["Sender"]):
            return [self._refused(row, UNDECODABLE)]
        try:
            seconds = int(values["CreateTime"])
            at = from_epoch(seconds)
        except ValueError:
            reason = "The record has no usable time: CreateTime is not a number of seconds."
            return [self._refused(row, reason)]
        external_id = f"{self._group}:{seconds}:{values['localId']}"
        if values["Type"] in _NOTICE_TYPES:
            return self._notices(content, external_id, at)
        sender = values["Sender"] or ("self" if values["IsSender"] == "1" else "")
        if not sender:
            return [self._refused(row, "The record names no sender.")]
        text, parts = _content(values["Type"], values["SubType"], content)
        message = Inbound(
            kind="message", external_id=external_id, occurred_at=at, group=self._group,
            group_name=self._group, sender=sender,
            sender_name=values.get("Remark") or values.get("NickName") or "", text=clean(text), parts=parts,
        )  # fmt: skip
        return [message]

    def _notices(self, content: str, external_id: str, at: datetime) -> Iterable[Inbound]:
        words = html.unescape(re.sub(r"<[^>]+>", "", content)).strip()
        found = next(((kind, match) for kind, pattern in _NOTICES if (match := pattern.match(words))), None)
        kind: InboundKind = found[0] if found else "system"
        title = found[1]["title"] if found and kind == "group_renamed" else ""
        for number, name in enumerate(people_of(found[1]["people"]) if found else [""]):
            yield Inbound(
                kind=kind, external_id=f"{external_id}.{number}" if number else external_id, occurred_at=at,
                group=self._group, group_name=title or self._group,
                sender=self._name_book().person(name) if name else "", sender_name=name,
                text=clean(title or words),
            )  # fmt: skip

    def _name_book(self) -> NameBook:
        if self._names is None:
            rows = (row.values for row in self._rows() if isinstance(row, Row))
            people = (
                (row, row["Sender"]) for row in rows if row["Sender"] and row["Type"] not in _NOTICE_TYPES
            )
            self._names = NameBook(
                (row.get(column, ""), person) for row, person in people for column in ("Remark", "NickName")
            )
        return self._names

    def _refused(self, row: Row, reason: str) -> NotUnderstood:
        return NotUnderstood(row.line, self._where, reason, excerpt(row.values["StrContent"]))


def _content(kind: str, subkind: str, content: str) -> tuple[str, tuple[Part, ...]]:
    """Text and parts: the content of anything but text is XML, of which title and address are kept."""
    if kind == "1":
        return content, (Part("mention_all", text=_AT_ALL),) if _AT_ALL in content else ()
    if kind == "49":
        title, url = _inside("title", content), _inside("url", content)
        if subkind == _QUOTE:
            return title, ()
        return title, (Part(_APP.get(subkind, "card"), text=title, ref=url),)
    if kind in _MEDIA:
        return "", (Part(_MEDIA[kind]),)
    return "", (Part("card", text=f"type {kind}"),)


def _inside(tag: str, content: str) -> str:
    found = _TAG[tag].search(content)
    return html.unescape(found[1]).strip() if found else ""


def sniff(head: bytes, name: str) -> float:
    if head.startswith(LISTING):
        return 0.0
    first = _first_line(head[:2048])
    return 0.95 if first.startswith("localId,TalkerId,Type,SubType") else 0.0


FORMAT = Format("wechatmsg", "WeChatMsg CSV", sniff, needs_zone=False, open=open_wechatmsg)
