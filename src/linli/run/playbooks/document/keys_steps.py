"""Every key of every kind of step, once: the loader, the JSON Schema and the spreadsheet go by this table."""

from linli.run.playbooks.document.grammar import (
    Clock,
    Either,
    Flag,
    Key,
    Length,
    Listing,
    Map,
    Name,
    Scalar,
    Text,
    Whole,
    Word,
    Words,
    Zone,
    need,
)
from linli.run.playbooks.document.vocabulary import (
    ACTIVITY_KINDS,
    CAP_ANSWERS,
    CLASSES,
    DELIVERIES,
    EVENTS,
    LANGUAGES,
    QUESTION_TYPES,
)

TARGET = Text(60)
EVENT = Word(tuple(EVENTS))
CONDITION = Text()
WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
WITH = Key(
    Map(others=Scalar()), "Values for variables of the text: literals, or references like $sign_off.theme"
)
SAID = {
    "template": Key(Name(), "Code of a message template"),
    "text": Key(Words(LANGUAGES), "The words, for everybody or by language"),
    "with": WITH,
}
QUESTION = Map(
    {
        "field": need(Name(), "Its name in later steps: $id.field"),
        "label": Key(Text(120), "What is asked"),
        "type": Key(Word(QUESTION_TYPES)),
        "required": Key(Flag()),
        "choices": Key(Listing(Scalar(80), most=40), "For a choice"),
    }
)
ARM = Map(
    {
        "event": need(EVENT),
        "where": Key(CONDITION, "A condition on the event"),
        "go": Key(TARGET, "The step it leads to"),
    }
)
WAIT = Map(
    {
        "for": Key(Length(), "So long"),
        "until_local": Key(
            Map(
                {
                    "at": need(Clock(), "What the clock shows"),
                    "day_of_run": Key(Whole(1, 3660), "1 is the day the run began"),
                    "weekday": Key(Word(WEEKDAYS), "The next such day"),
                    "zone": Key(Zone(("community", "group", "member")), "Whose clock"),
                }
            ),
            "Until a time of day",
        ),
        "until_date": Key(
            Map(
                {
                    "field": need(Text(80), "An input or a field that holds a date or a moment"),
                    "offset": Key(Length(is_signed=True), "So long before (-) or after it"),
                    "at": Key(Clock(), "At this time of that day"),
                    "yearly": Key(Flag(), "Its next return, as of a birthday"),
                }
            ),
            "Until a known date",
        ),
        "until": Key(CONDITION, "Until a condition holds"),
        "any": Key(Listing(ARM, most=20), "Until one of some events"),
        "at_most": Key(Length(), "The limit of a wait for events or a condition"),
        "on_timeout": Key(TARGET, "Where the run goes when the limit is reached"),
    },
    one_of=("for", "until_local", "until_date", "until", "any"),
)
CASE = Map({"when": Key(CONDITION), "go": Key(TARGET), "else": Key(TARGET)})
ASSIGN = Map(
    {
        "role": need(Name(), "A role of the team or of the community, or duty: whoever is on duty"),
        "fallback": Key(Name(), "The role that steps in"),
        "skills": Key(Listing(Name(), most=10)),
        "balance": Key(Word(("least_open",)), "Who has the fewest open tasks"),
    }
)
POST = Map(
    {
        "to": Key(Word(("group", "dm"))),
        **SAID,
        "class": Key(Word(CLASSES), "Unless the playbook's own"),
        "priority": Key(Whole(0, 100), "Unless the playbook's own"),
        "mention_person": Key(Flag()),
        "mention_all": Key(Flag(), "Calls everybody; has a cap of its own"),
        "late_limit": Key(Length(), "Not said at all after that"),
        "delivery": Key(Word(DELIVERIES), "assisted: a person sends it"),
        "assignee": Key(Name(), "Role that sends an assisted post"),
        "assign": Key(ASSIGN, "The same, with more to say"),
        "on_cap": Key(Word(CAP_ANSWERS), "Unless the policy's answer"),
        "slot_wait": Key(Length(), "How long it may wait for a place under a cap"),
        "batch": Key(
            Map({"by": Key(Word(("group",))), "for": need(Length()), "max": Key(Whole(2, 100))}),
            "One post for several runs of a group",
        ),
        "fallback_to": Key(
            Map({"surface": need(Word(("group", "dm"))), **SAID}),
            "Said there when the person cannot be reached",
        ),
        "after": Key(Text(80), "Waits for the closing of an activity or survey first: $quiz.closed"),
    }
)
AWARD = Map(
    {
        "amount": need(Whole(1, 1_000_000)),
        "currency": Key(Text(40)),
        "reason": need(Text(80)),
        "key": need(Text(120), "Given once for a key, however many runs come here"),
        "pending_for": Key(Length(), "To spend only after that"),
    }
)
REVERSE = Map({"of": need(Name(), "The step that gave them"), "reason": need(Text(80))})
HUMAN_TASK = Map(
    {
        "title": need(Text(200)),
        "assign": need(ASSIGN),
        "due": need(
            Either(Length(), Map({"business_hours": need(Length()), "calendar": Key(Name())})),
            "So long after it was opened, also in working hours",
        ),
        "how": Key(Text(), "How it is done"),
        "body": Key(Text(), "Words to copy"),
        "output": Key(Text(400), "What there is when it is done"),
        "check": Key(Text(400), "How to see that it is done well"),
        "remind": Key(Listing(Length(), most=5), "So long before it is due"),
        "escalate": Key(
            Listing(Map({"after": need(Length()), "to": need(Name())}), most=5),
            "So long after it was due a further role is asked",
        ),
        "form": Key(Listing(QUESTION, most=20)),
        "proof": Key(Word(("none", "optional", "required"))),
        "outcomes": need(Map(others=TARGET), "Each outcome and where it leads; timeout: nobody did it"),
    }
)
ACTIVITY = Map(
    {
        "kind": need(Word(ACTIVITY_KINDS)),
        **SAID,
        "options": Key(Listing(Scalar(80), most=20), "What can be chosen"),
        "answer": Key(Scalar(80), "The right one, of a quiz"),
        "closes_in": need(Length()),
        "capacity": Key(Whole(1, 100_000)),
        "points": Key(
            Map(
                {
                    "amount": need(Whole(1, 1_000_000)),
                    "currency": Key(Text(40)),
                    "per": Key(Word(("person",))),
                    "once": Key(Flag()),
                }
            ),
            "For taking part",
        ),
    }
)
SURVEY = Map(
    {
        **SAID,
        "questions": Key(Listing(QUESTION, most=20)),
        "closes_in": Key(Length()),
        "ask_gap": Key(
            Map({"any_survey": Key(Length()), "this_survey": Key(Length())}), "Not more often than that"
        ),
    }
)
TAGS = Listing(Text(40), most=20)
SET = Map(
    {"person.tags": Key(Map({"add": Key(TAGS), "remove": Key(TAGS)}), "Tags to put on or take off")},
    others=Scalar(),
    pattern=r"profile\.[a-z][a-z0-9_]{0,59}",
)
CALL = Map(
    {
        "url": need(Text(400), "https, at a host that the organisation allows"),
        "body": Key(Map(others=Scalar())),
        "reads": Key(Listing(Name(), most=10), "Names in its answer that later steps read"),
        "at_most": Key(Length(), "How long it is tried"),
        "on_failure": Key(TARGET),
    }
)
START = Map({"playbook": need(Name()), "with": Key(Map(others=Scalar()), "Its inputs")})
STOP = Map({"playbook": need(Name())})
SPLIT = Map(
    {"by": need(Name(), "The experiment"), "to": need(Map(others=TARGET), "Each arm and where it leads")}
)
END = Map({"outcome": Key(Name())})

BODIES = {
    "wait": Key(WAIT, "Lets time pass, or waits for something"),
    "post": Key(POST, "Says something"),
    "award": Key(AWARD, "Gives points"),
    "human_task": Key(HUMAN_TASK, "Waits for a person"),
    "end": Key(END, "Ends the run under a name"),
    "branch": Key(Listing(CASE, most=20), "Goes the first way whose condition holds; the last one is else"),
    "split": Key(SPLIT, "Goes the way of an arm of the experiment"),
    "activity": Key(ACTIVITY, "Opens something that members take part in"),
    "survey": Key(SURVEY, "Asks a person something in private"),
    "reverse": Key(REVERSE, "Takes back what an award gave"),
    "set": Key(SET, "Tags and fields of the profile"),
    "call": Key(CALL, "A signed request to another program"),
    "start": Key(START, "Starts another playbook for the same subject"),
    "stop": Key(STOP, "Stops another playbook for the same subject"),
}
KINDS = tuple(BODIES)
STEP = Map(
    {
        "id": need(Name()),
        "title": Key(Text(120), "A short name for people"),
        "purpose": Key(Text(400), "Why this is done at all"),
        "phase": Key(Text(60), "The part or day of the plan it belongs to"),
        "next": Key(TARGET, "The step after it, unless the one below"),
        **BODIES,
    },
    one_of=KINDS,
)
