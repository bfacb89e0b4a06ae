"""What a message shows of the tie it makes, read once when it arrives: its words are not kept. Pure."""

import re
from hashlib import blake2b

THANKS, ASKS, WELCOMES = 1, 2, 4
MOST = 32_000

_THANKS = re.compile(
    r"谢谢|谢了|多谢|感谢|谢啦|谢大佬|3q|蟹蟹|学到了|很有用|解决了|搞定了|弄好了|原来如此|明白了|懂了|受教"
    r"|\b(?:thanks?|thank\s+you|thx|ty|cheers|merci|danke)\b"
    r"|\b(?:that\s+(?:works|worked|helps|helped|did\s+it|makes\s+sense)|it\s+works?(?:\s+now)?|got\s+it"
    r"|perfect|awesome)\b",
    re.IGNORECASE,
)
_NO_THANKS = re.compile(
    r"不用谢|不客气|没解决|不明白|不懂|没懂|没明白|no\s+thanks|thanks?\s+(?:but\s+)?no\b", re.IGNORECASE
)
_BEGS = re.compile(
    r"请问|求助|求教|求问|请教|有人知道|有没有(?:大佬|人)|问下|问一下|问个|萌新|\b(?:anyone\s+know|how\s+(?:do|can|to))\b",
    re.IGNORECASE,
)
_ENDS_ASKING = re.compile(r"[?？]|(?:吗|呢|么)[^\w]*$")
_END = 30

_WELCOMES = re.compile(r"欢迎|新人|\bwelcome\b(?!\s+back)", re.IGNORECASE)
_YOU_ARE_WELCOME = re.compile(r"you(?:'|’)?(?:re| are)\s+welcome|^\s*welcome\s*[.!]*\s*$", re.IGNORECASE)
_LEADING = re.compile(r"^\s*@?([^\s:：,，@]{2,40})\s*[:：,，]|^\s*@([^\s:：,，@]{2,40})")
_WIDE = re.compile(r"[\u3000-\u9fff\uac00-\ud7ff\uff00-\uffef]")


def marks_of(text: str) -> int:
    """THANKS, ASKS and WELCOMES, as far as the words show them."""
    marks = 0
    if _THANKS.search(text) and not _NO_THANKS.search(text):
        marks |= THANKS
    if _BEGS.search(text) or _ENDS_ASKING.search(text.rstrip()[-_END:]):
        marks |= ASKS
    if _WELCOMES.search(text) and not _YOU_ARE_WELCOME.search(text):
        marks |= WELCOMES
    return marks


def size_of(text: str) -> int:
    """How much was said, in Latin letters: a wide character says as much as three of them."""
    return min(len(text) + 2 * len(_WIDE.findall(text)), MOST)


def addressed_in(text: str) -> str:
    """The name a message begins with ("Su: …", "@Su …"), as `digest_of_name` wants it; "" for none."""
    found = _LEADING.match(text[:120])
    if not found:
        return ""
    return found.group(1) or found.group(2) or ""


def digest(*parts: object) -> int:
    """64 bits, signed, that stand for a platform's id; never 0, which stands for none."""
    joined = "\x1f".join(str(part) for part in parts).encode("utf-8", "surrogatepass")
    return int.from_bytes(blake2b(joined, digest_size=8).digest(), "big", signed=True) or 1


def digest_of_name(name: str) -> int:
    """The same for a name as people type it: case, and the underscores of a taken nickname, do not count."""
    plain = name.strip().lower().rstrip("_`'|")
    return digest("name", plain) if plain else 0
