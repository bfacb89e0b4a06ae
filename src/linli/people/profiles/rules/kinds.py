"""What a field can hold, and how what somebody typed becomes what is stored. Wrong input is `Unfit`."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import StrEnum

from linli.people.profiles.rules import regions

LONGEST = {"text": 200, "long_text": 2_000}
MOST_CHOICES = 30
BIGGEST = Decimal(10) ** 12
SEPARATOR = ","
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
_DATE = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?(?:[ T]00:00(?::00)?)?")
_EMAIL = re.compile(r"[^@\s,;<>()\"']{1,64}@(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,24}")
_YES = frozenset({"yes", "y", "true", "1", "是", "有", "对", "√", "✓"})
_NO = frozenset({"no", "n", "false", "0", "否", "无", "没有", "不是", "×", "✗"})


class Kind(StrEnum):
    """The types of a field."""

    TEXT = "text"
    LONG_TEXT = "long_text"
    NUMBER = "number"
    DATE = "date"
    CHOICE = "choice"
    CHOICES = "choices"
    YES_NO = "yes_no"
    REGION = "region"
    PHONE = "phone"
    EMAIL = "email"


WITH_CHOICES = frozenset({Kind.CHOICE, Kind.CHOICES})
TELLING = frozenset({Kind.PHONE, Kind.EMAIL})


class Unfit(ValueError):
    """An answer that does not fit its field: `code` says how, `params` fill the sentence."""

    def __init__(self, code: str, **params: object) -> None:
        super().__init__(code)
        self.code = code
        self.params = params


@dataclass(frozen=True)
class Clean:
    """An answer as it is stored; "" when nothing was said. `number` only for numbers."""

    value: str
    number: Decimal | None = None


EMPTY = Clean("")


def clean(kind: str, given: str | Sequence[str], *, choices: Mapping[str, str] | None = None) -> Clean:
    """What `given` is stored as. `choices` leads from codes and labels, in small letters, to codes.

    Several choices are stored as their codes with commas, sorted. Raises Unfit.
    """
    texts = [given] if isinstance(given, str) else list(given)
    if kind == Kind.CHOICES:
        return _choices(texts, choices or {})
    if len(texts) > 1:
        raise Unfit("one")
    text = _CONTROL.sub("", unicodedata.normalize("NFC", texts[0])).strip() if texts else ""
    if not text:
        return EMPTY
    if kind == Kind.CHOICE:
        return Clean(_choice(text, choices or {}))
    if kind == Kind.NUMBER:
        return _number(text)
    return Clean(_CLEANERS[Kind(kind)](text))


def look_up(codes_and_labels: Sequence[tuple[str, Sequence[str]]]) -> dict[str, str]:
    """From every code and label of some choices, in small letters, to the code; a code beats a label."""
    found: dict[str, str] = {}
    for code, labels in codes_and_labels:
        found |= {_plain(label): code for label in labels if label}
    return found | {_plain(code): code for code, _ in codes_and_labels}


def parts(value: str) -> list[str]:
    """The codes of several choices as stored."""
    return value.split(SEPARATOR) if value else []


def _plain(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split()).casefold()


def _choice(text: str, choices: Mapping[str, str]) -> str:
    try:
        return choices[_plain(text)]
    except KeyError:
        raise Unfit("choice") from None


def _choices(texts: Sequence[str], choices: Mapping[str, str]) -> Clean:
    wanted: set[str] = set()
    for text in texts:
        if _plain(text) in choices:
            wanted.add(choices[_plain(text)])
            continue
        wanted |= {_choice(one, choices) for one in re.split(r"[,，、;；|/\n]", text) if one.strip()}
    if len(wanted) > MOST_CHOICES:
        raise Unfit("many", most=MOST_CHOICES)
    return Clean(SEPARATOR.join(sorted(wanted)))


def _number(text: str) -> Clean:
    plain = unicodedata.normalize("NFKC", text).replace(",", "").replace(" ", "")
    try:
        number = Decimal(plain)
    except InvalidOperation:
        raise Unfit("number") from None
    if not number.is_finite() or abs(number) > BIGGEST:
        raise Unfit("number")
    rounded = round(number, 4).normalize()
    shown = f"{rounded:f}"
    return Clean("0" if shown == "-0" else shown, rounded)


def _text(text: str) -> str:
    line = " ".join(text.split())
    if len(line) > LONGEST["text"]:
        raise Unfit("long", most=LONGEST["text"])
    return line


def _long_text(text: str) -> str:
    lines = re.sub(r"\n{3,}", "\n\n", text.replace("\r\n", "\n").replace("\r", "\n"))
    if len(lines) > LONGEST["long_text"]:
        raise Unfit("long", most=LONGEST["long_text"])
    return lines


def _date(text: str) -> str:
    found = _DATE.fullmatch(unicodedata.normalize("NFKC", text))
    if found is None:
        raise Unfit("date")
    try:
        day = date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError:
        raise Unfit("date") from None
    if not 1900 <= day.year <= 2100:
        raise Unfit("date")
    return day.isoformat()


def _yes_no(text: str) -> str:
    plain = _plain(text)
    if plain in _YES:
        return "yes"
    if plain in _NO:
        return "no"
    raise Unfit("yes_no")


def _region(text: str) -> str:
    if (place := regions.canonical(text)) is None:
        raise Unfit("region")
    return place


def _phone(text: str) -> str:
    plain = re.sub(r"[\s().·-]", "", unicodedata.normalize("NFKC", text)).lstrip("'")
    plain = re.sub(r"\.0$", "", plain)
    if local := re.fullmatch(r"(?:\+?86|0086)?(1[3-9]\d{9})", plain):
        return local[1]
    if re.fullmatch(r"0\d{2,3}[2-8]\d{6,7}", plain) or re.fullmatch(r"\+[1-9]\d{6,14}", plain):
        return plain
    raise Unfit("phone")


def _email(text: str) -> str:
    plain = unicodedata.normalize("NFKC", text).strip().casefold()
    if len(plain) > 254 or not _EMAIL.fullmatch(plain):
        raise Unfit("email")
    return plain


_CLEANERS = {
    Kind.TEXT: _text,
    Kind.LONG_TEXT: _long_text,
    Kind.DATE: _date,
    Kind.YES_NO: _yes_no,
    Kind.REGION: _region,
    Kind.PHONE: _phone,
    Kind.EMAIL: _email,
}
