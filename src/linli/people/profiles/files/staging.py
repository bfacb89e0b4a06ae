"""Rows of a looked-over file as they wait to be applied: numbers and texts, packed one after another."""

from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import BinaryIO

import msgspec

from linli.people.profiles.files.limits import Row

_encoder = msgspec.msgpack.Encoder()
_decoder = msgspec.msgpack.Decoder(tuple[int, list[str]])


def write(file: BinaryIO, rows: Iterable[Row]) -> None:
    """Append rows, each after its length."""
    for row in rows:
        packed = _encoder.encode(row)
        file.write(len(packed).to_bytes(4, "big") + packed)


def read(path: Path) -> Iterator[Row]:
    """Every row in the order it was written."""
    with path.open("rb") as file:
        while head := file.read(4):
            yield _decoder.decode(file.read(int.from_bytes(head, "big")))


def chunks(rows: Iterable[Row], size: int) -> Iterator[list[Row]]:
    """Rows in lists of at most `size`."""
    iterator = iter(rows)
    while chunk := list(islice(iterator, size)):
        yield chunk
