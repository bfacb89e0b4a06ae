"""From the text of a playbook to its frozen values: the head here, the steps in `parsing_steps`."""

from django.utils.translation import gettext as _

from linli.run.playbooks.document import parsing_steps, yaml_tree
from linli.run.playbooks.document.problems import CannotPublish, Notes
from linli.run.playbooks.document.reader import Reader
from linli.run.playbooks.document.shapes import Entry, Exit, Playbook, Trigger
from linli.run.playbooks.document.vocabulary import CLASSES, EVENTS, TRIGGERS


def parse(source: str) -> tuple[Playbook, Notes]:
    """The playbook, and notes with every problem of its shape; usable only when there are none.

    CannotPublish when the text is not even YAML.
    """
    notes = Notes()
    top = Reader(yaml_tree.read(source), "", 1, notes)
    if notes.problems and not top.names():
        raise CannotPublish(notes.problems)
    top.word("kind", of=["playbook"])
    _check_subject(top)
    message_class = top.word("class", of=CLASSES, default="nurture")
    priority = top.number("priority", least=0, most=100, default=50)
    playbook = Playbook(
        id=top.name("id"),
        title=top.text("title", default=" ", longest=120).strip(),
        message_class=message_class,
        priority=priority,
        triggers=(_trigger(top),),
        entry=_entry(top.child("entry")),
        audience=top.text("audience", default=""),
        exits=tuple(_exit(one) for one in top.children("exit")),
        steps=parsing_steps.steps(top, message_class, priority),
    )
    top.close()
    return playbook, notes


def _check_subject(top: Reader) -> None:
    subject = top.text("subject")
    if subject and subject != "membership":
        sentence = _('Playbooks are about a membership for now: write "subject: membership".')
        top.tell("subject", sentence)


def _trigger(top: Reader) -> Trigger:
    if not top.has("trigger"):
        top.tell("trigger", _('"{key}" is missing.').format(key="trigger"))
        return Trigger(event=TRIGGERS[0])
    trigger = top.child("trigger")
    found = Trigger(event=trigger.word("event", of=TRIGGERS), where=trigger.text("where", default=""))
    trigger.close()
    return found


def _entry(entry: Reader) -> Entry:
    entry.number("concurrent", least=1, most=1, default=1)
    again_after, most_runs, resume_within = None, 1, None
    if entry.has("re_enter"):
        again = entry.child("re_enter")
        again_after = again.duration("after")
        most_runs = again.number("max", least=2, most=1000, default=1000)
        again.close()
    if entry.has("rejoin_within"):
        rejoin = entry.child("rejoin_within")
        resume_within = rejoin.duration("gap")
        rejoin.word("action", of=["resume"], default="resume")
        rejoin.close()
    ignore_backfill = entry.flag("ignore_backfill", default=True)
    entry.close()
    return Entry(
        again_after=again_after,
        most_runs=most_runs,
        resume_within=resume_within,
        ignore_backfill=ignore_backfill,
    )


def _exit(one: Reader) -> Exit:
    event, when = one.has("event"), one.has("when")
    if event == when:
        one.tell("", _('An exit has either "event" or "when".'))
    found = Exit(
        event=one.word("event", of=list(EVENTS)) if event else "",
        where=one.text("where", default="") if event else "",
        when=one.text("when") if when and not event else "",
        outcome=one.name("outcome"),
    )
    one.close()
    return found
