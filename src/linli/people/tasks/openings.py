"""What others say to have something done by a person."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Literal

import msgspec

from linli.kernel.events.event import Cause

QuestionType = Literal["text", "number", "choice", "date", "yes_no", "image", "link"]
Value = str | int | bool
Answers = Mapping[str, Value]

MAX_TITLE, MAX_SOURCE, MAX_BODY, MAX_PURPOSE, MAX_PROOF = 200, 160, 20_000, 2000, 500
MOST_PARTS, MOST_QUESTIONS, MOST_OUTCOMES, MOST_ALARMS = 20, 30, 12, 10


class Question(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Something asked when a task is done. `choices` belong to the type "choice"."""

    field: str
    label: str = ""
    type: QuestionType = "text"
    is_required: bool = False
    choices: tuple[str, ...] = ()


class TaskPart(msgspec.Struct, frozen=True, omit_defaults=True):
    """A file or link that goes with a task. `ref` is an address or a reference of the library."""

    kind: Literal["image", "file", "link"]
    ref: str
    title: str = ""


class Opening(msgspec.Struct, frozen=True, kw_only=True):
    """A task to open.

    key        unique in the organisation; opening it again changes nothing
    about      step, send, review, approval, duty, care, reply, call, other
    community  None: of the whole organisation
    member     whom it is about
    origin     who asks: "run:12"; cancelling goes by it
    source     for people: "playbook weekly-rhythm / step sign_off"
    role       a staff role, a role of the community, "duty" (whoever is on duty), or "" for anybody
    staff_id, assignee_member_id   somebody in particular; at most one of them
    balance    "least_open": whoever of the role has the fewest open tasks gets it
    body       text ready to be copied; `parts` the files and links of it
    opens_at   before that nobody sees it
    remind     so long before it is due; `escalate`: so long after that a further role sees it, too
    outcomes   how it can go; empty: it closes when what it is about is done elsewhere
    cause      the event that led here, where it is not the one in scope
    """

    key: str
    about: str
    title: str
    community: int | None
    group: int | None = None
    member: int | None = None
    origin: str
    source: str = ""
    role: str = ""
    staff_id: int | None = None
    assignee_member_id: int | None = None
    skills: tuple[str, ...] = ()
    balance: str = ""
    purpose: str = ""
    body: str = ""
    parts: tuple[TaskPart, ...] = ()
    opens_at: datetime | None = None
    due_at: datetime
    window_ends_at: datetime | None = None
    remind: tuple[timedelta, ...] = ()
    escalate: tuple[tuple[timedelta, str], ...] = ()
    form: tuple[Question, ...] = ()
    outcomes: tuple[str, ...] = ("done",)
    proof: str = "none"
    cause: Cause | None = None
