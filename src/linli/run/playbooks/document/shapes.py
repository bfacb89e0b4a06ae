"""A playbook as frozen values. A step's `next` and every other target is the id of a step, or END."""

from datetime import time, timedelta

import msgspec

END = "end"


class Trigger(msgspec.Struct, frozen=True, kw_only=True):
    """What starts a run: a kind of event, and a condition on it ("" = always)."""

    event: str
    where: str = ""


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """Who may enter again.

    again_after     how long after the last run a new one may begin; None: never
    most_runs       runs of one subject altogether
    resume_within   who left and comes back so soon goes on where they were; None: never
    ignore_backfill joins read from imported history start nothing
    """

    again_after: timedelta | None = None
    most_runs: int = 1
    resume_within: timedelta | None = None
    ignore_backfill: bool = True


class Exit(msgspec.Struct, frozen=True, kw_only=True):
    """Ends a run at once: on an event (with a condition on it), or when a condition holds at a step."""

    event: str = ""
    where: str = ""
    when: str = ""
    outcome: str


class Step(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """What all steps have. `line` is where it stands in the source."""

    id: str
    next: str = END
    line: int = 0


class UntilLocal(msgspec.Struct, frozen=True):
    """A time of day by the clock of the community or the member; day 1 is the day the run began."""

    at: time
    day_of_run: int | None = None
    zone: str = "community"


class Arm(msgspec.Struct, frozen=True):
    """An event that ends a wait, and where the run goes then."""

    event: str
    where: str
    go: str


class Wait(Step, frozen=True, kw_only=True, tag="wait"):
    """Lets time pass, or waits for one of several events, `at_most` so long."""

    duration: timedelta | None = None
    until_local: UntilLocal | None = None
    arms: tuple[Arm, ...] = ()
    at_most: timedelta | None = None
    on_timeout: str = END


class Case(msgspec.Struct, frozen=True):
    """One way out of a branch."""

    when: str
    go: str


class Branch(Step, frozen=True, kw_only=True, tag="branch"):
    """Goes the first way whose condition holds."""

    cases: tuple[Case, ...]
    otherwise: str


class Post(Step, frozen=True, kw_only=True, tag="post"):
    """Says something. `texts` by language; `mentions_person` calls the member by their platform id."""

    to: str
    texts: dict[str, str]
    mentions_person: bool = False
    late_limit: timedelta
    delivery: str
    message_class: str
    priority: int


class Award(Step, frozen=True, kw_only=True, tag="award"):
    """Gives points. `key` makes it happen once, however many runs come here."""

    amount: int
    reason: str
    key: str
    currency: str = ""


class Question(msgspec.Struct, frozen=True):
    """A field of a task's form."""

    field: str
    type: str
    is_required: bool


class HumanTask(Step, frozen=True, kw_only=True, tag="human_task"):
    """Waits for a person of a role to say how it went; `outcomes` always has "timeout"."""

    title: str
    role: str
    due: timedelta
    outcomes: dict[str, str]
    form: tuple[Question, ...] = ()


class End(Step, frozen=True, kw_only=True, tag="end"):
    """Ends the run under a name of its own."""

    outcome: str


AnyStep = Wait | Branch | Post | Award | HumanTask | End


class Playbook(msgspec.Struct, frozen=True, kw_only=True):
    """The whole document."""

    id: str
    title: str
    message_class: str
    priority: int
    trigger: Trigger
    entry: Entry
    audience: str
    exits: tuple[Exit, ...]
    steps: tuple[AnyStep, ...]

    def step(self, id: str) -> AnyStep:
        """The step of this id."""
        return next(step for step in self.steps if step.id == id)


def targets(step: AnyStep) -> tuple[str, ...]:
    """Every place a run can go to from a step; an `end` step has none."""
    match step:
        case Wait(arms=()):
            return (step.next,)
        case Wait():
            return (*(arm.go for arm in step.arms), step.on_timeout)
        case Branch():
            return (*(case.go for case in step.cases), step.otherwise)
        case HumanTask():
            return tuple(step.outcomes.values())
        case End():
            return ()
    return (step.next,)
