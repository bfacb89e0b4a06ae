"""Why a playbook did not start for somebody, in words."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _


def sentence(reason: str, detail: Sequence[Mapping[str, Any]]) -> str:
    """The sentence for the reason and the detail of a Skip."""
    known = _sentences()
    if reason in known:
        return known[reason]
    said = {"trigger": _("the trigger says no"), "audience": _("the audience says no")}.get(reason, reason)
    read = {part["text"]: part["value"] for part in detail if part["level"] > 0 or len(detail) == 1}
    listed = ", ".join(f"{name} = {_shown(value)}" for name, value in read.items())
    return _("It did not start: {said} because {read}").format(said=said, read=listed)


def _sentences() -> Mapping[str, str]:
    return {
        "bot": _("It did not start: programs are left out"),
        "paused": _("It did not start: the playbook was paused"),
        "once_only": _("It did not start: they had it before, and it is for once"),
        "too_soon": _("It did not start: the last time was too short ago"),
        "too_often": _("It did not start: they had it as often as is allowed"),
        "running": _("It did not start: it is under way for them already"),
        "cooling": _("It did not start: the last beginning was too short ago"),
        "same_key": _("It did not start: they had it for this very occasion"),
        "overlap": _("It did not start: the last occurrence was still under way"),
        "missed": _("It did not start: the hour had passed before Linli could look"),
        "not_in": _("It did not start: they are not in a group where it runs"),
        "elsewhere": _("It did not start: it does not run in this community"),
        "too_deep": _("It did not start: automations had led to each other too many times over"),
    }


def _shown(value: object) -> str:
    if value is None:
        return "null"
    return str(value).lower() if isinstance(value, bool) else str(value)
