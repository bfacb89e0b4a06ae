"""Checks the arguments somebody wrote for a verb or a probe and says in one sentence what is wrong where."""

import re
from collections.abc import Collection, Mapping
from typing import TypeVar

import msgspec

from linli.kernel.verbs import naming

P = TypeVar("P", bound=msgspec.Struct)

_NAMES = {
    "int": "a whole number",
    "float": "a number",
    "decimal": "a number",
    "str": "text",
    "bool": "true or false",
    "array": "a list",
    "object": "a set of named values",
    "null": "nothing",
    "datetime": "a time with its zone",
    "date": "a date",
    "duration": "a duration",
    "uuid": "an id",
}


class BadArguments(ValueError):
    """The arguments do not fit: the message names the verb or probe, the argument and what was expected."""


def convert(name: str, arguments: Mapping[str, object], params: type[P]) -> P:
    """The arguments as a `params` record, or BadArguments."""
    check(name, arguments, params)
    try:
        return msgspec.convert(dict(arguments), params)
    except msgspec.ValidationError as error:
        raise BadArguments(f"{name}: {sentence(str(error), '')}") from None


def check(
    name: str,
    arguments: Mapping[str, object],
    params: type[msgspec.Struct],
    *,
    deferred: Collection[str] = (),
) -> None:
    """Raise BadArguments unless `params` could be made of these arguments.

    The values of the `deferred` names are only known when a run gets there (`$step.field`, templates): of
    those only the name is checked. This is what publishing a document calls.
    """
    fields = {field.encode_name: field for field in msgspec.structs.fields(params)}
    for given in arguments:
        if given not in fields:
            hint = naming.did_you_mean(str(given), fields)
            raise BadArguments(f'{name} takes no argument called "{given}".{hint}')
    for wanted, field in fields.items():
        if field.required and wanted not in arguments:
            raise BadArguments(f'{name} needs the argument "{wanted}".')
        if wanted in arguments and wanted not in deferred:
            convert_value(name, wanted, arguments[wanted], field.type)


def convert_value(name: str, argument: str, value: object, wanted: object) -> object:
    """One value as the type it has to have, or BadArguments."""
    try:
        return msgspec.convert(value, wanted)
    except msgspec.ValidationError as error:
        raise BadArguments(f"{name}: {sentence(str(error), argument)}") from None


def sentence(complaint: str, argument: str) -> str:
    """What msgspec said, as one sentence about the argument and the place inside it."""
    what, _, where = complaint.partition(" - at ")
    path = argument + where.strip("`").removeprefix("$")
    place = f'"{path.strip(".")}"' if path.strip(".") else "the arguments"
    if found := re.fullmatch(r"Expected `([^`]+)`, got `([^`]+)`", what):
        return f"{place} must be {_named(found[1])}, not {_named(found[2])}."
    if found := re.fullmatch(r"Expected `([^`]+)` (of length )?(<=|>=|<|>) (\S+)", what):
        measure = f"have a length {found[3]} {found[4]}" if found[2] else f"be {found[3]} {found[4]}"
        return f"{place} must {measure}."
    return f"{place}: {what[:1].lower()}{what[1:].replace('`', chr(34))}."


def _named(types: str) -> str:
    return " or ".join(_NAMES.get(one.strip(), one.strip()) for one in types.split("|"))
