"""The typed registries: verbs (named actions) and probes (named readings).

Playbooks, moderation rules, conditions, the API, bulk buttons and the command palette call through here: a
name or an argument that does not exist is found when a document is published and not when it runs.
"""

import enum
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import TypeVar

import msgspec
from django.utils.translation import gettext as _

from linli.facts.fact import Fact
from linli.kernel.verbs import arguments, naming
from linli.kernel.verbs.context import Context, Subject
from linli.kernel.verbs.fragment import Fragment

Value = str | int | float | Decimal | bool | datetime | timedelta | Sequence[str] | None
Result = msgspec.Struct | Mapping[str, object] | None
VerbFunction = Callable[..., Result]
ProbeFunction = Callable[..., Mapping[int, Value]]
V = TypeVar("V", bound=VerbFunction)
R = TypeVar("R", bound=ProbeFunction)
READABLE = (str, int, float, Decimal, bool, datetime, timedelta, list)


class UnknownVerb(LookupError):
    """No verb has this name; the message suggests the nearest one."""


class UnknownProbe(LookupError):
    """No probe has this name; the message suggests the nearest one."""


class CannotRegister(TypeError):
    """A verb or probe is declared wrongly; found when Linli starts."""


class Effect(enum.StrEnum):
    """What a verb can do to the world; pages warn by it and permissions follow it."""

    DATA = "data"
    MESSAGE = "message"
    MONEY = "money"
    SANCTION = "sanction"
    TASK = "task"


class Verb(msgspec.Struct, frozen=True, kw_only=True):
    """A named action: `function(params, context)`; its documentation is the docstring of its `params`."""

    name: str
    title: str
    effect: Effect
    params: type[msgspec.Struct]
    function: VerbFunction


class Argument(msgspec.Struct, frozen=True):
    """An argument of a probe. `type` is one of `str`, `int`, `float`, `bool`, `timedelta`."""

    name: str
    type: type
    doc: str = ""


class Probe(msgspec.Struct, frozen=True, kw_only=True):
    """A named reading of many subjects at once: `function(subjects, context, **arguments)`.

    returns   `str`, `int`, `float`, `bool`, `datetime`, `timedelta`, or `list` for a list of texts
    sql       for sets: called with the arguments as keywords, gives the same value as a Fragment against the
              subject's FROM, or None where only the batch reading exists
    choices   the texts it can have, weakest first; none: any text
    changed_by  kinds of events after which the reading of their member may differ; none: it may differ
              any time, and what is kept by it is computed anew once a day
    """

    name: str
    title: str
    subject: Subject
    returns: type
    arguments: tuple[Argument, ...]
    function: ProbeFunction
    sql: Callable[..., Fragment] | None = None
    choices: tuple[str, ...] = ()
    changed_by: tuple[str, ...] = ()


class Registry:
    """Verbs and probes by name. Linli has one (`registry`); tests make their own."""

    def __init__(self) -> None:
        self._verbs: dict[str, Verb] = {}
        self._probes: dict[str, Probe] = {}

    def verb(
        self, name: str, *, params: type[msgspec.Struct], title: str, effect: Effect | str = Effect.DATA
    ) -> Callable[[V], V]:
        """Declare the decorated function as the verb of this name."""
        _check_name(name, self._verbs)
        _check_params(name, params)
        _check_effect(name, effect)

        def register(function: V) -> V:
            self._verbs[name] = Verb(
                name=name, title=title, effect=Effect(effect), params=params, function=function
            )
            return function

        return register

    def probe(
        self,
        name: str,
        *,
        subject: Subject | str,
        returns: type,
        title: str,
        args: Sequence[Argument] = (),
        sql: Callable[..., Fragment] | None = None,
        choices: Sequence[str] = (),
        changed_by: Sequence[type[Fact]] = (),
    ) -> Callable[[R], R]:
        """Declare the decorated function as the probe of this name."""
        _check_name(name, self._probes)
        for wanted in (returns, *(argument.type for argument in args)):
            if wanted not in READABLE:
                raise CannotRegister(f"{name}: a probe cannot give or take {wanted!r}")

        def register(function: R) -> R:
            self._probes[name] = Probe(
                name=name,
                title=title,
                subject=Subject(subject),
                returns=returns,
                arguments=tuple(args),
                function=function,
                sql=sql,
                choices=tuple(choices),
                changed_by=tuple(fact.kind for fact in changed_by),
            )
            return function

        return register

    def verbs(self) -> list[Verb]:
        """Every verb, by name."""
        return [self._verbs[name] for name in sorted(self._verbs)]

    def probes(self, subject: Subject | None = None) -> list[Probe]:
        """Every probe, or those about one kind of subject, by name."""
        listed = [self._probes[name] for name in sorted(self._probes)]
        return [probe for probe in listed if subject is None or probe.subject is subject]

    def get_verb(self, name: str) -> Verb:
        """The verb of this name, or UnknownVerb."""
        if name not in self._verbs:
            hint = naming.did_you_mean(name, self._verbs)
            raise UnknownVerb(_('There is no verb called "{name}".').format(name=name) + hint)
        return self._verbs[name]

    def get_probe(self, name: str) -> Probe:
        """The probe of this name, or UnknownProbe."""
        if name not in self._probes:
            hint = naming.did_you_mean(name, self._probes)
            raise UnknownProbe(_('There is no probe called "{name}".').format(name=name) + hint)
        return self._probes[name]

    def run(self, name: str, given: Mapping[str, object], context: Context) -> dict[str, object]:
        """Do what the verb does and hand back its result as plain named values (none: an empty dict)."""
        found = self.get_verb(name)
        result = found.function(arguments.convert(name, given, found.params), context)
        if isinstance(result, msgspec.Struct):
            return msgspec.structs.asdict(result)
        return dict(result or {})

    def read(
        self, name: str, subjects: Sequence[int], context: Context, given: Mapping[str, object] | None = None
    ) -> dict[int, Value]:
        """Read the probe for all subjects in one call; a subject it says nothing about has None."""
        found = self.get_probe(name)
        taken = probe_arguments(found, given or {})
        values = found.function(subjects, context, **taken)
        return {subject: values.get(subject) for subject in subjects}


def probe_arguments(probe: Probe, given: Mapping[str, object]) -> dict[str, object]:
    """The arguments as the probe wants them, every one present, or BadArguments."""
    wanted = {argument.name: argument for argument in probe.arguments}
    for name in given:
        if name not in wanted:
            hint = naming.did_you_mean(name, wanted)
            refusal = _('{name} takes no argument called "{argument}".').format(
                name=probe.name, argument=name
            )
            raise arguments.BadArguments(refusal + hint)
    for name in wanted:
        if name not in given:
            refusal = _('{name} needs the argument "{argument}".').format(name=probe.name, argument=name)
            raise arguments.BadArguments(refusal)
    return {
        name: arguments.convert_value(probe.name, name, given[name], wanted[name].type) for name in wanted
    }


def _check_name(name: str, taken: Mapping[str, object]) -> None:
    if not naming.is_dotted(name):
        raise CannotRegister(f"{name!r} is not a name like room.action_name")
    if name in taken:
        raise CannotRegister(f"{name} is registered twice")


def _check_params(name: str, params: type[msgspec.Struct]) -> None:
    config = params.__struct_config__
    if not (config.frozen and config.forbid_unknown_fields):
        raise CannotRegister(f"{name}: {params.__name__} must be frozen=True, forbid_unknown_fields=True")


def _check_effect(name: str, effect: Effect | str) -> None:
    if effect not in list(Effect):
        raise CannotRegister(f"{name}: {effect!r} is no effect; use one of {', '.join(Effect)}")


registry = Registry()
verb = registry.verb
probe = registry.probe
