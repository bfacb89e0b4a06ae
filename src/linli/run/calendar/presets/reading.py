"""Ready-made columns in both languages, and which of them a type of community should use or avoid."""

from collections.abc import Sequence
from functools import cache
from pathlib import Path

import msgspec
from django.utils.translation import gettext as _

from linli.kernel.errors import Refusal

_FOLDER = Path(__file__).parent


class NoSuchPreset(Refusal):
    """No ready-made column has this code."""

    def __init__(self) -> None:
        super().__init__(_("there is no such ready-made column: choose one of the list"))


class Words(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The same in both languages."""

    zh: str
    en: str

    def of(self, language: str) -> str:
        """In this language (`en`, `zh-hans`)."""
        return self.zh if language.startswith("zh") else self.en


class Preset(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A column as it is taken up; see `models.Column`."""

    code: str
    name: Words
    about: Words
    kind: str
    category: str
    aim: str
    repeats: str
    at: str
    sub_goal: Words
    metric: str
    text: Words
    weekdays: tuple[int, ...] = ()
    month_days: tuple[int, ...] = ()
    minutes: int = 30
    target: int | None = None


class Fit(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Columns for some types of community: those to `use`, those to `avoid` (codes of presets), and why."""

    types: tuple[str, ...]
    use: tuple[str, ...]
    avoid: tuple[str, ...]
    why: Words


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    columns: tuple[Preset, ...]
    fits: tuple[Fit, ...]


def presets() -> Sequence[Preset]:
    """Every ready-made column."""
    return _read().columns


def get_preset(code: str) -> Preset:
    """A ready-made column, or NoSuchPreset."""
    for one in presets():
        if one.code == code:
            return one
    raise NoSuchPreset


def find_fit(type_code: str) -> Fit | None:
    """What fits a type of community; None where nothing is known of it."""
    return next((one for one in _read().fits if type_code in one.types), None)


@cache
def _read() -> _File:
    text = (_FOLDER / "columns.yaml").read_text(encoding="utf-8")
    return msgspec.yaml.decode(text, type=_File)
