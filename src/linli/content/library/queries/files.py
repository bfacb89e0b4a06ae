"""Reading files of the library, and giving their addresses."""

from collections.abc import Sequence

from linli.content.library.models import File
from linli.content.library.rules import addresses
from linli.facts.inbound import Part, PartKind


def find_file(token: str) -> File | None:
    """A file with its content."""
    found: File | None = File.objects.filter(token=token).first()
    return found


def names_of(tokens: Sequence[str]) -> dict[str, tuple[str, str, int]]:
    """Name, type and size in bytes of files, by token; those that are gone are missing."""
    rows = File.objects.filter(token__in=tokens).values_list("token", "name", "content_type", "bytes")
    return {token: (name, content_type, size) for token, name, content_type, size in rows}


def part_of(file: File) -> Part:
    """A file as a part of a message."""
    return Part(kind_of(file.content_type), file.name, addresses.path_of(file.token))


def kind_of(content_type: str) -> PartKind:
    """Which kind of part a file of this type is."""
    family = content_type.partition("/")[0]
    kinds: dict[str, PartKind] = {"image": "image", "audio": "audio", "video": "video"}
    return kinds.get(family, "file")
