"""Which names a condition may use, and where each one's value is found."""

from collections.abc import Callable, Iterable, Iterator

import msgspec

from linli.kernel.conditions import durations
from linli.kernel.conditions.tree import Constant, Reference, Type
from linli.kernel.verbs import naming
from linli.kernel.verbs.fragment import Fragment

Sql = str | Callable[..., Fragment]


class FieldTakenTwice(ValueError):
    """Two fields of one schema have the same name."""


class Parameter(msgspec.Struct, frozen=True):
    """An argument of a reading. A duration may also be written as text: `"10m"`."""

    name: str
    type: Type


class Field(msgspec.Struct, frozen=True):
    """A name that conditions can use.

    name        dotted (`membership.level`), one word for an event's own field (`severity`), or `$step.field`
    doc         what it is, a short English msgid without a full stop; its name in a condition put in words
    parameters  for a reading that is called: `group.human_messages_last("10m")`
    choices     the texts it can have, weakest first: conditions may only name these, `<` and `>=` follow them
    sql         where its value is in the subject's FROM: SQL written by a developer, or with parameters a
                callable that takes them as keywords; None: not for sets
    probe       the probe that reads it for one subject; None: the caller brings the value
    """

    name: str
    type: Type
    doc: str = ""
    parameters: tuple[Parameter, ...] = ()
    choices: tuple[str, ...] = ()
    sql: Sql | None = None
    probe: str | None = None


class Schema:
    """The fields of one kind of condition, by name."""

    def __init__(self, fields: Iterable[Field]) -> None:
        self._fields: dict[str, Field] = {}
        for field in fields:
            if field.name in self._fields:
                raise FieldTakenTwice(field.name)
            self._fields[field.name] = field

    def __iter__(self) -> Iterator[Field]:
        return iter(self._fields.values())

    def find(self, name: str) -> Field | None:
        """The field of this name, or None."""
        return self._fields.get(name)

    def nearest(self, name: str) -> str | None:
        """The known name that looks most like this one."""
        return naming.nearest(name, self._fields)

    def extended(self, fields: Iterable[Field]) -> "Schema":
        """This schema and more fields: the steps of a playbook, the words of an event."""
        return Schema([*self, *fields])


def call_arguments(field: Field, call: Reference) -> dict[str, Constant]:
    """The arguments of a checked reading by name; durations written as text are timedeltas."""
    given: dict[str, Constant] = {}
    for parameter, literal in zip(field.parameters, call.arguments or (), strict=True):
        value = literal.value
        is_written = parameter.type is Type.DURATION and isinstance(value, str)
        given[parameter.name] = durations.parse(str(value)) if is_written else value
    return given
