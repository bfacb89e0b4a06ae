"""The steps of a playbook, read one kind at a time."""

from collections.abc import Callable
from datetime import timedelta

import msgspec
import yaml
from django.utils.translation import gettext as _

from linli.kernel.verbs import naming
from linli.run.playbooks.document.reader import Reader
from linli.run.playbooks.document.step_shapes import (
    END,
    AnyStep,
    Arm,
    Award,
    Branch,
    Case,
    End,
    HumanTask,
    Post,
    Question,
    UntilLocal,
    Wait,
)
from linli.run.playbooks.document.vocabulary import CLASSES, DELIVERIES, EVENTS, LANGUAGES, ROLES

MOST_STEPS = 60
DAY = timedelta(days=1)


class Head(msgspec.Struct, frozen=True):
    """What a step takes over from the playbook and from its place in the list."""

    id: str
    next: str
    line: int
    message_class: str
    priority: int


def steps(top: Reader, message_class: str, priority: int) -> tuple[AnyStep, ...]:
    """Every step that could be read; what could not is told."""
    listed = top.children("steps")
    if not listed:
        top.tell("steps", _("A playbook needs at least one step."))
    if len(listed) > MOST_STEPS:
        sentence = _("There are {count} steps; at most {most} are allowed.")
        top.tell("steps", sentence.format(count=len(listed), most=MOST_STEPS))
    ids = [one.name("id") for one in listed[:MOST_STEPS]]
    for reader, id in zip(listed, ids, strict=False):
        reader.path = f"steps.{id}" if id else reader.path
    _tell_repeats(listed, ids)
    found = []
    for number, reader in enumerate(listed[:MOST_STEPS]):
        following = ids[number + 1] if number + 1 < len(ids) else END
        step = _step(reader, ids[number], following, message_class, priority)
        if step is not None:
            found.append(step)
    return tuple(found)


def _tell_repeats(listed: list[Reader], ids: list[str]) -> None:
    for number, id in enumerate(ids):
        if id == END:
            listed[number].tell("id", _('"end" is the end of every playbook; give the step another id.'))
        elif id and id in ids[:number]:
            listed[number].tell("id", _('The id "{id}" is taken by another step.').format(id=id))


def _step(reader: Reader, id: str, following: str, message_class: str, priority: int) -> AnyStep | None:
    kinds = [kind for kind in KINDS if reader.has(kind)]
    step = None
    if len(kinds) == 1:
        head = Head(id, reader.text("next", default=following), reader.line, message_class, priority)
        step = _body(reader, kinds[0], head)
        if reader.has("next") and kinds[0] in ("branch", "human_task", "end"):
            sentence = _('A {kind} says itself where to go; leave "next" out.')
            reader.tell("next", sentence.format(kind=kinds[0]))
    elif kinds:
        reader.tell(
            kinds[1], _("A step does one thing; this one has {kinds}.").format(kinds=", ".join(kinds))
        )
    else:
        _tell_unknown_kind(reader)
    reader.close()
    return step


def _body(reader: Reader, kind: str, head: Head) -> AnyStep:
    if kind == "branch":
        return _branch(reader.children("branch"), head, reader)
    body = reader.child(kind)
    step = _KINDS[kind](body, head)
    body.close()
    return step


def _tell_unknown_kind(reader: Reader) -> None:
    others = [key for key in reader.names() if key not in ("id", "next")]
    sentence = _("A step needs one of {kinds}.").format(kinds=", ".join(KINDS))
    hint = naming.did_you_mean(others[0], KINDS) if others else ""
    for key in others:
        reader.has(key)
    reader.tell(others[0] if others else "", sentence + hint)


def _wait(body: Reader, head: Head) -> Wait:
    kinds = [kind for kind in ("for", "until_local", "any") if body.has(kind)]
    if len(kinds) != 1:
        body.tell("", _('A wait has exactly one of "for", "until_local" and "any".'))
        for key in ("at_most", "on_timeout"):
            body.has(key)
        return _plain_wait(head)
    if kinds[0] == "any":
        return _event_wait(body, head)
    if kinds[0] == "for":
        return msgspec.structs.replace(_plain_wait(head), duration=body.duration("for"))
    return msgspec.structs.replace(_plain_wait(head), until_local=_until_local(body.child("until_local")))


def _plain_wait(head: Head) -> Wait:
    return Wait(id=head.id, next=head.next, line=head.line)


def _event_wait(body: Reader, head: Head) -> Wait:
    for key in ("at_most", "on_timeout"):
        if not body.has(key):
            sentence = _('A wait for events needs "{key}", so that it cannot last for ever.')
            body.tell("any", sentence.format(key=key))
    arms = tuple(_arm(one, head) for one in body.children("any"))
    if not arms:
        body.tell("any", _("A wait for events needs at least one event."))
    return msgspec.structs.replace(
        _plain_wait(head),
        arms=arms or (Arm(next(iter(EVENTS)), "", head.next),),
        at_most=body.duration("at_most", default=DAY),
        on_timeout=body.text("on_timeout", default=head.next),
    )


def _arm(one: Reader, head: Head) -> Arm:
    event = one.word("event", of=list(EVENTS))
    arm = Arm(event, one.text("where", default=""), one.text("go", default=head.next))
    one.close()
    return arm


def _until_local(body: Reader) -> UntilLocal:
    day = body.number("day_of_run", least=1, most=3660) if body.has("day_of_run") else None
    at = body.clock("at")
    found = UntilLocal(at, day, body.word("zone", of=["community", "member"], default="community"))
    body.close()
    return found


def _branch(cases: list[Reader], head: Head, step: Reader) -> Branch:
    """Ordered ways; the last one is `else`."""
    found, otherwise = [], ""
    for one in cases:
        if otherwise:
            one.tell("", _('Nothing can come after "else".'))
        if one.has("else"):
            otherwise = one.text("else") or END
        else:
            found.append(Case(one.text("when"), one.text("go")))
        one.close()
    if not otherwise:
        step.tell("branch", _('A branch has to end with "else".'))
    if not found:
        step.tell("branch", _('A branch needs at least one "when".'))
    return Branch(id=head.id, line=head.line, cases=tuple(found), otherwise=otherwise or END)


def _post(body: Reader, head: Head) -> Post:
    return Post(
        id=head.id,
        next=head.next,
        line=head.line,
        to=body.word("to", of=["group", "dm"], default="group"),
        texts=_texts(body),
        mentions_person=body.flag("mention_person", default=False),
        late_limit=body.duration("late_limit", default=DAY),
        delivery=body.word("delivery", of=DELIVERIES, default="at_most_once"),
        message_class=body.word("class", of=CLASSES, default=head.message_class),
        priority=head.priority,
    )


def _texts(body: Reader) -> dict[str, str]:
    """The text by language; a text that is not divided by language is for everybody ("")."""
    node = body.node("text")
    if not isinstance(node, yaml.MappingNode):
        return {"": body.text("text")}
    inner = body.child("text")
    found = {language: inner.text(language) for language in LANGUAGES if inner.has(language)}
    inner.close()
    if not found:
        body.tell("text", _("A text is needed in one of {languages}.").format(languages=", ".join(LANGUAGES)))
    return found


def _award(body: Reader, head: Head) -> Award:
    return Award(
        id=head.id,
        next=head.next,
        line=head.line,
        amount=body.number("amount", least=1, most=1_000_000),
        reason=body.text("reason", longest=80),
        key=body.text("key", longest=120),
        currency=body.text("currency", default="", longest=40),
    )


def _human_task(body: Reader, head: Head) -> HumanTask:
    assign = body.child("assign")
    role = assign.word("role", of=ROLES)
    assign.close()
    outcomes = body.child("outcomes")
    goes = {name: outcomes.text(name) for name in outcomes.names() if outcomes.has(name)}
    if "timeout" not in goes:
        body.tell("outcomes", _('A task needs the outcome "timeout", for when nobody does it.'))
    if len(goes) < 2:
        body.tell("outcomes", _("A task needs an outcome that a person can choose."))
    return HumanTask(
        id=head.id,
        line=head.line,
        title=body.text("title", longest=200),
        role=role,
        due=body.duration("due"),
        outcomes={**goes, "timeout": goes.get("timeout", END)},
        form=tuple(_question(one) for one in body.children("form")),
    )


def _question(one: Reader) -> Question:
    found = Question(
        one.name("field"),
        one.word("type", of=["text", "number"], default="text"),
        one.flag("required", default=False),
    )
    one.close()
    return found


def _end(body: Reader, head: Head) -> End:
    return End(id=head.id, line=head.line, outcome=body.name("outcome", default="done"))


_KINDS: dict[str, Callable[[Reader, Head], AnyStep]] = {
    "wait": _wait,
    "post": _post,
    "award": _award,
    "human_task": _human_task,
    "end": _end,
}
KINDS = (*_KINDS, "branch")
