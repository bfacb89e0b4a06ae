"""Opens what the user names: a file, a folder, a zip or a tar, within limits no honest export reaches."""

import gzip
import io
import re
import shutil
import struct
import tarfile
import tempfile
import weakref
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO, BinaryIO, Protocol, cast

from linli.kernel.errors import Refusal

LISTING = b"\0listing\n"
HEAD_BYTES = 256 * 1024
ENTRY_LIMIT = 300_000
SIZE_LIMIT = 50 * 1024**3
RATIO_LIMIT = 200
RATIO_FREE_BYTES = 10 * 1024**2
READABLE = frozenset({".json", ".jsonl", ".ndjson", ".txt", ".csv"})

_DAMAGE = (zipfile.BadZipFile, zlib.error, struct.error, OSError, EOFError, ValueError, IndexError)
_TAR_KEEPS = re.compile(r"^(?:.*/)?(?:realm|messages-\d+)\.json$")


class BadArchive(Refusal):
    """The file cannot be read at all: it is missing, damaged, locked, dangerous or of a kind we refuse."""


class Bundle(Protocol):
    """A zip, tar or folder: names with forward slashes, in sorted order."""

    names: tuple[str, ...]

    def open(self, name: str) -> BinaryIO: ...


@dataclass(frozen=True)
class Source:
    """What the user named, ready to be read as often as needed.

    name     base name of the file to parse (inside a zip: the name there)
    where    its full name inside the bundle, or empty
    head     its first bytes; for a bundle the listing
    bundle   the zip, tar or folder around it
    """

    path: Path
    name: str
    where: str
    head: bytes
    open: Callable[[], BinaryIO]
    bundle: Bundle | None = None


class FolderBundle:
    """A folder on disk; links are not followed out of it."""

    def __init__(self, root: Path) -> None:
        self._root = root.resolve()
        found: list[str] = []
        for entry in self._root.rglob("*"):
            if (
                entry.suffix.lower() in READABLE
                and entry.is_file()
                and entry.resolve().is_relative_to(self._root)
            ):
                found.append(entry.relative_to(self._root).as_posix())
            if len(found) > ENTRY_LIMIT:
                raise BadArchive(
                    f"The folder {root.name} holds more than {ENTRY_LIMIT:,} files; name a smaller one."
                )
        self.names = tuple(sorted(found))

    def open(self, name: str) -> BinaryIO:
        return (self._root / name).open("rb")


class ZipBundle:
    """A zip file. Sizes, ratios and names are checked before anything is unpacked."""

    def __init__(self, path: Path) -> None:
        try:
            self._zip = zipfile.ZipFile(path)
        except (*_DAMAGE, NotImplementedError) as error:
            raise BadArchive(f"{path.name} is a damaged zip file ({error}); export it again.") from error
        entries = self._zip.infolist()
        if len(entries) > ENTRY_LIMIT:
            raise BadArchive(f"{path.name} holds {len(entries):,} files; the limit is {ENTRY_LIMIT:,}.")
        self._entries: dict[str, zipfile.ZipInfo] = {}
        for entry in entries:
            _refuse_outside(entry.filename, path.name)
            if not entry.filename:
                continue
            if not entry.is_dir() and PurePosixPath(entry.filename).suffix.lower() in READABLE:
                self._entries[_true_name(entry)] = entry
        _refuse_bombs(list(self._entries.values()), path.name)
        self.names = tuple(sorted(self._entries))

    def open(self, name: str) -> BinaryIO:
        try:
            return cast(BinaryIO, _Unpacked(self._zip.open(self._entries[name]), name))
        except (*_DAMAGE, RuntimeError, NotImplementedError) as error:
            raise BadArchive(
                f"{name} inside the zip cannot be unpacked ({error}); export it again."
            ) from error


class TarBundle:
    """A tar file, packed or not. The files we read are laid out in a private folder under our own names."""

    def __init__(self, path: Path) -> None:
        self._folder = Path(tempfile.mkdtemp(prefix="linli-archive-"))
        weakref.finalize(self, shutil.rmtree, self._folder, True)
        self._places: dict[str, Path] = {}
        try:
            self._unpack(path)
        except (*_DAMAGE, tarfile.TarError) as error:
            raise BadArchive(f"{path.name} is a damaged tar file ({error}); export it again.") from error
        self.names = tuple(sorted(self._places))

    def _unpack(self, path: Path) -> None:
        packed_bytes = path.stat().st_size
        with _measured(path, packed_bytes) as stream, tarfile.open(fileobj=stream, mode="r|") as tar:
            for count, member in enumerate(tar, start=1):
                _refuse_outside(member.name, path.name)
                if count > ENTRY_LIMIT:
                    raise BadArchive(f"{path.name} holds more than {ENTRY_LIMIT:,} files.")
                content = (
                    tar.extractfile(member) if member.isreg() and _TAR_KEEPS.match(member.name) else None
                )
                if content is not None:
                    place = self._folder / str(count)
                    with content, place.open("wb") as out:
                        shutil.copyfileobj(content, out, 1024 * 1024)
                    self._places[member.name.removeprefix("./")] = place

    def open(self, name: str) -> BinaryIO:
        return self._places[name].open("rb")


def look(path: Path) -> Source:
    """Find out what stands at the path, without deciding its format."""
    try:
        if path.is_dir():
            return _bundled(path, FolderBundle(path))
        with path.open("rb") as stream:
            head = stream.read(HEAD_BYTES)
    except FileNotFoundError as error:
        raise BadArchive(f"There is no file at {path}.") from error
    except OSError as error:
        raise BadArchive(f"{path} cannot be read: {error.strerror or error}.") from error
    if not head:
        raise BadArchive(f"{path.name} is empty.")
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _bundled(path, ZipBundle(path))
    if head.startswith(b"\x1f\x8b") or head[257:262] == b"ustar":
        return _bundled(path, TarBundle(path))
    return Source(path=path, name=path.name, where="", head=head, open=lambda: path.open("rb"))


def inner(source: Source, bundle: Bundle, name: str) -> Source:
    """One file of a bundle as a source of its own."""
    with bundle.open(name) as stream:
        head = stream.read(HEAD_BYTES)
    base = PurePosixPath(name).name
    return Source(
        path=source.path, name=base, where=name, head=head, open=lambda: bundle.open(name), bundle=bundle
    )


def _bundled(path: Path, bundle: Bundle) -> Source:
    def open_nothing() -> BinaryIO:
        raise BadArchive(f"{path.name} holds several files; none of them is the whole.")

    head = LISTING + "\n".join(bundle.names).encode()
    return Source(path=path, name=path.name, where="", head=head, open=open_nothing, bundle=bundle)


def _refuse_outside(name: str, archive: str) -> None:
    parts = PurePosixPath(name.replace("\\", "/"))
    if parts.is_absolute() or ".." in parts.parts or re.match(r"^[A-Za-z]:", name):
        raise BadArchive(f"{archive} holds a file that points outside of it; nothing was read.")


def _refuse_bombs(entries: list[zipfile.ZipInfo], archive: str) -> None:
    if sum(entry.file_size for entry in entries) > SIZE_LIMIT:
        raise BadArchive(f"{archive} unpacks to more than {SIZE_LIMIT // 1024**3} GB; nothing was read.")
    for entry in entries:
        if entry.flag_bits & 0x1:
            raise BadArchive(f"{archive} is locked with a password; unpack it and name the file inside.")
        if entry.file_size > RATIO_FREE_BYTES and entry.file_size > RATIO_LIMIT * max(entry.compress_size, 1):
            raise BadArchive(f"{archive} unpacks to over {RATIO_LIMIT} times its size; nothing was read.")


def _true_name(entry: zipfile.ZipInfo) -> str:
    """The name as meant: zips made without the UTF-8 flag reach us read as code page 437."""
    if entry.flag_bits & 0x800:
        return entry.filename
    try:
        raw = entry.filename.encode("cp437")
    except UnicodeEncodeError:
        return entry.filename
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return entry.filename


class _Unpacked(io.BufferedIOBase):
    """A file inside a zip; damage that only shows while unpacking becomes a sentence."""

    def __init__(self, stream: IO[bytes], name: str) -> None:
        self._stream, self._name = stream, name

    def readable(self) -> bool:
        return True

    def read(self, size: int | None = -1) -> bytes:
        try:
            return self._stream.read(-1 if size is None else size)
        except _DAMAGE as error:
            raise BadArchive(f"{self._name} is damaged inside the zip ({error}); export it again.") from error

    def read1(self, size: int = -1) -> bytes:
        return self.read(size)

    def close(self) -> None:
        self._stream.close()
        super().close()


class _Measured(io.RawIOBase):
    """Passes bytes on and stops when more come out than any honest export holds."""

    def __init__(self, stream: BinaryIO, packed_bytes: int, name: str) -> None:
        self._stream, self._packed, self._name, self._seen = stream, packed_bytes, name, 0

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        block = self._stream.read(size)
        self._seen += len(block)
        if self._seen > SIZE_LIMIT or (
            self._seen > RATIO_FREE_BYTES and self._seen > RATIO_LIMIT * max(self._packed, 1)
        ):
            raise BadArchive(f"{self._name} unpacks to over {RATIO_LIMIT} times its size; nothing was read.")
        return block

    def close(self) -> None:
        self._stream.close()
        super().close()


def _measured(path: Path, packed_bytes: int) -> _Measured:
    with path.open("rb") as stream:
        is_gzip = stream.read(2) == b"\x1f\x8b"
    opened = gzip.GzipFile(path, "rb") if is_gzip else path.open("rb")
    return _Measured(cast(BinaryIO, opened), packed_bytes, path.name)
