"""Takes a mapping apart and tells what is wrong with it; every getter returns something usable."""

import re
from collections.abc import Sequence
from datetime import time, timedelta

import yaml
from django.utils.translation import gettext as _

from linli.kernel.verbs import naming
from linli.run.playbooks.document.problems import Notes, Problem
from linli.run.playbooks.document.yaml_tree import ROOT

_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400}
_LONGEST = timedelta(days=3660)
_TEXT = "tag:yaml.org,2002:str"
_WHOLE = "tag:yaml.org,2002:int"
_FLAG = "tag:yaml.org,2002:bool"


class Reader:
    """A mapping at a path. All readers of one document write into the same notes."""

    def __init__(self, node: yaml.Node | None, path: str, line: int, notes: Notes) -> None:
        self.path, self.line, self.notes = path, line, notes
        self._nodes: dict[str, yaml.Node] = {}
        self._lines: dict[str, int] = {}
        self._asked: list[str] = []
        if isinstance(node, yaml.MappingNode):
            self._take(node)
        elif node is not None:
            self.tell("", _("Named values are needed here, like {{key: value}}.").format())

    def _take(self, node: yaml.MappingNode) -> None:
        for key, value in node.value:
            line = key.start_mark.line + 1
            if not isinstance(key, yaml.ScalarNode) or key.tag != _TEXT:
                self._tell_at(line, "", _("A key has to be a word; put it in quotes."))
            elif key.value in self._nodes:
                self._tell_at(line, key.value, _("This key is there twice."))
            else:
                self._nodes[key.value], self._lines[key.value] = value, line

    def tell(self, key: str, sentence: str) -> None:
        """Report a problem at a key ("" = the whole mapping)."""
        self._tell_at(self.line_of(key), key, sentence)

    def _tell_at(self, line: int, key: str, sentence: str) -> None:
        path = f"{self.path}.{key}".strip(".") or ROOT
        self.notes.problems.append(Problem(line, path, sentence))

    def line_of(self, key: str) -> int:
        """Where a key stands; the mapping's own line when it is absent."""
        return self._lines.get(key, self.line)

    def names(self) -> list[str]:
        """The keys that are there, in their order."""
        return list(self._nodes)

    def has(self, key: str) -> bool:
        """Is it there? Asking makes it a known key."""
        if key not in self._asked:
            self._asked.append(key)
            self.notes.lines[f"{self.path}.{key}".strip(".")] = self.line_of(key)
        return key in self._nodes

    def node(self, key: str) -> yaml.Node | None:
        """The raw node of a key."""
        return self._nodes[key] if self.has(key) else None

    def close(self) -> None:
        """Report the keys that nobody asked for."""
        for key in self._nodes:
            if key not in self._asked:
                hint = naming.did_you_mean(key, self._asked)
                self.tell(key, _('There is no key "{key}" here.').format(key=_short(key)) + hint)

    def child(self, key: str) -> "Reader":
        """The mapping under a key; an absent one reads as empty."""
        node = self.node(key)
        return Reader(node, f"{self.path}.{key}".strip("."), self.line_of(key), self.notes)

    def children(self, key: str) -> list["Reader"]:
        """The mappings in the list under a key; an absent one has none."""
        node = self.node(key)
        if node is None:
            return []
        if not isinstance(node, yaml.SequenceNode):
            self.tell(key, _("A list is needed here."))
            return []
        path = f"{self.path}.{key}".strip(".")
        return [
            Reader(one, f"{path}[{number}]", one.start_mark.line + 1, self.notes)
            for number, one in enumerate(node.value, start=1)
        ]

    def text(self, key: str, *, default: str | None = None, longest: int = 4000) -> str:
        """A text that is not empty."""
        node = self.node(key)
        if node is None and default is not None:
            return default
        if node is None:
            self.tell(key, _('"{key}" is missing.').format(key=key))
            return ""
        if not isinstance(node, yaml.ScalarNode) or node.tag != _TEXT or not node.value.strip():
            self.tell(key, _("A text is needed here; put it in quotes.").format())
            return ""
        if len(node.value) > longest:
            self.tell(key, _("This text is longer than {most} characters.").format(most=longest))
        return str(node.value)[:longest]

    def word(self, key: str, *, of: Sequence[str], default: str | None = None) -> str:
        """One of some words."""
        found = self.text(key, default=default)
        if found and found not in of:
            sentence = _('"{word}" is not known here; use one of {words}.')
            self.tell(key, sentence.format(word=_short(found), words=", ".join(of)) + _hint(found, of))
        return found if found in of else of[0]

    def name(self, key: str, *, default: str | None = None) -> str:
        """A short name of letters, digits, `-` and `_`."""
        found = self.text(key, default=default)
        if found and not re.fullmatch(r"[a-z][a-z0-9_-]{0,59}", found):
            sentence = _('"{word}" is not a name: use up to 60 small letters, digits, - and _.')
            self.tell(key, sentence.format(word=_short(found)))
            return ""
        return found

    def number(self, key: str, *, least: int, most: int, default: int | None = None) -> int:
        """A whole number between two bounds."""
        node = self.node(key)
        if node is None and default is not None:
            return default
        found = _whole(node)
        if found is None or not least <= found <= most:
            sentence = _("A whole number from {least} to {most} is needed here.")
            self.tell(key, sentence.format(least=least, most=most))
            return least
        return found

    def flag(self, key: str, *, default: bool) -> bool:
        """True or false."""
        node = self.node(key)
        if node is None:
            return default
        if not isinstance(node, yaml.ScalarNode) or node.tag != _FLAG:
            self.tell(key, _("Write true or false here."))
            return default
        return node.value.lower() in ("true", "yes", "on")

    def duration(self, key: str, *, default: timedelta | None = None) -> timedelta:
        """`30s`, `15m`, `24h` or `7d`."""
        node = self.node(key)
        if node is None and default is not None:
            return default
        value = node.value if isinstance(node, yaml.ScalarNode) else ""
        match = re.fullmatch(r"([1-9]\d{0,6})([smhd])", value)
        length = timedelta(seconds=int(match[1]) * _UNITS[match[2]]) if match else None
        if length is None or length > _LONGEST:
            self.tell(key, _("A length like 30s, 15m, 24h or 7d is needed here, ten years at most."))
            return timedelta(days=1)
        return length

    def clock(self, key: str) -> time:
        """A time of day, in quotes: YAML reads 21:30 as the number 1290."""
        node = self.node(key)
        plain = isinstance(node, yaml.ScalarNode) and node.style not in ("'", '"')
        if plain and isinstance(node, yaml.ScalarNode) and re.fullmatch(r"\d{1,2}:\d{2}", node.value):
            self.tell(key, _('Put the time in quotes: "{time}".').format(time=node.value))
            return time()
        value = node.value if isinstance(node, yaml.ScalarNode) else ""
        if not re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", value):
            self.tell(key, _('A time like "21:30" is needed here.'))
            return time()
        return time.fromisoformat(value)


def _whole(node: yaml.Node | None) -> int | None:
    if isinstance(node, yaml.ScalarNode) and node.tag == _WHOLE and re.fullmatch(r"-?\d{1,15}", node.value):
        return int(node.value)
    return None


def _hint(word: str, known: Sequence[str]) -> str:
    return naming.did_you_mean(word, known) if len(known) > 6 else ""


def _short(text: str) -> str:
    """The text as it is quoted in a sentence: on one line, and not for long."""
    line = " ".join(text.split())
    return line if len(line) <= 40 else f"{line[:39]}…"
