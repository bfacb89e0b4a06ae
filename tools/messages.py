"""Joins the translations that each room keeps in locale/parts and compiles them for Django.

python tools/messages.py           write locale/zh_Hans/LC_MESSAGES/django.mo
python tools/messages.py --check   fail where two rooms translate the same words differently
"""

import ast
import struct
import sys
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PARTS = ROOT / "locale" / "parts"
TARGET = ROOT / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.mo"
HEADER = "Content-Type: text/plain; charset=UTF-8\nLanguage: zh_Hans\nPlural-Forms: nplurals=1; plural=0;\n"
MAGIC = 0x950412DE


@dataclass
class Entry:
    """One translated message, as a `.po` file spells it."""

    place: str
    words: dict[str, str] = field(default_factory=dict)

    @property
    def key(self) -> str:
        context = f"{self.words['msgctxt']}\x04" if "msgctxt" in self.words else ""
        plural = f"\0{self.words['msgid_plural']}" if "msgid_plural" in self.words else ""
        return f"{context}{self.words['msgid']}{plural}"

    @property
    def translation(self) -> str:
        return self.words.get("msgstr") or self.words.get("msgstr[0]", "")


def read(path: Path) -> list[Entry]:
    """The entries of a `.po` file; SystemExit names a line that cannot be read."""
    entries: list[Entry] = []
    keyword = ""
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        text = line.strip()
        if not text or text.startswith("#"):
            continue
        if not text.startswith('"'):
            keyword, _, text = text.partition(" ")
            is_new = not entries or "msgid" in entries[-1].words
            if keyword == "msgctxt" or (keyword == "msgid" and is_new):
                entries.append(Entry(f"{path.name}:{number}"))
        try:
            entries[-1].words[keyword] = entries[-1].words.get(keyword, "") + ast.literal_eval(text.strip())
        except (SyntaxError, ValueError, IndexError):
            sys.exit(f"{path}:{number}: this line is not part of a translation.")
    return [entry for entry in entries if entry.words.get("msgid")]


def join(paths: list[Path]) -> tuple[dict[str, str], list[str]]:
    """All translations by message, and a sentence for each message that two places translate differently."""
    joined: dict[str, Entry] = {}
    conflicts = []
    for entry in (entry for path in paths for entry in read(path) if entry.translation):
        first = joined.setdefault(entry.key, entry)
        if first.translation != entry.translation:
            conflicts.append(
                f"{entry.words['msgid']!r} is {first.translation!r} in {first.place}"
                f" but {entry.translation!r} in {entry.place}; give one of them a msgctxt."
            )
    return {key: entry.translation for key, entry in joined.items()}, conflicts


def compiled(messages: dict[str, str]) -> bytes:
    """The binary catalogue: a header, two tables of (length, offset), then the texts, sorted."""
    pairs = [(key.encode(), words.encode()) for key, words in {"": HEADER, **messages}.items()]
    pairs.sort()
    offset = 28 + 16 * len(pairs)
    tables: list[list[int]] = [[], []]
    texts = b""
    for side in (0, 1):
        for pair in pairs:
            tables[side] += [len(pair[side]), offset + len(texts)]
            texts += pair[side] + b"\0"
    head = struct.pack("<7I", MAGIC, 0, len(pairs), 28, 28 + 8 * len(pairs), 0, offset)
    return head + struct.pack(f"<{4 * len(pairs)}I", *tables[0], *tables[1]) + texts


def main() -> None:
    messages, conflicts = join(sorted(PARTS.glob("*.po")))
    if "--check" in sys.argv[1:]:
        sys.exit("\n".join(conflicts) or 0)
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    TARGET.write_bytes(compiled(messages))
    print(f"{len(messages)} messages in Chinese.")


if __name__ == "__main__":
    main()
