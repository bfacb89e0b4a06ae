"""The sheets and their columns; headings are read in every language of Linli."""

from collections.abc import Mapping
from functools import lru_cache

import msgspec
from django.utils import translation
from django.utils.translation import pgettext

from linli.run.playbooks.document import keys, keys_steps
from linli.run.playbooks.document.grammar import Kind
from linli.run.playbooks.document.vocabulary import LANGUAGES

_CONTEXT = "playbook sheet"
PLAN, DAYS, NODES = "Plan", "Days", "Nodes"
SHEETS = (PLAN, DAYS, NODES)
HEAD = tuple(name for name in keys.DOCUMENT.keys if name != "steps")
WHOLE = "*"
"""The whole body of a step stands in the column."""


class Column(msgspec.Struct, frozen=True):
    """A column of the nodes.

    heading  English msgid
    width    in characters
    step     the key of the step that stands here ("": a part of the body)
    bodies   for kinds of step: the key of the body that stands here, or WHOLE
    """

    heading: str
    width: int
    step: str = ""
    bodies: Mapping[str, str] = {}


_SAID = ("post", "activity", "survey")
COLUMNS: tuple[Column, ...] = (
    Column("No.", 6),
    Column("Id", 18, step="id"),
    Column("Day", 16, step="phase"),
    Column("Name", 18, step="title"),
    Column("Kind", 12),
    Column("Purpose", 36, step="purpose"),
    Column("When", 36, bodies={"wait": WHOLE}),
    Column("Where", 10, bodies={"post": "to"}),
    Column("Who", 18, bodies={"human_task": "assign", "post": "assignee"}),
    Column("Task", 30, bodies={"human_task": "title"}),
    Column("How", 40, bodies={"human_task": "how"}),
    Column("Text", 50, bodies={"human_task": "body", **dict.fromkeys(_SAID, "text")}),
    Column("Text zh-hans", 50, bodies=dict.fromkeys(_SAID, "text.zh-hans")),
    Column("Text en", 50, bodies=dict.fromkeys(_SAID, "text.en")),
    Column("Template", 18, bodies=dict.fromkeys(_SAID, "template")),
    Column("Due", 12, bodies={"human_task": "due", "activity": "closes_in", "survey": "closes_in"}),
    Column("Output", 30, bodies={"human_task": "output"}),
    Column("Check", 30, bodies={"human_task": "check"}),
    Column("Next", 14, step="next"),
    Column("Outcomes", 40, bodies={"human_task": "outcomes", "branch": WHOLE, "split": "to"}),
    Column("More", 50),
)
ID, KIND, MORE, DAY = (
    next(number for number, one in enumerate(COLUMNS) if one.heading == heading)
    for heading in ("Id", "Kind", "More", "Day")
)
_HEADINGS = (*SHEETS, *(one.heading for one in COLUMNS), "Key", "Value", "About", "Steps")


def body_kind(kind: str, key: str) -> Kind:
    """What the grammar wants at a key of the body of a kind of step."""
    body = keys_steps.BODIES[kind].kind
    if key == WHOLE or not hasattr(body, "keys"):
        return body
    found: Kind = body.keys[key.partition(".")[0]].kind
    return found


def heading(msgid: str) -> str:
    """A heading in the language in force."""
    return pgettext(_CONTEXT, msgid)


@lru_cache(maxsize=1)
def known_headings() -> Mapping[str, str]:
    """The msgid of every heading as it may be written: in any language, in any case."""
    found: dict[str, str] = {}
    for language in ("en", *LANGUAGES):
        with translation.override(language):
            found |= {heading(msgid).strip().lower(): msgid for msgid in _HEADINGS}
    return found
