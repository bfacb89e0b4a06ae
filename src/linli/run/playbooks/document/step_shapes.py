"""The steps of a playbook as frozen values."""

from datetime import time, timedelta

import msgspec

END = "end"


class Step(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """What all steps have: purpose, a short name, the phase of the plan, their line in the source."""

    id: str
    next: str = END
    line: int = 0
    title: str = ""
    purpose: str = ""
    phase: str = ""


class UntilLocal(msgspec.Struct, frozen=True):
    """A time of day by the clock of the community ("community", "group") or the member.

    On a day of the run (1 is the day it began), on the next such weekday ("MO" to "SU"), or when it comes.
    """

    at: time
    day_of_run: int | None = None
    zone: str = "community"
    weekday: str = ""


class UntilDate(msgspec.Struct, frozen=True, kw_only=True):
    """A moment that is known (`field`: an input or a field of the subject), plus or minus an offset.

    Of a date without a time the clock shows `at`. `yearly`: its next return, as of a birthday.
    """

    field: str
    offset: timedelta = timedelta()
    at: time | None = None
    yearly: bool = False


class Arm(msgspec.Struct, frozen=True):
    """An event that ends a wait, and where the run goes then."""

    event: str
    where: str
    go: str


class Wait(Step, frozen=True, kw_only=True, tag="wait"):
    """Lets time pass, or waits for one of several events or for a condition, `at_most` so long."""

    duration: timedelta | None = None
    until_local: UntilLocal | None = None
    until_date: UntilDate | None = None
    until: str = ""
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


class Split(Step, frozen=True, kw_only=True, tag="split"):
    """Goes the way of the arm that the experiment gave the subject."""

    by: str
    arms: dict[str, str]


class Saying(msgspec.Struct, frozen=True, kw_only=True):
    """Words: of a template, or written here by language ("" = for everybody).

    `values` fill variables of their own: a name to a literal or to a reference like `$sign_off.theme`.
    """

    template: str = ""
    texts: dict[str, str] = {}
    values: dict[str, str] = {}


class Batch(msgspec.Struct, frozen=True):
    """Several runs of one group share a post: gathered for so long, or until there are so many."""

    gather: timedelta
    most: int


class Fallback(msgspec.Struct, frozen=True, kw_only=True):
    """Said elsewhere when the first way cannot reach the person."""

    to: str
    saying: Saying


class Assign(msgspec.Struct, frozen=True, kw_only=True):
    """Whom a task waits for: a role of staff or of the community, or "duty"; else `fallback`."""

    role: str
    fallback: str = ""
    skills: tuple[str, ...] = ()
    balance: str = ""


class Post(Step, frozen=True, kw_only=True, tag="post"):
    """Says something.

    to          group or dm
    delivery    at_most_once, at_least_once, or assisted: `assign` says who sends it
    on_cap      what happens over a cap, where the policy's answer is not meant ("" = the policy's);
                with wait_slot at most `slot_wait`
    after       the id of a step whose closing is waited for first ("" = at once)
    """

    to: str
    texts: dict[str, str]
    mentions_person: bool = False
    late_limit: timedelta
    delivery: str
    message_class: str
    priority: int
    template: str = ""
    values: dict[str, str] = {}
    mentions_all: bool = False
    assign: Assign | None = None
    on_cap: str = ""
    slot_wait: timedelta | None = None
    batch: Batch | None = None
    fallback: Fallback | None = None
    after: str = ""

    @property
    def saying(self) -> Saying:
        """Its words."""
        return Saying(template=self.template, texts=self.texts, values=self.values)


class Award(Step, frozen=True, kw_only=True, tag="award"):
    """Gives points, once for a `key`, however many runs come here; `pending_for`: spendable only later."""

    amount: int
    reason: str
    key: str
    currency: str = ""
    pending_for: timedelta | None = None


class Reverse(Step, frozen=True, kw_only=True, tag="reverse"):
    """Takes back what an award step of the same run gave."""

    of: str
    reason: str


class Question(msgspec.Struct, frozen=True):
    """A field of a task's form, of a survey or of the inputs.

    Types: text, number, choice, date, time, yes_no, image, link.
    """

    field: str
    type: str
    is_required: bool
    label: str = ""
    choices: tuple[str, ...] = ()


class Escalation(msgspec.Struct, frozen=True):
    """So long after it was due, the task waits for this role, too."""

    after: timedelta
    role: str


class HumanTask(Step, frozen=True, kw_only=True, tag="human_task"):
    """Waits for a person of a role to say how it went; `outcomes` always has "timeout".

    due              the length counts in working hours when `calendar` is not ""
    remind           so long before it is due
    how              how it is done
    body             words to copy
    output           what there is when it is done
    check            how to see that it is done well
    proof            none, optional or required
    """

    title: str
    role: str
    due: timedelta
    outcomes: dict[str, str]
    form: tuple[Question, ...] = ()
    fallback: str = ""
    skills: tuple[str, ...] = ()
    balance: str = ""
    calendar: str = ""
    remind: tuple[timedelta, ...] = ()
    escalate: tuple[Escalation, ...] = ()
    body: str = ""
    proof: str = "none"
    how: str = ""
    output: str = ""
    check: str = ""


class Activity(Step, frozen=True, kw_only=True, tag="activity"):
    """Opens something members take part in: poll, sign_up, quiz, check_in, vote, lottery. Later steps read
    `$id.closed`, `$id.participants`.

    options   what can be chosen; `answer`: the right one, of a quiz
    points    for taking part; `once`: each person once
    """

    kind: str
    saying: Saying
    closes_in: timedelta
    options: tuple[str, ...] = ()
    answer: str = ""
    capacity: int | None = None
    points: int = 0
    currency: str = ""
    once: bool = True


class Survey(Step, frozen=True, kw_only=True, tag="survey"):
    """Asks a person something in private, not too often: any survey, this survey."""

    saying: Saying
    questions: tuple[Question, ...]
    closes_in: timedelta
    gap_any: timedelta = timedelta()
    gap_this: timedelta = timedelta()


class SetValues(Step, frozen=True, kw_only=True, tag="set"):
    """Tags to add or to remove, and fields of the profile with their values."""

    add_tags: tuple[str, ...] = ()
    remove_tags: tuple[str, ...] = ()
    fields: dict[str, str] = {}


class Call(Step, frozen=True, kw_only=True, tag="call"):
    """A signed request to another program, repeated until it answers; its host has to be allowed.

    Later steps read `$id.status` and `$id.<name>` of the names listed in `reads` (texts of its JSON answer).
    """

    url: str
    body: dict[str, str] = {}
    reads: tuple[str, ...] = ()
    at_most: timedelta = timedelta(hours=1)
    on_failure: str = END


class Start(Step, frozen=True, kw_only=True, tag="start"):
    """Starts another playbook for the same subject; three deep at most."""

    playbook: str
    values: dict[str, str] = {}


class Stop(Step, frozen=True, kw_only=True, tag="stop"):
    """Stops the runs of another playbook for the same subject."""

    playbook: str


class End(Step, frozen=True, kw_only=True, tag="end"):
    """Ends the run under a name of its own."""

    outcome: str


AnyStep = (
    Wait
    | Branch
    | Split
    | Post
    | Award
    | Reverse
    | HumanTask
    | Activity
    | Survey
    | SetValues
    | Call
    | Start
    | Stop
    | End
)


def targets(step: AnyStep) -> tuple[str, ...]:
    """Every place a run can go to from a step; an `end` step has none."""
    match step:
        case Wait(arms=(), until=""):
            return (step.next,)
        case Wait(arms=()):
            return (step.next, step.on_timeout)
        case Wait():
            return (*(arm.go for arm in step.arms), step.on_timeout)
        case Branch():
            return (*(case.go for case in step.cases), step.otherwise)
        case Split():
            return tuple(step.arms.values())
        case HumanTask():
            return tuple(step.outcomes.values())
        case Call():
            return (step.next, step.on_failure)
        case End():
            return ()
    return (step.next,)
