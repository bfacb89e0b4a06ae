"""What is handed to this room: the words of a template, and templates that come ready-made."""

from collections.abc import Mapping
from datetime import date, datetime

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


class Draft(msgspec.Struct, frozen=True, kw_only=True):
    """What a version of an item says. `options`: of a poll; `rows`: of a comparison."""

    body: str = ""
    parts: tuple[Part, ...] = ()
    options: tuple[str, ...] = ()
    rows: tuple["Compared", ...] = ()
    alt: str = ""
    transcript: str = ""


class Compared(msgspec.Struct, frozen=True):
    """A line of a comparison: how one's own and another product do by an indicator, and its source."""

    indicator: str
    ours: str
    theirs: str
    evidence: str


class Head(msgspec.Struct, frozen=True, kw_only=True):
    """What an item is, apart from its words; see `models.Item`."""

    title: str
    format: str
    category: str
    community_id: int | None = None
    source: str = "official"
    subject: str = ""
    aim: str = ""
    tags: tuple[str, ...] = ()
    licence: str = "own"
    permission_note: str = ""
    credit: str = ""
    right_ends_on: date | None = None
    need: str = ""
    persona: str = ""
    goal: str = ""
    material_for: str = ""
    due_on: date | None = None
    editor_seat_id: int | None = None


class UseNote(msgspec.Struct, frozen=True, kw_only=True):
    """An item was published. `key` counts once ("slot:12"); `origin` is what did it ("slot:12", "run:9").

    used_at  None: at the moment of noting
    """

    item: int
    key: str
    origin: str
    community: int | None = None
    group: int | None = None
    used_at: datetime | None = None


class Gift(msgspec.Struct, frozen=True, kw_only=True):
    """What a member gives, or said in a group.

    key          once only: "form:<token>", "message:<group>:<digest>"
    files        tokens of the member's own files
    may_publish  their answer, or None when they were not asked yet
    given_at     None: now
    """

    key: str
    member_id: int
    community_id: int
    kind: str
    text: str = ""
    files: tuple[str, ...] = ()
    may_publish: bool | None = None
    credit_by: str = "name"
    credit_other: str = ""
    group_id: int | None = None
    message: str = ""
    given_at: datetime | None = None
