"""Steps that do something: activities, surveys, points, tags, other programs and playbooks."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.utils.translation import gettext as _

from linli.run.playbooks.document import scalars
from linli.run.playbooks.document.building_words import questions, saying
from linli.run.playbooks.document.loading import Tree
from linli.run.playbooks.document.problems import Notes
from linli.run.playbooks.document.step_shapes import (
    END,
    Activity,
    AnyStep,
    Award,
    Call,
    End,
    Reverse,
    SetValues,
    Start,
    Stop,
    Survey,
)

WEEK = timedelta(days=7)


def award(_notes: Notes, tree: Tree, head: Any, _path: str) -> Award:
    return Award(**head, **tree)


def reverse(_notes: Notes, tree: Tree, head: Any, _path: str) -> Reverse:
    return Reverse(**head, of=tree["of"], reason=tree["reason"])


def activity(notes: Notes, tree: Tree, head: Any, path: str) -> Activity:
    options, answer = tuple(tree.get("options", ())), tree.get("answer", "")
    kind, points = tree["kind"], tree.get("points", {})
    if kind in ("poll", "vote", "quiz") and len(options) < 2 and "template" not in tree:
        sentence = _("A {kind} needs at least two options.").format(kind=kind)
        notes.tell(f"{path}.options", sentence)
    if answer and answer not in options:
        sentence = scalars.unknown_word(answer, options or ("–",))
        notes.tell(f"{path}.answer", sentence)
    return Activity(
        **head,
        kind=kind,
        saying=saying(tree, path, notes),
        closes_in=tree["closes_in"],
        options=options,
        answer=answer,
        capacity=tree.get("capacity"),
        points=points.get("amount", 0),
        currency=points.get("currency", ""),
        once=points.get("once", True),
    )


def survey(notes: Notes, tree: Tree, head: Any, path: str) -> Survey:
    gap = tree.get("ask_gap", {})
    return Survey(
        **head,
        saying=saying(tree, path, notes),
        questions=questions(tree.get("questions", ()), f"{path}.questions", notes),
        closes_in=tree.get("closes_in", WEEK),
        gap_any=gap.get("any_survey", timedelta()),
        gap_this=gap.get("this_survey", timedelta()),
    )


def set_values(notes: Notes, tree: Tree, head: Any, path: str) -> SetValues:
    tags = tree.get("person.tags", {})
    free = tree.keys() - {"person.tags"}
    fields = {name.removeprefix("profile."): value for name, value in tree.items() if name in free}
    if not fields and not any(tags.values()):
        notes.tell(path, _("Say which tags or fields are set: person.tags, profile.<field>."))
    return SetValues(
        **head,
        add_tags=tuple(tags.get("add", ())),
        remove_tags=tuple(tags.get("remove", ())),
        fields=fields,
    )


def call(notes: Notes, tree: Tree, head: Any, path: str) -> Call:
    url = tree["url"]
    if url and not url.startswith("https://"):
        notes.tell(f"{path}.url", _('An address that begins with "https://" is needed here.'))
    return Call(
        **head,
        url=url,
        body=tree.get("body", {}),
        reads=tuple(tree.get("reads", ())),
        at_most=tree.get("at_most", timedelta(hours=1)),
        on_failure=tree.get("on_failure") or END,
    )


def start(_notes: Notes, tree: Tree, head: Any, _path: str) -> Start:
    return Start(**head, playbook=tree["playbook"], values=tree.get("with", {}))


def stop(_notes: Notes, tree: Tree, head: Any, _path: str) -> Stop:
    return Stop(**head, playbook=tree["playbook"])


def end(_notes: Notes, tree: Tree, head: Any, _path: str) -> End:
    return End(**head, outcome=tree.get("outcome", "done"))


DOERS: dict[str, Callable[[Notes, Any, Any, str], AnyStep]] = {
    "activity": activity,
    "survey": survey,
    "award": award,
    "reverse": reverse,
    "set": set_values,
    "call": call,
    "start": start,
    "stop": stop,
    "end": end,
}
