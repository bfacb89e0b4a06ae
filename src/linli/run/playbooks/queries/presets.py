"""The playbooks that Linli brings along: what each is for, and its text in one language."""

from collections.abc import Mapping
from functools import lru_cache
from importlib import resources
from typing import Any

import msgspec
import yaml
from django.utils.translation import gettext as _

from linli.kernel.errors import Refusal
from linli.run.playbooks.document import writing
from linli.run.playbooks.document.vocabulary import LANGUAGES

_FOLDER = "linli.run.playbooks.presets.library"


class NoSuchPreset(Refusal):
    """Linli brings no playbook of this code."""

    def __init__(self) -> None:
        super().__init__(_("there is no ready-made playbook of this name: choose one of the library"))


class Preset(msgspec.Struct, frozen=True):
    """A ready-made playbook in one language.

    purpose  what it is for
    whom     for which communities or members
    needs    roles and inputs it asks for
    takes    how long a run lasts
    source   the YAML, ready to be saved as a draft
    """

    code: str
    title: str
    purpose: str
    whom: str
    needs: str
    takes: str
    table: str
    subject: str
    steps: int
    source: str


def presets(language: str) -> tuple[Preset, ...]:
    """Every ready-made playbook in a language ("zh-hans" or "en"), in the order of the library."""
    return _presets(language if language in LANGUAGES else "en")


def get_preset(code: str, language: str) -> Preset:
    """The ready-made playbook of a code, or NoSuchPreset."""
    for one in presets(language):
        if one.code == code:
            return one
    raise NoSuchPreset


@lru_cache(maxsize=len(LANGUAGES))
def _presets(language: str) -> tuple[Preset, ...]:
    files = sorted(resources.files(_FOLDER).iterdir(), key=lambda one: one.name)
    trees = [yaml.safe_load(one.read_text(encoding="utf-8")) for one in files if one.name.endswith(".yaml")]
    return tuple(_preset(picked(tree, language), language) for tree in trees)


def _preset(tree: Mapping[str, Any], language: str) -> Preset:
    about = tree["about"]
    document = {key: value for key, value in tree.items() if key != "about"}
    document = {**dict(list(document.items())[:3]), "language": language, **document}
    return Preset(
        code=tree["id"],
        title=tree["title"],
        purpose=tree["purpose"],
        whom=about["whom"],
        needs=about["needs"],
        takes=about["takes"],
        table=tree.get("table", ""),
        subject=tree["subject"],
        steps=len(tree["steps"]),
        source=writing.to_yaml(document),
    )


def picked(value: Any, language: str) -> Any:
    """The value with every text that is given by language in one of them only."""
    if isinstance(value, dict):
        if value.keys() == set(LANGUAGES):
            return value[language]
        return {key: picked(one, language) for key, one in value.items()}
    if isinstance(value, list):
        return [picked(one, language) for one in value]
    return value
