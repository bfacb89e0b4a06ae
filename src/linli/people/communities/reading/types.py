"""The types of communities an organisation has: Linli's presets, its own wordings of them, its own types."""

from functools import cache
from pathlib import Path

import yaml
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from linli.kernel.errors import Refusal
from linli.people.communities.deciding import types
from linli.people.communities.deciding.types import Difference, TypePolicy, Value
from linli.people.communities.models import Community, CommunityType

_FOLDER = Path(__file__).parents[1] / "presets"


class NoSuchType(Refusal):
    """No type has this code."""

    def __init__(self, code: str) -> None:
        super().__init__(_("there is no community type “%(code)s”: choose one of the list") % {"code": code})


def community_types(*, language: str | None = None, with_retired: bool = False) -> list[TypePolicy]:
    """Every type in the order of the presets, the organisation's own ones after them; one query."""
    tongue = language or get_language() or "zh-hans"
    rows = {row.code: row for row in CommunityType.objects.order_by("id")}
    listed = [
        _of_row(rows[code], is_own=False) if code in rows else types.policy_of(document, language=tongue)
        for code, document in presets().items()
    ]
    listed += [_of_row(row, is_own=True) for code, row in rows.items() if code not in presets()]
    return [one for one in listed if with_retired or not one.is_retired]


def find_type(code: str, *, language: str | None = None) -> TypePolicy | None:
    """The type of a code, retired ones too; None for "" and for what is not there."""
    if not code:
        return None
    row = CommunityType.objects.filter(code=code).first()
    if row is not None:
        return _of_row(row, is_own=code not in presets())
    if code not in presets():
        return None
    return types.policy_of(presets()[code], language=language or get_language() or "zh-hans")


def get_type(code: str, *, language: str | None = None) -> TypePolicy:
    """The type of a code, or NoSuchType."""
    found = find_type(code, language=language)
    if found is None:
        raise NoSuchType(code)
    return found


def own_values(community: Community) -> dict[str, Value]:
    """How a community is run, by the names of `types.POLICED`."""
    listed: dict[str, Value] = {name: getattr(community, name) for name in types.COLUMNS}
    for name in types.POLICED:
        if name not in types.COLUMNS:
            value = community.policy.get(name)
            listed[name] = tuple(value) if isinstance(value, list) else value
    return listed


def differences(community: Community, usual: TypePolicy | None = None) -> list[Difference]:
    """Where a community differs from its type; the type is read unless it is given."""
    found = usual or find_type(community.type_code, language=community.language)
    return types.differences(own_values(community), found)


def is_exempt_from_criteria(community: Community) -> bool:
    """Do people come into this community without criteria, because of its type?"""
    found = find_type(community.type_code)
    return found is not None and found.exempt_from_criteria


@cache
def presets() -> dict[str, dict[str, object]]:
    """The documents of Linli's presets by their codes, in their order."""
    listed = yaml.safe_load((_FOLDER / "types.yaml").read_text(encoding="utf-8"))
    return {one["code"]: one for one in listed}


def _of_row(row: CommunityType, *, is_own: bool) -> TypePolicy:
    document = {**row.document, "code": row.code, "name": row.name}
    return types.marked(types.policy_of(document, language=""), is_own=is_own, is_changed=not is_own)
