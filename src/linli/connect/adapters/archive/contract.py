"""The words of this room: what a reading yields, what an opened file is, and why a file can be refused."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import tzinfo
from typing import TypeAlias

import msgspec

from linli.connect.adapters.archive.source import BadArchive, Source
from linli.facts.inbound import Inbound
from linli.kernel.errors import Refusal

RECORD_LIMIT = 1_000_000
"""Bytes (or characters) of one record; a longer one is reported instead of read."""

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufeff]+")


class NotUnderstood(msgspec.Struct, frozen=True):
    """One record that was left out, and why.

    line      1-based line of the file, or the number of the record where the format has no lines
    where     the file inside a zip, tar or folder; empty for a plain file
    reason    one sentence
    excerpt   at most 120 characters of the record, control characters removed
    """

    line: int
    where: str
    reason: str
    excerpt: str


Record: TypeAlias = Inbound | NotUnderstood


@dataclass(frozen=True)
class Archive:
    """An opened file. Each call of `records()` reads it from its beginning and yields the same records."""

    format: str
    title: str
    read: Callable[[], Iterator[Record]] = field(repr=False)

    def records(self) -> Iterator[Record]:
        """Every record in the file's order; memory does not grow with the file.

        Damage that shows on the way ends the reading with a last record that says so.
        """
        count = 0
        try:
            for count, record in enumerate(self.read(), start=1):  # noqa: B007  # used after the loop
                yield record
        except BadArchive as error:
            yield NotUnderstood(line=count + 1, where="", reason=str(error), excerpt="")


@dataclass(frozen=True)
class Options:
    """What the file does not say: the zone its clock times are in, and `dmy` or `mdy` for its dates."""

    zone: tzinfo | None = None
    date_order: str | None = None


@dataclass(frozen=True)
class Format:
    """A kind of file we read.

    sniff       how sure we are, 0 to 1, from the first bytes and the file's name; for a zip, tar or folder
                the bytes are `source.LISTING` followed by the names inside, one a line
    needs_zone  the files carry clock times without a zone
    """

    name: str
    label: str
    sniff: Callable[[bytes, str], float]
    needs_zone: bool
    open: Callable[[Source, Options], Archive]


class NeedsZone(Refusal):
    """The file's times have no zone, or the zone given is not one."""


class NeedsDateOrder(Refusal):
    """Nothing in the file tells whether 3/4 is the third of April or the fourth of March."""


class UnknownFormat(Refusal):
    """The file is none of the formats we read."""


class AmbiguousFormat(Refusal):
    """The file looks like more than one of the formats we read."""


def excerpt(raw: str | bytes) -> str:
    """The beginning of a record, fit for a report."""
    text = raw[:480].decode("utf-8", "replace") if isinstance(raw, bytes) else raw[:480]
    return _CONTROL.sub(" ", text).strip()[:120]


def clean(text: str) -> str:
    """Text without NUL, which PostgreSQL cannot store."""
    return text.replace("\0", "") if "\0" in text else text
