"""What fields and their choices may be called."""

import re
import unicodedata
from collections.abc import Sequence

GROUPS = (
    "objective",
    "need_business",
    "need_knowledge",
    "need_life",
    "attention",
    "preference",
    "exchange",
    "expectation",
    "other",
)
SEEN_BY = ("member", "staff", "personal")
MAX_NAME = 60
MAX_PURPOSE = 200
MAX_CHOICES = 60
MAX_CODE = 40
_CODE = re.compile(r"[a-z][a-z0-9_]{0,39}")
_CHOICE_CODE = re.compile(r"[a-z0-9][a-z0-9_+-]{0,39}")


def is_code(code: str) -> bool:
    """May a field be known by this?"""
    return bool(_CODE.fullmatch(code))


def clean_name(name: str) -> str:
    """A name on one line without width variants."""
    return " ".join(unicodedata.normalize("NFKC", name).split())


def choices_from(text: str) -> list[dict[str, str]]:
    """Choices written one a line: `name`, `name | English`, or `code | name | English`.

    Those without a code get one; an empty line is no choice.
    """
    found = []
    for line in text.splitlines():
        pieces = [clean_name(piece) for piece in line.split("|")][:3]
        if not any(pieces):
            continue
        if len(pieces) == 3:
            code, name, english = pieces
        else:
            code, name, english = "", pieces[0], pieces[1] if len(pieces) == 2 else ""
        found.append({"code": code, "name": name, "name_en": english})
    return _with_codes(found)


def choices_to_text(choices: Sequence[dict[str, str]]) -> str:
    """The same choices as they are written in a form."""
    return "\n".join(
        f"{one['code']} | {one['name']} | {one.get('name_en', '')}".rstrip(" |") for one in choices
    )


def are_choices(choices: Sequence[dict[str, str]]) -> bool:
    """Are these choices that can be told apart, 2 to MAX_CHOICES of them?"""
    codes = [one["code"] for one in choices]
    names = [one["name"] for one in choices]
    return (
        2 <= len(choices) <= MAX_CHOICES
        and len(set(codes)) == len(codes)
        and len(set(names)) == len(names)
        and all(_CHOICE_CODE.fullmatch(code) for code in codes)
        and all(1 <= len(name) <= MAX_NAME for name in names)
    )


def _with_codes(choices: list[dict[str, str]]) -> list[dict[str, str]]:
    taken = {one["code"] for one in choices}
    for number, one in enumerate(choices, start=1):
        if one["code"]:
            continue
        wanted = one["name_en"] or one["name"]
        code = re.sub(r"[^a-z0-9]+", "_", wanted.casefold()).strip("_")[:MAX_CODE] or f"c{number}"
        one["code"] = code if code not in taken else f"{code[:34]}_{number}"
        taken.add(one["code"])
    return choices
