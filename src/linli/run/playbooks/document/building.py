"""The head of a playbook as frozen values, from a tree whose form was checked."""

from datetime import timedelta

from django.utils.translation import gettext as _

from linli.run.playbooks.document import recurrence
from linli.run.playbooks.document.building_steps import Builder
from linli.run.playbooks.document.building_words import questions
from linli.run.playbooks.document.keys import ONE_TRIGGER
from linli.run.playbooks.document.loading import Tree
from linli.run.playbooks.document.problems import Notes
from linli.run.playbooks.document.shapes import (
    Absence,
    Entry,
    Exit,
    Experiment,
    Goal,
    Playbook,
    Schedule,
    Trigger,
)
from linli.run.playbooks.document.vocabulary import TRIGGERS

MOST_RUNS = 1_000_000


def build(tree: Tree, notes: Notes) -> Playbook:
    """The playbook of a tree; what is wrong with it beyond its form goes into the notes."""
    message_class, priority = tree.get("class", "nurture"), tree.get("priority", 50)
    subject = tree["subject"]
    triggers = _triggers(tree["trigger"], notes)
    return Playbook(
        id=tree["id"],
        title=tree.get("title", ""),
        message_class=message_class,
        priority=priority,
        triggers=triggers,
        entry=_entry(tree.get("entry", {}), subject, notes, _returns(triggers)),
        audience=tree.get("audience", ""),
        exits=tuple(
            _exit(one, f"exit[{number}]", notes) for number, one in enumerate(tree.get("exit", ()), start=1)
        ),
        steps=Builder(notes, message_class, priority).steps(tree["steps"]),
        subject=subject,
        purpose=tree.get("purpose", ""),
        table=tree.get("table", ""),
        inputs=questions(tree.get("inputs", ()), "inputs", notes),
        goal=_goal(tree["goal"]) if "goal" in tree else None,
        experiment=_experiment(tree["experiment"], notes) if "experiment" in tree else None,
        language=tree.get("language", ""),
    )


def _triggers(tree: Tree, notes: Notes) -> tuple[Trigger, ...]:
    if "any" not in tree:
        return (_trigger(tree, "trigger", notes),)
    for key in (*ONE_TRIGGER.one_of, "where", "key"):
        if key in tree:
            notes.tell(f"trigger.{key}", _('"{key}" belongs into the list under "any".').format(key=key))
    found = tuple(
        _trigger(one, f"trigger.any[{number}]", notes) for number, one in enumerate(tree["any"], start=1)
    )
    if not found:
        notes.tell("trigger.any", _("At least one trigger is needed here."))
    return found or (Trigger(event=TRIGGERS[0]),)


def _trigger(tree: Tree, path: str, notes: Notes) -> Trigger:
    kinds = [key for key in ONE_TRIGGER.one_of if key in tree]
    if len(kinds) != 1 and not _told(path, notes):
        known = ", ".join(f'"{key}"' for key in ONE_TRIGGER.one_of)
        notes.tell(path, _("A trigger has exactly one of {kinds}.").format(kinds=known))
    if "where" in tree and "event" not in tree:
        notes.tell(f"{path}.where", _('"where" goes with an event; use "audience" for a condition.'))
    if "manual" in tree and not tree["manual"]:
        notes.tell(f"{path}.manual", _('Write "manual: true", or leave it out.'))
    schedule, absence = tree.get("schedule"), tree.get("absence")
    return Trigger(
        event=tree.get("event", ""),
        where=tree.get("where", ""),
        key=key_of(tree.get("key", "")),
        schedule=_schedule(schedule, f"{path}.schedule", notes) if schedule is not None else None,
        absence=Absence(of=absence["of"], after=absence["after"], where=absence.get("of_state", ""))
        if absence is not None
        else None,
        is_manual=tree.get("manual", False),
    )


def _told(path: str, notes: Notes) -> bool:
    return any(one.path == path or one.path.startswith(f"{path}.") for one in notes.problems)


def key_of(written: str) -> str:
    """A key as a text with variables; a bare name (`membership.id`) is a variable."""
    is_bare = written and "{" not in written and all(part.isidentifier() for part in written.split("."))
    return f"{{{written}}}" if is_bare and "." in written else written


def _schedule(tree: Tree, path: str, notes: Notes) -> Schedule:
    catch_up = tree.get("catch_up", {})
    rule, on = tree.get("rrule", ""), tree.get("date")
    if not rule and on is None:
        notes.tell(path, _('A schedule needs "rrule" or "date".'))
    if rule and (sentence := recurrence.mistake(rule, is_dated=on is not None)):
        notes.tell(f"{path}.rrule", sentence)
    keep = catch_up.get("keep", "latest")
    zone = tree.get("zone", "group")
    return Schedule(
        at=tree["at"],
        rrule=rule,
        on=on,
        zone="group" if zone == "community" else zone,
        overlap=tree.get("overlap", "skip"),
        keep=keep,
        most=catch_up.get("max", 10) if keep == "all" else 1,
        within=catch_up.get("within", timedelta(hours=3)),
        spread=tree.get("spread", timedelta()),
    )


def _returns(triggers: tuple[Trigger, ...]) -> bool:
    """The clock and people start a playbook again and again; an event does when the document says so."""
    return any(one.schedule is not None or one.is_manual for one in triggers)


def _entry(tree: Tree, subject: str, notes: Notes, returns: bool) -> Entry:
    again, rejoin = tree.get("re_enter"), tree.get("rejoin_within")
    merge_key = tree.get("merge_key")
    if merge_key is not None and merge_key != f"{subject}.id":
        sentence = _('Runs are merged by their subject: write "{key}".').format(key=f"{subject}.id")
        notes.tell("entry.merge_key", sentence)
    if rejoin and subject == "group":
        notes.tell("entry.rejoin_within", _("A group does not leave and come back; leave this out."))
    pause = tree.get("cool_down", timedelta() if returns else None)
    return Entry(
        concurrent=tree.get("concurrent", 1),
        again_after=again["after"] if again else pause,
        most_runs=again.get("max", 1000) if again else 1 if pause is None else MOST_RUNS,
        resume_within=rejoin["gap"] if rejoin else None,
        cool_down=tree.get("cool_down"),
        merges=merge_key is not None,
        ignore_backfill=tree.get("ignore_backfill", True),
    )


def _exit(tree: Tree, path: str, notes: Notes) -> Exit:
    if ("event" in tree) == ("when" in tree):
        if not _told(path, notes):
            notes.tell(path, _('An exit has either "event" or "when".'))
    elif "where" in tree and "event" not in tree:
        notes.tell(f"{path}.where", _('"where" goes with an event; put the condition into "when".'))
    has_event = "event" in tree
    return Exit(
        event=tree.get("event", ""),
        where=tree.get("where", "") if has_event else "",
        when="" if has_event else tree.get("when", ""),
        outcome=tree["outcome"],
    )


def _goal(tree: Tree) -> Goal:
    return Goal(
        event=tree["event"],
        where=tree.get("where", ""),
        within=tree["within"],
        count_unit=tree.get("count_unit", "person"),
    )


def _experiment(tree: Tree, notes: Notes) -> Experiment:
    arms = tree["arms"]
    if len(arms) < 2 or sum(arms.values()) != 100:
        sentence = _("An experiment needs at least two arms whose percents add up to 100, not to {sum}.")
        notes.tell("experiment.arms", sentence.format(sum=sum(arms.values())))
    return Experiment(id=tree["id"], unit=tree["unit"], arms=arms, guardrail=tree.get("guardrail", ""))
