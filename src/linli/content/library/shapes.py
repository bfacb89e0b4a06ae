"""What is handed to this room: the words of a template, and templates that come ready-made."""

from collections.abc import Mapping

import msgspec

from linli.facts.inbound import Part


class Words(msgspec.Struct, frozen=True, kw_only=True):
    """What a version says: `texts` by language, at least one; `parts` go along; `note` says what changed."""

    texts: Mapping[str, str]
    parts: tuple[Part, ...] = ()
    note: str = ""


class TemplatePreset(msgspec.Struct, frozen=True, kw_only=True):
    """A ready-made template, as a library brings it."""

    code: str
    name: str
    scene: str
    texts: Mapping[str, str]
    parts: tuple[Part, ...] = ()
