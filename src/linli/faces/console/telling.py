"""Sentences about events in the reader's language, the codes inside them in words."""

from collections.abc import Mapping

from django.utils.translation import gettext, pgettext

from linli.connect.gateway.outbox import explain
from linli.faces.console import effects


def tell(sentence: str, params: Mapping[str, str | int], kind: str) -> str:
    """The sentence of an event (see `members.queries.sentences`) as a reader sees it."""
    said = {name: _in_words(name, value, kind) for name, value in params.items()}
    return gettext(sentence) % said


def _in_words(name: str, value: str | int, kind: str) -> str | int:
    if not isinstance(value, str):
        return value
    if name == "verb":
        return effects.verb_words(value)
    if name == "reason":
        return explain.reason(value) if kind.startswith("effect.") else _earned_by(value)
    return _outcome(value) if name == "outcome" else value


def _earned_by(reason: str) -> str:
    return {
        "message": pgettext("earned by", "a message"),
        "check_in": pgettext("earned by", "checking in"),
        "merge": pgettext("earned by", "merged records"),
        "sanctioned": pgettext("earned by", "taken back after a measure"),
    }.get(reason, reason)


def _outcome(outcome: str) -> str:
    return {
        "done": pgettext("outcome", "done"),
        "left": pgettext("outcome", "left the group"),
        "sanctioned": pgettext("outcome", "sanctioned"),
        "stopped": pgettext("outcome", "stopped"),
        "timeout": pgettext("outcome", "nobody did it in time"),
    }.get(outcome, outcome)
