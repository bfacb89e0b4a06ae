"""Writes the reference pages of all verbs and probes from what is registered."""

import inspect

import msgspec

from linli.kernel.verbs import registry as registries
from linli.kernel.verbs.registry import Probe, Registry, Verb


def verbs_markdown(registry: Registry | None = None) -> str:
    """`docs/reference/verbs.md`."""
    listed = (registry or registries.registry).verbs()
    head = "# Verbs\n\nNamed actions that playbooks, rules, the API and buttons share. Made by `make docs`.\n"
    return head + "".join(_verb(verb) for verb in listed)


def probes_markdown(registry: Registry | None = None) -> str:
    """`docs/reference/probes.md`."""
    listed = (registry or registries.registry).probes()
    head = "# Probes\n\nNamed readings that conditions can use. Made by `make docs`.\n"
    return head + "".join(_probe(probe) for probe in listed)


def _verb(verb: Verb) -> str:
    lines = [f"\n## {verb.name}\n", f"{verb.title}. Effect: {verb.effect.value}.\n"]
    if text := _docstring(verb.params):
        lines.append(f"{text}\n")
    if fields := msgspec.structs.fields(verb.params):
        lines += ["| argument | type | default |", "|---|---|---|"]
        lines += [f"| `{field.encode_name}` | {_type(field.type)} | {_default(field)} |" for field in fields]
    return "\n".join(lines) + "\n"


def _probe(probe: Probe) -> str:
    shape = f"{probe.name}({', '.join(argument.name for argument in probe.arguments)})"
    name = shape if probe.arguments else probe.name
    sets = "" if probe.sql else " Not for sets."
    lines = [
        f"\n## {name}\n",
        f"{probe.title}. About a {probe.subject.value}; {_type(probe.returns)}.{sets}\n",
    ]
    if text := inspect.getdoc(probe.function):
        lines.append(f"{text}\n")
    if probe.arguments:
        lines += ["| argument | type | |", "|---|---|---|"]
        lines += [f"| `{one.name}` | {_type(one.type)} | {one.doc} |" for one in probe.arguments]
    return "\n".join(lines) + "\n"


def _docstring(params: type[msgspec.Struct]) -> str:
    return inspect.cleandoc(params.__doc__) if params.__doc__ else ""


def _type(annotation: object) -> str:
    if isinstance(annotation, type):
        return f"`{annotation.__name__}`"
    return f"`{str(annotation).replace('typing.', '').replace('|', chr(92) + '|')}`"


def _default(field: msgspec.structs.FieldInfo) -> str:
    if field.required:
        return "required"
    if field.default is not msgspec.NODEFAULT:
        return f"`{field.default!r}`"
    return "empty"
