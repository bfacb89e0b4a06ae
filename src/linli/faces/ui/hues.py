"""The six hues of the interface, and the stable choice of one from a name."""

import zlib
from typing import Literal, get_args

Hue = Literal["green", "amber", "rose", "sky", "violet", "grey"]
HUES: tuple[Hue, ...] = get_args(Hue)
_FOR_NAMES: tuple[Hue, ...] = ("green", "amber", "sky", "violet", "rose")


class UnknownHue(ValueError):
    """A component was given a hue that tokens.css does not have."""


def css(hue: str) -> str:
    """The class of a hue, as `ll-green`; UnknownHue for any other word."""
    if hue not in HUES:
        raise UnknownHue(f"{hue!r} is no hue; say one of {', '.join(HUES)}")
    return f"ll-{hue}"


def of_name(name: str) -> Hue:
    """The same hue for the same name, everywhere and always."""
    return _FOR_NAMES[zlib.crc32(name.encode()) % len(_FOR_NAMES)]


def initial(name: str) -> str:
    """One character that stands for a name: the first letter or ideograph, upper case; `·` for none."""
    for character in name:
        if character.isalnum():
            return character.upper()
    return "·"
