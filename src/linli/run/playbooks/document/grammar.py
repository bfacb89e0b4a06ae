"""The kinds of value in a document. `keys` says where each stands; loader and JSON Schema go by it."""

from collections.abc import Mapping

import msgspec

LONGEST_TEXT = 4000


class Text(msgspec.Struct, frozen=True):
    """A text that is not empty."""

    longest: int = LONGEST_TEXT


class Words(msgspec.Struct, frozen=True):
    """A text, or one for each of some languages."""

    languages: tuple[str, ...]
    longest: int = LONGEST_TEXT


class Word(msgspec.Struct, frozen=True):
    """One of some words."""

    of: tuple[str, ...]


class Name(msgspec.Struct, frozen=True):
    """A short name: small letters, digits, `-` and `_`."""


class Whole(msgspec.Struct, frozen=True):
    """A whole number between two bounds, both included."""

    least: int
    most: int


class Flag(msgspec.Struct, frozen=True):
    """true or false."""


class Length(msgspec.Struct, frozen=True):
    """`30s`, `15m`, `24h` or `7d`; signed: also `-3d` and `0d`."""

    is_signed: bool = False


class Clock(msgspec.Struct, frozen=True):
    """A time of day, in quotes: "21:30"."""


class Day(msgspec.Struct, frozen=True):
    """A date: 2026-12-24."""


class Zone(msgspec.Struct, frozen=True):
    """One of some words, or an IANA name like Asia/Shanghai."""

    words: tuple[str, ...] = ()


class Scalar(msgspec.Struct, frozen=True):
    """A text, a number, true or false; kept as a text."""

    longest: int = 400


class Key(msgspec.Struct, frozen=True):
    """What stands under a key. `about` explains it to who writes."""

    kind: "Kind"
    about: str = ""
    is_required: bool = False


class Map(msgspec.Struct, frozen=True):
    """Named values.

    keys      the known ones
    others    what stands under names that are free; None: there are no others
    pattern   the form of the free names, a regular expression
    one_of    keys of which exactly one is there
    """

    keys: Mapping[str, Key] = {}
    others: "Kind | None" = None
    pattern: str = r"[a-z][a-z0-9_-]{0,59}"
    one_of: tuple[str, ...] = ()


class Listing(msgspec.Struct, frozen=True):
    """A list. With `by` its items are known by what stands under that key: `steps.welcome`."""

    item: "Kind"
    most: int = 100
    by: str = ""


class Either(msgspec.Struct, frozen=True):
    """A mapping, or a plain value."""

    plain: "Kind"
    mapping: Map


Kind = (
    Text | Words | Word | Name | Whole | Flag | Length | Clock | Day | Zone | Scalar | Map | Listing | Either
)


def need(kind: Kind, about: str = "") -> Key:
    """A key that has to be there."""
    return Key(kind, about, is_required=True)
