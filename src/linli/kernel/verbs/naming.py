"""Names of verbs and probes: their form, and the nearest known one when somebody mistypes."""

import difflib
import re
from collections.abc import Iterable

from django.utils.translation import gettext as _

_DOTTED = re.compile(r"[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)+")


def is_dotted(name: str) -> bool:
    """True for `room.action_name`: lower-case words with a dot between."""
    return _DOTTED.fullmatch(name) is not None


def nearest(name: str, known: Iterable[str]) -> str | None:
    """The known name that looks most like this one, or None when nothing is close."""
    listed = sorted(known)
    close = difflib.get_close_matches(name, listed, n=1, cutoff=0.6)
    if close:
        return close[0]
    last = name.rsplit(".", 1)[-1]
    return next((candidate for candidate in listed if candidate.rsplit(".", 1)[-1] == last), None)


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """` Did you mean "x"?` with a leading space, or nothing."""
    guess = nearest(name, known)
    return " " + _('Did you mean "{guess}"?').format(guess=guess) if guess else ""
