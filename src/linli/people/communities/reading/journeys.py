"""Ways members commonly take, as templates to begin with."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from django.utils.translation import get_language

_FILE = Path(__file__).parents[1] / "presets" / "journeys.yaml"


@dataclass(frozen=True)
class Journey:
    """A way with its steps, in the reader's language."""

    code: str
    name: str
    steps: tuple[str, ...]


def journeys() -> list[Journey]:
    """Every template, in the reader's language."""
    tongue = "zh" if (get_language() or "zh-hans").startswith("zh") else "en"
    return [Journey(one["code"], one["name"][tongue], tuple(one["steps"][tongue])) for one in _documents()]


@cache
def _documents() -> list[dict[str, Any]]:
    return list(yaml.safe_load(_FILE.read_text(encoding="utf-8")))
