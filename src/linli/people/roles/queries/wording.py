"""The roles of a community: the ready-made eight in its own wording, and those it added."""

from dataclasses import dataclass

from django.utils.translation import gettext
from django.utils.translation import gettext as _

from linli.kernel.errors import Refusal
from linli.people.roles.models import RoleType
from linli.people.roles.rules import parts
from linli.people.roles.rules.parts import PRESETS, Preset


class NoSuchRole(Refusal):
    """A code no role of this community has."""

    def __init__(self, code: str) -> None:
        super().__init__(
            _("there is no role “%(code)s” in this community: choose one of its roles") % {"code": code}
        )


@dataclass(frozen=True)
class Part:
    """A role as a community words it, in the language now active where the wording is ours.

    `is_named` the source we follow names it; `is_own` the community wrote or changed it.
    """

    code: str
    name: str
    does: str
    start: str
    reinforce: str
    wanted: int
    recipe: str
    is_named: bool
    is_own: bool
    is_preset: bool


def parts_of(community_id: int) -> list[Part]:
    """Every role of a community: the presets in their order, then its own, oldest first."""
    rows = {row.code: row for row in RoleType.objects.filter(community_id=community_id).order_by("id")}
    found = [_of_row(rows.pop(one.code), one) if one.code in rows else _of_preset(one) for one in PRESETS]
    return found + [_of_row(row, None) for row in rows.values()]


def get_part(community_id: int, code: str) -> Part:
    """One role, or NoSuchRole."""
    part = next((one for one in parts_of(community_id) if one.code == code), None)
    if part is None:
        raise NoSuchRole(code[: parts.MAX_CODE])
    return part


def role_names(community_ids: list[int]) -> dict[tuple[int, str], str]:
    """What roles are called, by community and code; one query."""
    own = RoleType.objects.filter(community_id__in=community_ids).values_list("community_id", "code", "name")
    found = {(id, one.code): gettext(one.name) for id in community_ids for one in PRESETS}
    found.update({(id, code): name for id, code, name in own})
    return found


def _of_preset(one: Preset) -> Part:
    return Part(
        code=one.code,
        name=gettext(one.name),
        does=gettext(one.does),
        start=one.start,
        reinforce=gettext(one.reinforce),
        wanted=one.wanted,
        recipe=one.recipe,
        is_named=not one.is_ours,
        is_own=False,
        is_preset=True,
    )


def _of_row(row: RoleType, preset: Preset | None) -> Part:
    return Part(
        code=row.code,
        name=row.name,
        does=row.does,
        start=row.start,
        reinforce=row.reinforce,
        wanted=row.wanted,
        recipe=row.recipe,
        is_named=preset is not None and not preset.is_ours,
        is_own=True,
        is_preset=preset is not None,
    )
