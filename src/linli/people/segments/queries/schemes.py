"""The ready-made schemes: content in both languages, which becomes segments when somebody adopts one."""

from functools import cache
from pathlib import Path

import msgspec
from django.utils.translation import gettext as _

from linli.kernel.errors import Refusal
from linli.people.segments.models import Segment

_FILE = Path(__file__).parent.parent / "presets" / "schemes.yaml"


class NoSuchScheme(Refusal):
    """No ready-made scheme has this code."""

    def __init__(self) -> None:
        super().__init__(_("there is no such ready-made scheme: choose one of the list"))


class Words(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The same in both languages."""

    zh: str
    en: str

    def of(self, language: str) -> str:
        """In this language (`en`, `zh-hans`)."""
        return self.zh if language.startswith("zh") else self.en


class Part(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A segment of a scheme."""

    name: Words
    condition: str | Words
    purpose: Words
    strategy: Words
    resource: Words
    hue: str
    counts_left: bool = False

    def asks(self, language: str) -> str:
        """The condition; tags are named in the language."""
        return self.condition if isinstance(self.condition, str) else self.condition.of(language)


class Scheme(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Several segments that divide people by one thought. `needs`: what it stands on, if not there."""

    code: str
    name: Words
    about: Words
    needs: Words
    segments: tuple[Part, ...]


@cache
def schemes() -> tuple[Scheme, ...]:
    """All of them, in the order of the file."""
    return msgspec.yaml.decode(_FILE.read_bytes(), type=tuple[Scheme, ...])


def get_scheme(code: str) -> Scheme:
    """The scheme of this code, or NoSuchScheme."""
    for one in schemes():
        if one.code == code:
            return one
    raise NoSuchScheme


def adopted() -> dict[str, int]:
    """How many segments of each scheme there are; those put away are not counted."""
    found: dict[str, int] = {}
    for code in Segment.objects.filter(archived_at=None).exclude(scheme="").values_list("scheme", flat=True):
        found[code] = found.get(code, 0) + 1
    return found
