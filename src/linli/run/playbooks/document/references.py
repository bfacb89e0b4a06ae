"""References in values and texts: `$sign_off.theme`, `input.place`, `event.streak`, `person.name`."""

import re
from collections.abc import Iterator, Mapping, Sequence

from linli.run.playbooks.document.shapes import Playbook
from linli.run.playbooks.document.step_shapes import (
    Activity,
    AnyStep,
    Award,
    Branch,
    Call,
    HumanTask,
    Post,
    Saying,
    SetValues,
    Split,
    Start,
    Survey,
    Wait,
)
from linli.run.playbooks.document.vocabulary import KEY_VARIABLES, VARIABLES, event_fields

ROOTS = ("person", "membership", "group", "community", "run", "event", "input", "absence", "schedule")
_REFERENCE = re.compile(r"\$?[a-z][a-z0-9_-]*(\.[a-z][a-z0-9_-]*)+")


def reference_of(value: str) -> str | None:
    """The name that a value refers to; None when it stands for itself."""
    if not _REFERENCE.fullmatch(value):
        return None
    if value.startswith("$"):
        step, _dot, field = value.partition(".")
        return f"{step.replace('-', '_')}.{field.replace('-', '_')}"
    return value if value.partition(".")[0] in ROOTS else None


def text_names(book: Playbook) -> tuple[str, ...]:
    """What every text of a playbook can be filled in with."""
    inputs = [f"input.{one.field.replace('-', '_')}" for one in book.inputs]
    results = [f"${step}.{name}" for step, names in results_of(book.steps).items() for name in names]
    return (*VARIABLES[book.subject], *inputs, *event_names(book), *results)


def key_names(book: Playbook) -> tuple[str, ...]:
    """What the key of an award can be made of."""
    inputs = [f"input.{one.field.replace('-', '_')}" for one in book.inputs]
    return (*KEY_VARIABLES[book.subject], *inputs, *event_names(book))


def trigger_names(book: Playbook, event: str, *, is_absence: bool) -> tuple[str, ...]:
    """What the key of a trigger can be made of."""
    own = tuple(one for one in KEY_VARIABLES[book.subject] if one != "run.id")
    fields = tuple(_event_names(event)) if event else ()
    return (*own, *fields, *(("absence.started_on",) if is_absence else ()))


def event_names(book: Playbook) -> tuple[str, ...]:
    """`event.<field>` of every event that may start a run."""
    return tuple(dict.fromkeys(one for trigger in book.triggers for one in _event_names(trigger.event)))


def _event_names(kind: str) -> Iterator[str]:
    if kind:
        yield "event.id"
        yield from (field.name for field in event_fields(kind) if field.name.startswith("event."))


def results_of(steps: Sequence[AnyStep]) -> Mapping[str, tuple[str, ...]]:
    """What later steps can read of each step, by its name with `_` for `-`."""
    return {step.id.replace("-", "_"): names for step in steps if (names := _results(step))}


def _results(step: AnyStep) -> tuple[str, ...]:
    match step:
        case HumanTask(form=form):
            return ("outcome", *(one.field.replace("-", "_") for one in form))
        case Survey(questions=asked):
            return ("outcome", *(one.field.replace("-", "_") for one in asked))
        case Activity():
            return ("closed", "participants")
        case Call(reads=reads):
            return ("outcome", "status", *(one.replace("-", "_") for one in reads))
        case Wait():
            return ("outcome",)
        case Split() | Branch():
            return ("arm",)
        case Start():
            return ("run",)
        case Award():
            return ("entry",)
    return ()


def texts_of(step: AnyStep) -> Iterator[tuple[str, str, Saying]]:
    """Every text of a step with variables: its path in the step, the text, and what it is said with."""
    alone = Saying()
    match step:
        case Post(fallback=fallback):
            yield from _said("post", _shared(step) if step.batch else step.saying)
            if fallback is not None:
                yield from _said("post.fallback_to", fallback.saying)
        case Activity(saying=saying) | Survey(saying=saying):
            kind = "activity" if isinstance(step, Activity) else "survey"
            yield from _said(kind, saying)
            if isinstance(step, Activity):
                yield from ((f"{kind}.options", one, saying) for one in step.options)
        case HumanTask():
            for key in ("title", "how", "body", "output", "check"):
                if written := getattr(step, key):
                    yield f"human_task.{key}", written, alone


def _shared(step: Post) -> Saying:
    """A post of several runs can name all of them."""
    return Saying(
        template=step.template, texts=step.texts, values={**step.values, "persons": "{person.name}"}
    )


def _said(path: str, saying: Saying) -> Iterator[tuple[str, str, Saying]]:
    for language, text in saying.texts.items():
        yield f"{path}.text.{language}".removesuffix("."), text, saying


def values_of(step: AnyStep) -> Iterator[tuple[str, Mapping[str, str]]]:
    """Every mapping of a step whose values may be references, with its path in the step."""
    match step:
        case Post(values=values, fallback=fallback):
            yield "post.with", values
            if fallback is not None:
                yield "post.fallback_to.with", fallback.saying.values
        case Activity(saying=saying):
            yield "activity.with", saying.values
        case Survey(saying=saying):
            yield "survey.with", saying.values
        case SetValues(fields=fields):
            yield "set", fields
        case Call(body=body):
            yield "call.body", body
        case Start(values=values):
            yield "start.with", values
