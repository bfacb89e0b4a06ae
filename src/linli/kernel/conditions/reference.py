"""Writes the reference page of the condition language."""

from collections.abc import Mapping

from linli.kernel.conditions import builtins, parser, tokens
from linli.kernel.conditions.schema import Field, Schema

_LANGUAGE = """# Conditions

One small language says who belongs to an audience, which branch a playbook takes, what earns points and what
a moderation rule looks at. It reads values and changes nothing. Made by `make docs`.

    group.stage == "active" and group.members >= 20
    not person.is_staff and membership.joined_at > now - 7d
    person.tags contains "vip" or membership.level in [3, 4, 5]
    group.human_messages_last("15m") >= 30

## What can be written

| | |
|---|---|
| texts | `"..."` or `'...'`, on one line, with `\\\\ \\" \\' \\n \\t \\r` |
| numbers | `3`, `0.25`, `-2`: at most 15 digits before the point and 9 after it |
| durations | `30s` `15m` `2h` `7d` `1w` `1h30m`, at most `36500d` |
| yes and no | `true` `false` |
| moments | `now`, `time("2026-03-01T09:00:00+08:00")` |
| names | `membership.level`; with arguments `person.flagged("spam")`; the result of a step `$step.field` |
| joining | `and` `or` `not` `( )`; `and` binds before `or`; `not` takes the comparison after it |
| comparing | `==` `!=` `<` `<=` `>` `>=`, once: `1 < x and x < 5`, not `1 < x < 5` |
| lists | `x in [1, 2]`, `x not in [1, 2]`, `tags contains "vip"`, `"vip" in tags` |
| texts in texts | `name contains "part"` |
| null | `x is null`, `x is not null`, also `x == null` |
| numbers | `a + b`, `a - b`, `a * b`, `a / b` |
| times | `time - time`, `time + duration`, `time - duration`; durations are added and subtracted |

At most {nodes} parts, {levels} levels and {characters} characters.

## What it means

The same in memory and in SQL; a property test compares the two row by row.

- **null** is a value that is not known. A comparison with it is false, `!=` too, and so are `in`, `contains`
  and `starts_with`; `not` of that is true. A yes-or-no field that is null counts as no. Computing with null
  gives null.
- **Numbers are exact.** Products and quotients are cut, not rounded, after the ninth decimal. `/` gives
  decimals: `7 / 2` is `3.5`. Dividing by zero gives null. Nothing overflows. A number field of 10^15 or more,
  infinite, or not a number counts as null.
- **Texts** compare by code point; small and capital letters differ. A field with fixed choices compares by
  their order: `severity >= "mute"`.
- **Times** are moments, compared to the microsecond. `1d` is always 24 hours.

## Functions

| | |
|---|---|
"""


def conditions_markdown(schemas: Mapping[str, Schema] | None = None) -> str:
    """`docs/reference/conditions.md`: the language, and a table of fields for each named schema."""
    page = _LANGUAGE.format(
        nodes=parser.MOST_NODES, levels=parser.MOST_LEVELS, characters=f"{tokens.LONGEST_SOURCE:,}"
    )
    page += "".join(f"| `{usage}` | {meaning} |\n" for usage, meaning in builtins.USAGE.values())
    return page + "".join(_fields(title, schema) for title, schema in (schemas or {}).items())


def _fields(title: str, schema: Schema) -> str:
    head = f"\n## {title}\n\n| name | type | | for sets |\n|---|---|---|---|\n"
    return head + "".join(_field(field) for field in sorted(schema, key=lambda field: field.name))


def _field(field: Field) -> str:
    shape = ", ".join(parameter.name for parameter in field.parameters)
    name = f"{field.name}({shape})" if shape else field.name
    choices = f": {', '.join(field.choices)}" if field.choices else ""
    sets = "no" if field.sql is None else "yes"
    return f"| `{name}` | {field.type.value}{choices} | {field.doc} | {sets} |\n"
