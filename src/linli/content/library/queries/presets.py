"""What Linli brings along: words of style and a first set of message templates."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from linli.content.library.rules.style import Vocabulary
from linli.content.library.shapes import TemplatePreset

_FOLDER = Path(__file__).parents[1] / "presets"


@cache
def vocabulary() -> Vocabulary:
    """The words that hints look for."""
    document = _document("style.yaml")
    return Vocabulary(tuple(document["jargon"]), tuple(document["advertising"]))


@cache
def _templates() -> tuple[Mapping[str, Any], ...]:
    return tuple(_document("templates.yaml")["templates"])


def starter_set(language: str) -> list[TemplatePreset]:
    """A template or two for every scene, in both languages; `language` is that of their names."""
    english = language == "en"
    return [
        TemplatePreset(
            code=one["code"],
            name=one["name_en"] if english else one["name"],
            scene=one["scene"],
            texts={"zh-hans": one["zh"].strip(), "en": one["en"].strip()},
        )
        for one in _templates()
    ]


def _document(name: str) -> Mapping[str, Any]:
    document: Mapping[str, Any] = yaml.safe_load((_FOLDER / name).read_text(encoding="utf-8"))
    return document
