"""How a personal value looks to somebody who may not see it: enough to recognise, not enough to use."""

from enum import StrEnum

STAR = "*"


class Kind(StrEnum):
    """What a value is."""

    PHONE = "phone"
    EMAIL = "email"
    NAME = "name"
    ID_NUMBER = "id_number"
    ACCOUNT = "account"
    TEXT = "text"


def mask(value: str, kind: Kind | str) -> str:
    """The value with its middle starred out. Never longer than the value; nothing stays nothing.

    phone 138******78, e-mail l***@example.com, name 苏*, id number 3***************2, account ab***,
    other text only its length.
    """
    text = value.strip()
    if not text:
        return ""
    if kind == Kind.EMAIL and "@" in text:
        name, _at, domain = text.rpartition("@")
        return f"{_middle(name, 1, 0)}@{domain}"
    keep = _KEPT.get(Kind(kind), (0, 0))
    return _middle(text, *keep)


def _middle(text: str, head: int, tail: int) -> str:
    """At least half of it, and at least one character, is starred."""
    while head + tail > len(text) // 2 and (head or tail):
        head, tail = (head, tail - 1) if tail else (head - 1, tail)
    hidden = STAR * (len(text) - head - tail)
    return text[:head] + hidden + (text[-tail:] if tail else "")


_KEPT = {
    Kind.PHONE: (3, 2),
    Kind.NAME: (1, 0),
    Kind.ID_NUMBER: (1, 1),
    Kind.ACCOUNT: (2, 0),
    Kind.EMAIL: (1, 0),
}
