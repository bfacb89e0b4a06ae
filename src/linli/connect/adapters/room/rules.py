"""Bounds of a room: names, texts, emoji, how fast one may speak, how long one may change one's words."""

import re
import unicodedata
from datetime import timedelta

LONGEST_NAME = 20
LONGEST_TEXT = 2_000
MOST_IN_A_ROW = 10
IN_A_ROW = timedelta(seconds=10)
MOST_NEWCOMERS = 60
NEWCOMERS_IN = timedelta(minutes=1)
CHANGEABLE_FOR = timedelta(minutes=15)
RECALLABLE_FOR = timedelta(hours=24)
EMOJI = ("👍", "❤️", "😄", "🎉", "🔥", "🙏")
LINLI = "linli"
LINLI_NAME = "小邻"

# Control characters, and those that turn the direction of writing around.
_UNSEEN = re.compile(r"[\x00-\x09\x0b-\x1f\x7f\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]")


def clean_name(name: str) -> str:
    """A name as it is shown: one line, single spaces, no invisible characters; "" when nothing is left."""
    seen = _UNSEEN.sub("", unicodedata.normalize("NFC", name.replace("\n", " ")))
    return " ".join(seen.split())


def clean_text(text: str) -> str:
    """What was typed, with plain line ends and without invisible characters around or inside it."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return _UNSEEN.sub("", unicodedata.normalize("NFC", lines)).strip()


def is_reserved(name: str) -> bool:
    """Would this name be taken for Linli's own?"""
    folded = unicodedata.normalize("NFKC", name).casefold().replace(" ", "")
    return folded in {LINLI, LINLI_NAME, "小邻linli", "linli小邻", "小邻/linli"}


def mentioned(text: str, names: dict[str, str]) -> list[tuple[str, str]]:
    """(name, external id) of everybody whose name stands after an @ in a text; the longest name that fits.

    names  name -> external id of those in the room
    """
    found: dict[str, str] = {}
    by_length = sorted(names, key=len, reverse=True)
    for place in re.finditer("@", text):
        rest = text[place.end() :]
        name = next((one for one in by_length if rest.startswith(one)), None)
        if name is not None:
            found[name] = names[name]
    return list(found.items())


def toggled(reactions: dict[str, list[str]], emoji: str, who: str) -> tuple[dict[str, list[str]], bool]:
    """The reactions after `who` tapped an emoji, and whether it is on now."""
    present = list(reactions.get(emoji, []))
    is_on = who not in present
    present = [*present, who] if is_on else [one for one in present if one != who]
    changed = {**reactions, emoji: present}
    return {key: people for key, people in changed.items() if people}, is_on
