"""A playbook as frozen values: its head here, its steps in `step_shapes`."""

from datetime import date, time, timedelta

import msgspec

from linli.run.playbooks.document.step_shapes import AnyStep, Question


class Schedule(msgspec.Struct, frozen=True, kw_only=True):
    """By the clock of the subject.

    rrule    which days, as in RFC 5545 (FREQ, INTERVAL, BYDAY, BYMONTHDAY, BYMONTH, COUNT, UNTIL);
             "": only on `on`
    at       the time of day
    on       the one day, or the day the rule counts from
    zone     "group": the community's clock; else an IANA name
    overlap  skip: not while a run of the occurrence before is under way; allow
    keep     of missed occurrences that are not older than `within`: the latest, all (at most `most`), or none
    spread   the subjects of one occurrence start within this time, each at a moment of its own
    """

    at: time
    rrule: str = ""
    on: date | None = None
    zone: str = "group"
    overlap: str = "skip"
    keep: str = "latest"
    most: int = 1
    within: timedelta = timedelta(hours=3)
    spread: timedelta = timedelta()


class Absence(msgspec.Struct, frozen=True, kw_only=True):
    """So long without something: `of` names it, `where` says of whom it is expected."""

    of: str
    after: timedelta
    where: str = ""


class Trigger(msgspec.Struct, frozen=True, kw_only=True):
    """What starts a run: a kind of event with a condition on it, the clock, an absence, or a person.

    `key` names the run of a subject: a text with variables ("" = the event's own id). Who has a run of this
    key does not get another; the event is delivered into that run.
    """

    event: str = ""
    where: str = ""
    key: str = ""
    schedule: Schedule | None = None
    absence: Absence | None = None
    is_manual: bool = False


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """Who may enter, and again.

    concurrent      runs of one subject under way at once
    again_after     how long after the last run a new one may begin; None: never
    most_runs       runs of one subject altogether
    resume_within   who left and comes back so soon goes on where they were; None: never
    cool_down       at least so long between two beginnings, however the last run went
    merges          a trigger while a run is under way joins that run as context
    ignore_backfill what is read from imported history starts nothing
    """

    concurrent: int = 1
    again_after: timedelta | None = None
    most_runs: int = 1
    resume_within: timedelta | None = None
    cool_down: timedelta | None = None
    merges: bool = False
    ignore_backfill: bool = True


class Exit(msgspec.Struct, frozen=True, kw_only=True):
    """Ends a run wherever it stands: on an event (with a condition on it), or when a condition holds."""

    event: str = ""
    where: str = ""
    when: str = ""
    outcome: str


class Goal(msgspec.Struct, frozen=True, kw_only=True):
    """What a run is for: an event within a time of its beginning, counted by person or by run."""

    event: str
    where: str = ""
    within: timedelta
    count_unit: str = "person"


class Experiment(msgspec.Struct, frozen=True, kw_only=True):
    """Arms with their weights; who came into one stays in it. `guardrail`: an event that must not grow."""

    id: str
    unit: str
    arms: dict[str, int]
    guardrail: str = ""


class Playbook(msgspec.Struct, frozen=True, kw_only=True):
    """The whole document.

    subject   membership (a member in a group), person (a member), group
    table     which of the SOP tables it belongs to ("": none)
    inputs    what has to be given when a person starts it
    language  of its texts where they are not given by language
    """

    id: str
    title: str
    message_class: str
    priority: int
    triggers: tuple[Trigger, ...]
    entry: Entry
    audience: str
    exits: tuple[Exit, ...]
    steps: tuple[AnyStep, ...]
    subject: str = "membership"
    purpose: str = ""
    table: str = ""
    inputs: tuple[Question, ...] = ()
    goal: Goal | None = None
    experiment: Experiment | None = None
    language: str = ""

    def step(self, id: str) -> AnyStep:
        """The step of this id."""
        return next(step for step in self.steps if step.id == id)
