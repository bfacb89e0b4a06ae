"""The home of a community in words: its type and where it differs, its beginning, and what needs somebody."""

from collections.abc import Mapping
from typing import Protocol

from django.utils.translation import gettext

from linli.people.communities import sentences, words
from linli.people.communities.deciding.types import POLICED
from linli.people.communities.reading.home import Home


class Told(Protocol):
    """What is read of a community's row here."""

    type_label: str
    capacity: int | None
    side: str
    goals: list[str]
    from_stage: str
    to_stage: str
    policy: Mapping[str, object]


def told(community: Told, home: Home) -> dict[str, object]:
    """What the page needs beyond the row itself."""
    usual = {one.field: one for one in home.differences}
    return {
        "home": home,
        "room_words": gettext("Capacity {n}").format(n=community.capacity) if community.capacity else "",
        "type_name": community.type_label or (home.type.name if home.type else ""),
        "side": words.say("side", community.side) if community.side else "",
        "goals": [words.say("goal", one) for one in community.goals],
        "path": [words.say("aidass", one) for one in (community.from_stage, community.to_stage) if one],
        "policy": [
            (words.say("field", name), _own(community, name), _usual(usual.get(name)))
            for name in POLICED
            if _has(community, name)
        ],
        "checklist": [(one, words.say("item", one.code)) for one in home.checklist],
        "is_begun": all(one.is_done for one in home.checklist),
        "alerts": [(sentences.alert(one), sentences.advice(one)) for one in home.alerts],
        "mixtures": [sentences.mixture(one) for one in home.mixtures],
        "suggested": home.suggestion.stage.value if home.suggestion else "",
        "suggested_words": words.say("stage", home.suggestion.stage) if home.suggestion else "",
        "evidence": [sentences.evidence(*one) for one in home.suggestion.evidence] if home.suggestion else [],
        "criteria": [(words.say("figure", one.figure), one) for one in home.criteria],
    }


def _value(community: Told, name: str) -> object:
    return getattr(community, name) if hasattr(community, name) else community.policy.get(name)


def _own(community: Told, name: str) -> str:
    return words.value_of(name, _value(community, name))


def _has(community: Told, name: str) -> bool:
    return _value(community, name) not in (None, "", [], ())


def _usual(one: object) -> str:
    field, value = getattr(one, "field", ""), getattr(one, "usual", None)
    return words.value_of(field, value) if field else ""
