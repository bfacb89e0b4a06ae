"""The columns of a file and what somebody wants done with it."""

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from linli.people.profiles.files.limits import CannotRead
from linli.people.profiles.queries import fields as known
from linli.people.profiles.queries.fields import FieldLine
from linli.people.profiles.rules import headings as rules
from linli.people.profiles.rules.headings import FIELD


@dataclass(frozen=True)
class Options:
    """What to do with a file.

    community_id  fields of this community count, too
    creates       rows about nobody known make members
    overwrites    the file wins over what members said themselves
    sees_personal columns of personal fields are taken; else they are left out
    reach         only members of these communities may be written (None: all)
    """

    community_id: int | None = None
    creates: bool = False
    overwrites: bool = False
    sees_personal: bool = True
    reach: tuple[int, ...] | None = None


@dataclass(frozen=True)
class Column:
    """A heading, what it means ("" is left out), and the field it fills."""

    heading: str
    meaning: str
    field: FieldLine | None = None
    look_up: Mapping[str, str] = dataclasses.field(default_factory=dict)

    @property
    def kind(self) -> str:
        """The type of its field; "" for ids and names."""
        return self.field.kind if self.field else ""


def columns_of(headings: Sequence[str], options: Options) -> list[Column]:
    """What every column means. Raises CannotRead when two mean the same, or none says anything."""
    fields = {
        one.code: one
        for one in known.fields_for(options.community_id)
        if options.sees_personal or not one.is_personal
    }
    words = {rules.plain(name): one.code for one in reversed(list(fields.values())) for name in one.names}
    try:
        meanings = rules.meanings(headings, words)
    except rules.TwiceTheSame as twice:
        raise CannotRead(
            _("the columns “{one}” and “{other}” mean the same: leave one out").format(
                one=twice.one[:40], other=twice.other[:40]
            )
        ) from twice
    if not set(meanings) & {"id", "account", "name"} and not any(one.startswith(FIELD) for one in meanings):
        raise CannotRead(_("no heading of this file is known: name the columns after your fields"))
    if not any(meanings) or not _can_find(meanings, fields):
        raise CannotRead(
            _("nothing here says who a row is about: add a column id, account and channel, phone or name")
        )
    return [_column(heading, meaning, fields) for heading, meaning in zip(headings, meanings, strict=True)]


def restore(kept: Sequence[Mapping[str, str]], options: Options) -> list[Column]:
    """Columns as they were kept with an import."""
    fields = {one.code: one for one in known.fields_for(options.community_id)}
    return [_column(one["heading"], one["meaning"], fields) for one in kept]


def _column(heading: str, meaning: str, fields: Mapping[str, FieldLine]) -> Column:
    found = fields.get(meaning.removeprefix(FIELD)) if meaning.startswith(FIELD) else None
    if meaning.startswith(FIELD) and found is None:
        return Column(heading, "")
    return Column(heading, meaning, found, found.look_up if found else {})


def _can_find(meanings: Sequence[str], fields: Mapping[str, FieldLine]) -> bool:
    if set(meanings) & {"id", "name", "account"}:
        return True
    found = [fields[one.removeprefix(FIELD)] for one in meanings if one.startswith(FIELD)]
    return any(one.tells_apart or one.kind in {"phone", "email"} for one in found)
