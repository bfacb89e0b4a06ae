"""Checks the arguments somebody wrote for a verb or a probe and says in one sentence what is wrong where."""

import re
from collections.abc import Collection, Mapping
from typing import TypeVar

import msgspec
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from linli.kernel.verbs import naming

P = TypeVar("P", bound=msgspec.Struct)

_NAMES = {
    "int": gettext_noop("a whole number"),
    "float": gettext_noop("a number"),
    "decimal": gettext_noop("a number"),
    "str": gettext_noop("text"),
    "bool": gettext_noop("true or false"),
    "array": gettext_noop("a list"),
    "object": gettext_noop("a set of named values"),
    "null": gettext_noop("nothing"),
    "datetime": gettext_noop("a time with its zone"),
    "date": gettext_noop("a date"),
    "duration": gettext_noop("a duration"),
    "uuid": gettext_noop("an id"),
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
            refusal = _('{name} takes no argument called "{argument}".').format(name=name, argument=given)
            raise BadArguments(refusal + hint)
    for wanted, field in fields.items():
        if field.required and wanted not in arguments:
            raise BadArguments(
                _('{name} needs the argument "{argument}".').format(name=name, argument=wanted)
            )
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
    what, _at, where = complaint.partition(" - at ")
    path = (argument + where.strip("`").removeprefix("$")).strip(".")
    place = f'"{path}"' if path else _("the arguments")
    if found := re.fullmatch(r"Expected `([^`]+)`, got `([^`]+)`", what):
        template = _("{place} must be {wanted}, not {given}.")
        return template.format(place=place, wanted=_named(found[1]), given=_named(found[2]))
    if found := re.fullmatch(r"Expected `([^`]+)` (of length )?(<=|>=|<|>) (\S+)", what):
        template = _("{place} must have a length {bound}.") if found[2] else _("{place} must be {bound}.")
        return template.format(place=place, bound=f"{found[3]} {found[4]}")
    reason = what[:1].lower() + what[1:].replace("`", '"')
    return _("{place} does not fit: {reason}.").format(place=place, reason=reason)


def _named(types: str) -> str:
    names = [name.strip() for name in types.split("|")]
    return _(" or ").join(_(_NAMES[name]) if name in _NAMES else name for name in names)
