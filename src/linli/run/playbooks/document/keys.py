"""Every key of the head of a playbook; the steps are in `keys_steps`."""

from linli.run.playbooks.document.grammar import (
    Clock,
    Day,
    Flag,
    Key,
    Length,
    Listing,
    Map,
    Name,
    Text,
    Whole,
    Word,
    Zone,
    need,
)
from linli.run.playbooks.document.keys_steps import CONDITION, EVENT, QUESTION, STEP
from linli.run.playbooks.document.vocabulary import ABSENCES, CLASSES, LANGUAGES, SUBJECTS, TABLES

MOST_STEPS = 60

CATCH_UP = Map(
    {
        "keep": Key(Word(("latest", "all", "none")), "Which missed occurrences still happen"),
        "within": Key(Length(), "Those not older than that"),
        "max": Key(Whole(1, 50), "How many, with all"),
    }
)
SCHEDULE = Map(
    {
        "rrule": Key(Text(200), "Which days, as in RFC 5545: FREQ=WEEKLY;BYDAY=MO"),
        "at": need(Clock()),
        "date": Key(Day(), "The one day, or the day the rule counts from"),
        "zone": Key(Zone(("group", "community")), "Whose clock"),
        "overlap": Key(Word(("skip", "allow")), "When the last occurrence is still under way"),
        "catch_up": Key(CATCH_UP),
        "spread": Key(Length(), "Starts are spread over this time"),
    }
)
ABSENCE = Map(
    {
        "of": need(Word(ABSENCES), "What did not happen"),
        "after": need(Length(), "For so long"),
        "of_state": Key(CONDITION, "Of whom it is expected"),
    }
)
_STARTS = {
    "event": Key(EVENT, "Something happened"),
    "where": Key(CONDITION, "A condition on the event"),
    "key": Key(Text(120), "One run for each value: membership.id, or a text with variables"),
    "schedule": Key(SCHEDULE, "The clock"),
    "absence": Key(ABSENCE, "Something did not happen"),
    "manual": Key(Flag(), "A person starts it"),
}
ONE_TRIGGER = Map(_STARTS, one_of=("event", "schedule", "absence", "manual"))
TRIGGER = Map(
    {**_STARTS, "any": Key(Listing(ONE_TRIGGER, most=10), "One of several")},
    one_of=("event", "schedule", "absence", "manual", "any"),
)
ENTRY = Map(
    {
        "concurrent": Key(Whole(1, 20), "Runs of one subject at once"),
        "re_enter": Key(Map({"after": need(Length()), "max": Key(Whole(2, 1000))}), "Who may come in again"),
        "rejoin_within": Key(
            Map({"gap": need(Length()), "action": Key(Word(("resume",)))}),
            "Who left and comes back so soon goes on where they were",
        ),
        "cool_down": Key(Length(), "Between two beginnings"),
        "merge_key": Key(
            Word(tuple(f"{one}.id" for one in SUBJECTS)), "A trigger joins the run that is under way"
        ),
        "ignore_backfill": Key(Flag(), "Imported history starts nothing"),
    }
)
EXIT = Map(
    {
        "event": Key(EVENT),
        "where": Key(CONDITION),
        "when": Key(CONDITION, "Ends the run as soon as it holds"),
        "outcome": need(Name()),
    },
    one_of=("event", "when"),
)
GOAL = Map(
    {
        "event": need(EVENT),
        "where": Key(CONDITION),
        "within": need(Length()),
        "count_unit": Key(Word(("person", "run"))),
    }
)
EXPERIMENT = Map(
    {
        "id": need(Name()),
        "unit": need(Word(("person", "group"))),
        "arms": need(Map(others=Whole(0, 100)), "Each arm and its percent"),
        "guardrail": Key(EVENT, "An event that must not become more"),
    }
)
DOCUMENT = Map(
    {
        "kind": need(Word(("playbook",))),
        "id": need(Name(), "For good; the name of the playbook everywhere"),
        "title": Key(Text(120)),
        "version": Key(Whole(1, 1_000_000), "For your own count; Linli numbers what it publishes"),
        "purpose": Key(Text(400), "What it is for"),
        "table": Key(Word(TABLES), "The SOP table it belongs to"),
        "subject": need(Word(SUBJECTS), "Whom a run is about"),
        "class": Key(Word(CLASSES), "Quiet hours and caps go by it"),
        "priority": Key(Whole(0, 100), "Who goes first when places are few"),
        "language": Key(Word(LANGUAGES), "Of texts that are not divided by language"),
        "inputs": Key(Listing(QUESTION, most=20), "What is given when a person starts it"),
        "trigger": need(TRIGGER, "What starts a run"),
        "entry": Key(ENTRY, "Who may come in, and again"),
        "audience": Key(CONDITION, "Who comes in at all"),
        "experiment": Key(EXPERIMENT),
        "exit": Key(Listing(EXIT, most=20), "Ends a run wherever it stands"),
        "goal": Key(GOAL, "What it is to bring about"),
        "steps": need(Listing(STEP, most=MOST_STEPS, by="id")),
    }
)
