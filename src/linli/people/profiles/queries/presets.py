"""The ready-made information template, and the invented member who filled it."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

_PATH = Path(__file__).parents[1] / "presets" / "template.yaml"


@dataclass(frozen=True)
class PresetField:
    """A field of the template, with its words in both languages."""

    code: str
    group: str
    kind: str
    name: str
    name_en: str
    purpose: str
    purpose_en: str
    choices: tuple[tuple[str, str, str], ...]
    is_required: bool
    is_asked: bool
    is_sensitive: bool
    seen_by: str
    stale_after_days: int | None


@cache
def template() -> tuple[PresetField, ...]:
    """Every field of the template, in order."""
    return tuple(_field(one) for one in _document()["fields"])


@cache
def example() -> Mapping[str, str]:
    """The answers of an invented member, as they are stored, by code."""
    return {code: str(value) for code, value in _document()["example"].items()}


@cache
def _document() -> Mapping[str, Any]:
    document: Mapping[str, Any] = yaml.safe_load(_PATH.read_text(encoding="utf-8"))
    return document


def _field(one: Mapping[str, Any]) -> PresetField:
    return PresetField(
        code=one["code"],
        group=one["group"],
        kind=one["kind"],
        name=one["name"],
        name_en=one["en"],
        purpose=one["why"],
        purpose_en=one["why_en"],
        choices=tuple((code, name, english) for code, name, english in one.get("choices", ())),
        is_required=one.get("required", False),
        is_asked=one.get("asked", True),
        is_sensitive=one.get("sensitive", False),
        seen_by=one["seen_by"],
        stale_after_days=one.get("stale"),
    )
