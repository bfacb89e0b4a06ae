"""Single values: what a text, a length or a time looks like, and the sentence when it does not."""

import re
from collections.abc import Callable, Sequence
from datetime import date, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import yaml
from django.utils.translation import gettext as _

from linli.kernel.verbs import naming
from linli.run.playbooks.document import grammar
from linli.run.playbooks.document.grammar import Kind

UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400}
LONGEST = timedelta(days=3660)
LENGTH, SIGNED_LENGTH = r"[1-9]\d{0,6}[smhd]", r"[+-]?\d{1,7}[smhd]"
CLOCK = r"([01]\d|2[0-3]):[0-5]\d"
ZONE = r"UTC|[A-Za-z0-9_+-]+(/[A-Za-z0-9_+-]+)+"
NAME = r"[a-z][a-z0-9_-]{0,59}"
MOST_LISTED = 12
_TAG = "tag:yaml.org,2002:"

Plain = str | int | bool | timedelta | time | date


class Unfit(ValueError):
    """A value is not what is needed; `sentence` says what is."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


def read(node: yaml.Node, kind: Kind) -> Plain:
    """The value of a node, or Unfit."""
    return _READERS[type(kind)](node, kind)


def fallback(kind: Kind) -> Plain:
    """What stands in for a value that could not be read, so that reading goes on."""
    match kind:
        case grammar.Word(of=of):
            return of[0]
        case grammar.Whole(least=least):
            return least
        case grammar.Flag():
            return False
        case grammar.Length():
            return timedelta(days=1)
        case grammar.Clock():
            return time()
        case grammar.Day():
            return date(2000, 1, 1)
        case grammar.Zone(words=words):
            return words[0] if words else "UTC"
    return ""


def short(text: str) -> str:
    """The text as it is quoted in a sentence: on one line, and not for long."""
    line = " ".join(text.split())
    return line if len(line) <= 40 else f"{line[:39]}…"


def unknown_word(word: str, known: Sequence[str]) -> str:
    """The sentence for a word that is none of the known ones."""
    if len(known) > MOST_LISTED:
        return _('"{word}" is not known here.').format(word=short(word)) + naming.did_you_mean(word, known)
    sentence = _('"{word}" is not known here; use one of {words}.')
    hint = naming.did_you_mean(word, known) if len(known) > 6 else ""
    return sentence.format(word=short(word), words=", ".join(known)) + hint


def _is(node: yaml.Node, kind: str) -> bool:
    return isinstance(node, yaml.ScalarNode) and node.tag == _TAG + kind


def _written(node: yaml.Node) -> str:
    return str(node.value) if isinstance(node, yaml.ScalarNode) else ""


def _text(node: yaml.Node, kind: Kind) -> str:
    longest = kind.longest if isinstance(kind, grammar.Text | grammar.Words) else grammar.LONGEST_TEXT
    if not _is(node, "str") or not _written(node).strip():
        raise Unfit(_("A text is needed here; put it in quotes."))
    found = _written(node)
    if len(found) > longest:
        raise Unfit(_("This text is longer than {most} characters.").format(most=longest))
    return found


def _word(node: yaml.Node, kind: Kind) -> str:
    found = _text(node, kind)
    if isinstance(kind, grammar.Word) and found not in kind.of:
        raise Unfit(unknown_word(found, kind.of))
    return found


def _name(node: yaml.Node, kind: Kind) -> str:
    found = _text(node, kind)
    if not re.fullmatch(NAME, found):
        sentence = _('"{word}" is not a name: use up to 60 small letters, digits, - and _.')
        raise Unfit(sentence.format(word=short(found)))
    return found


def _whole(node: yaml.Node, kind: Kind) -> int:
    least, most = (kind.least, kind.most) if isinstance(kind, grammar.Whole) else (0, 0)
    written = _written(node)
    is_whole = _is(node, "int") and re.fullmatch(r"-?(0|[1-9]\d{0,14})", written)
    if not is_whole or not least <= int(written) <= most:
        sentence = _("A whole number from {least} to {most} is needed here.")
        raise Unfit(sentence.format(least=least, most=most))
    return int(written)


def _flag(node: yaml.Node, _kind: Kind) -> bool:
    if not _is(node, "bool"):
        raise Unfit(_("Write true or false here."))
    return _written(node).lower() in ("true", "yes", "on")


def length(written: str, *, is_signed: bool = False) -> timedelta | None:
    """The length of a text like `15m`, or None when it is not one."""
    if not re.fullmatch(SIGNED_LENGTH if is_signed else LENGTH, written):
        return None
    found = timedelta(seconds=int(written[:-1]) * UNITS[written[-1]])
    return found if abs(found) <= LONGEST else None


def _length(node: yaml.Node, kind: Kind) -> timedelta:
    is_signed = isinstance(kind, grammar.Length) and kind.is_signed
    found = length(_written(node), is_signed=is_signed)
    if found is None and is_signed:
        raise Unfit(_("A length before or after is needed here, like -3d, 0d or 2h."))
    if found is None:
        raise Unfit(_("A length like 30s, 15m, 24h or 7d is needed here, ten years at most."))
    return found


def _clock(node: yaml.Node, _kind: Kind) -> time:
    written = _written(node)
    is_quoted = isinstance(node, yaml.ScalarNode) and node.style in ("'", '"')
    if not is_quoted and re.fullmatch(r"\d{1,2}:\d{2}", written):
        raise Unfit(_('Put the time in quotes: "{time}".').format(time=written))
    if not re.fullmatch(CLOCK, written):
        raise Unfit(_('A time like "21:30" is needed here.'))
    return time.fromisoformat(written)


def _day(node: yaml.Node, _kind: Kind) -> date:
    try:
        if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", _written(node)):
            raise ValueError
        return date.fromisoformat(_written(node))
    except ValueError:
        raise Unfit(_("A date like 2026-12-24 is needed here.")) from None


def _zone(node: yaml.Node, kind: Kind) -> str:
    words = kind.words if isinstance(kind, grammar.Zone) else ()
    found = _text(node, kind)
    if found in words:
        return found
    try:
        if "/" not in found and found != "UTC":
            raise ValueError
        ZoneInfo(found)
    except (ValueError, OSError, ZoneInfoNotFoundError):
        known = ", ".join([*words, "Asia/Shanghai"])
        sentence = _('"{word}" is no time zone; use {words} or another IANA name.')
        raise Unfit(sentence.format(word=short(found), words=known)) from None
    return found


def _scalar(node: yaml.Node, kind: Kind) -> str:
    longest = kind.longest if isinstance(kind, grammar.Scalar) else grammar.LONGEST_TEXT
    if not isinstance(node, yaml.ScalarNode) or not node.value.strip() or _is(node, "null"):
        raise Unfit(_("A text or a number is needed here."))
    if len(node.value) > longest:
        raise Unfit(_("This text is longer than {most} characters.").format(most=longest))
    return str(node.value)


_READERS: dict[type, Callable[[yaml.Node, Kind], Plain]] = {
    grammar.Text: _text,
    grammar.Words: _text,
    grammar.Word: _word,
    grammar.Name: _name,
    grammar.Whole: _whole,
    grammar.Flag: _flag,
    grammar.Length: _length,
    grammar.Clock: _clock,
    grammar.Day: _day,
    grammar.Zone: _zone,
    grammar.Scalar: _scalar,
}
