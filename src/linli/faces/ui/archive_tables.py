"""What is held about a person as tables: names for columns, places instead of numbers, moments to read."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext, pgettext

from linli.people.communities import naming
from linli.people.members.actions.exporting import Copy

Row = Mapping[str, object]
_HIDDEN = frozenset({"id", "member_id", "org_id", "member"})


@dataclass(frozen=True)
class Table:
    """A section of the archive. `columns` and `raw` are for programs, `heads` and `rows` for the reader."""

    file: str
    title: str
    columns: tuple[str, ...]
    raw: list[list[object]]
    heads: tuple[str, ...]
    rows: list[list[str]]


def tables_of(copy: Copy) -> list[Table]:
    """Every section that says something, in a fixed order: oneself, groups, then what each room holds."""
    groups = _group_names(copy)
    sections = [*_own_sections(copy), *_record_sections(copy), *_room_sections(copy)]
    return [_table(file, title, rows, groups) for file, title, rows in sections if rows]


def table(file: str, title: str, rows: Sequence[Row]) -> Table:
    """A table a face adds."""
    return _table(file, title, rows, {})


def _own_sections(copy: Copy) -> list[tuple[str, str, list[Row]]]:
    person = copy.person
    accounts: list[Row] = [
        {"platform": one.channel_name, "account": one.external, "name": one.name, "since": one.first_seen_at}
        for one in person.identities
    ]
    stays: list[Row] = [
        {
            "group": one.group_name,
            "community": one.community_name,
            "joined_at": one.joined_at,
            "left_at": one.left_at,
            "last_spoke_at": one.last_spoke_at,
        }
        for one in person.stays
    ]
    names: list[Row] = [{"name": one.name, "since": one.since} for one in person.names]
    tags: list[Row] = [{"tag": one.name, "since": one.since} for one in person.tags]
    return [
        ("accounts", gettext("Your accounts"), accounts),
        ("names", gettext("Names you had"), names),
        ("groups", gettext("Groups you are or were in"), stays),
        ("tags", gettext("Tags the team put on you"), tags),
    ]


def _record_sections(copy: Copy) -> Iterable[tuple[str, str, list[Row]]]:
    for name, rows in copy.records.items():
        yield _file(name), _title(name), [dict(row) for row in rows]


def _room_sections(copy: Copy) -> Iterable[tuple[str, str, list[Row]]]:
    for name, held in copy.rooms.items():
        if isinstance(held, Mapping):
            for part, rows in held.items():
                yield _file(f"{name}-{part}"), f"{_title(name)}: {_word(str(part))}", _rows(rows)
        else:
            yield _file(name), _title(name), _rows(held)


def _rows(held: object) -> list[Row]:
    """Whatever a room handed in as rows: a list of mappings as it is, anything else as one value a row."""
    if held is None or held == [] or held == {}:
        return []
    if isinstance(held, Mapping):
        return [{"what": key, "value": value} for key, value in held.items()]
    if isinstance(held, Sequence) and not isinstance(held, str):
        return [dict(one) if isinstance(one, Mapping) else {"value": one} for one in held]
    return [{"value": held}]


def _table(file: str, title: str, rows: Sequence[Row], groups: Mapping[int, naming.GroupName]) -> Table:
    columns = tuple(dict.fromkeys(column for row in rows for column in row))
    shown = [one for one in columns if one not in _HIDDEN and not one.endswith("_member_id")]
    return Table(
        file,
        title,
        columns,
        [[_raw(row.get(column)) for column in columns] for row in rows],
        tuple(_word(column.removesuffix("_id")) for column in shown),
        [[_cell(column, row.get(column), groups) for column in shown] for row in rows],
    )


def _raw(value: object) -> object:
    if isinstance(value, Mapping | list | tuple):
        return json.dumps(value, ensure_ascii=False, default=str)
    return value.isoformat() if isinstance(value, datetime) else value


def _cell(column: str, value: object, groups: Mapping[int, naming.GroupName]) -> str:
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    if isinstance(value, int) and column in {"group", "group_id"} and value in groups:
        return groups[value].name
    if isinstance(value, int) and column in {"community", "community_id"}:
        return next((one.community for one in groups.values() if one.community_id == value), str(value))
    if isinstance(value, Mapping | list | tuple):
        return json.dumps(value, ensure_ascii=False, default=str) if value else ""
    return _moment(value) or str(value)


def _moment(value: object) -> str:
    """A moment in the organisation's zone; nothing when the value is none."""
    if isinstance(value, str):
        if len(value) < 19 or value[4:5] != "-" or value[10:11] not in {"T", " "}:
            return ""
        try:
            value = datetime.fromisoformat(value)
        except ValueError:
            return ""
    if not isinstance(value, datetime):
        return ""
    return f"{timezone.localtime(value):%Y-%m-%d %H:%M}" if value.tzinfo else f"{value:%Y-%m-%d %H:%M}"


def _group_names(copy: Copy) -> dict[int, naming.GroupName]:
    wanted = {one.group_id for one in copy.person.stays}
    for rows in copy.records.values():
        wanted |= {group for row in rows if isinstance(group := row.get("group_id"), int)}
    return naming.names_of_groups(wanted)


def _file(name: str) -> str:
    return (
        "".join(one if one.isalnum() and one.isascii() else "-" for one in name.lower()).strip("-") or "more"
    )


def _title(name: str) -> str:
    titles = {
        "profile": gettext("What you told about yourself"),
        "profile_before": gettext("What you told before"),
        "profile_asked": gettext("What you were asked"),
        "profile_listed": gettext("Where you are listed"),
        "consents": gettext("What you agreed to"),
        "requests": gettext("Your requests about your data"),
        "looks": gettext("Who looked at your data"),
        "growth": gettext("Points and check-ins"),
        "moderation": gettext("Moderation"),
        "playbooks": gettext("Playbooks that were about you"),
        "room": gettext("Our own rooms"),
        "outbox": gettext("What was sent to you"),
    }
    return titles.get(name) or (gettext(name) if name else name)


def _word(column: str) -> str:
    words = {
        "at": pgettext("column", "When"),
        "since": pgettext("column", "Since"),
        "name": pgettext("column", "Name"),
        "platform": pgettext("column", "Platform"),
        "account": pgettext("column", "Account"),
        "group": pgettext("column", "Group"),
        "community": pgettext("column", "Community"),
        "joined_at": pgettext("column", "Joined"),
        "left_at": pgettext("column", "Left"),
        "last_spoke_at": pgettext("column", "Last spoke"),
        "tag": pgettext("column", "Tag"),
        "purpose": pgettext("column", "Purpose"),
        "words": pgettext("column", "Words you read"),
        "answer": pgettext("column", "Answer"),
        "where": pgettext("column", "Where"),
        "why": pgettext("column", "Why"),
        "who": pgettext("column", "Who"),
        "times": pgettext("column", "Times"),
        "kind": pgettext("column", "Kind"),
        "state": pgettext("column", "State"),
        "text": pgettext("column", "Text"),
        "points": pgettext("column", "Points"),
        "reason": pgettext("column", "Reason"),
        "value": pgettext("column", "Value"),
        "what": pgettext("column", "What"),
        "code": pgettext("column", "Receipt"),
        "field": pgettext("column", "Question"),
        "source": pgettext("column", "Source"),
        "role": pgettext("column", "Role"),
    }
    return words.get(column) or column.replace("_", " ").strip()
