"""Values in cells and back: texts as they are, everything else as YAML on one line, nothing as a formula."""

import json
import re
from datetime import date, datetime, time
from typing import Any

import yaml

from linli.run.playbooks.document import grammar, writing
from linli.run.playbooks.document.grammar import Kind

LONGEST = 32_000
_ERRORS = frozenset({"#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!"})
_STARTS = ("=", "+", "-", "@", "'", "\t")
_ODD = re.compile(
    r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff\ud800-\udfff]|_x[0-9A-Fa-f]{4}_"
)
_YES, _NO = ("true", "yes"), ("false", "no")


class Unreadable(ValueError):
    """A cell holds what cannot be taken; `reason` is formula, error, long or yaml."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def is_structured(kind: Kind) -> bool:
    """Is it a mapping or a list, or may it be?"""
    return isinstance(kind, grammar.Map | grammar.Listing | grammar.Either)


def to_cell(value: Any) -> str | int | bool:
    """A plain value as a cell."""
    if isinstance(value, dict | list):
        return writing.one_line(value)
    if isinstance(value, bool | int):
        return value
    text = str(value)
    if _ODD.search(text):
        return json.dumps(text)
    if text != text.strip() or text[:1] in ('"', "{", "["):
        return json.dumps(text, ensure_ascii=False)
    return f"'{text}" if text.startswith(_STARTS) else text


def plain(cell: object) -> object:
    """What somebody typed into a cell, as a text or a number; None when it is empty."""
    if cell is None or (isinstance(cell, str) and not cell.strip()):
        return None
    if isinstance(cell, bool | int):
        return cell
    if isinstance(cell, float):
        return int(cell) if cell.is_integer() else f"{cell:.15g}"
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time.min else cell.isoformat(" ", "minutes")
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, time):
        return cell.strftime("%H:%M")
    if not isinstance(cell, str):
        raise Unreadable("formula")
    if cell.startswith("=") and len(cell) > 1:
        raise Unreadable("formula")
    if cell in _ERRORS:
        raise Unreadable("error")
    if len(cell) > LONGEST:
        raise Unreadable("long")
    return cell.strip().replace("\r\n", "\n")


def from_cell(cell: object, kind: Kind | None) -> Any:
    """The value of a cell, as the grammar wants it there."""
    if isinstance(kind, grammar.Whole):
        return int(cell) if isinstance(cell, str) and re.fullmatch(r"\d{1,9}", cell) else cell
    if isinstance(kind, grammar.Flag):
        written = str(cell).lower()
        return True if written in _YES else False if written in _NO else cell
    if isinstance(cell, bool):
        return "true" if cell else "false"
    text = str(cell)
    if text.startswith('"') and text.endswith('"') and len(text) > 1:
        return _quoted(text)
    if text[:1] in ("{", "[") and (kind is None or is_structured(kind)):
        return _yaml(text)
    return text[1:] if text.startswith("'") else text


def _quoted(text: str) -> str:
    try:
        found = json.loads(text, strict=False)
    except ValueError:
        return text
    return found if isinstance(found, str) else text


def _yaml(text: str) -> Any:
    """YAML of plain mappings, lists and texts; what a text says stays as it is written."""
    try:
        for token in yaml.scan(text, Loader=yaml.SafeLoader):
            if isinstance(token, yaml.AnchorToken | yaml.AliasToken | yaml.TagToken):
                raise Unreadable("yaml")
        node = yaml.compose(text, Loader=yaml.SafeLoader)
    except (yaml.YAMLError, ValueError, RecursionError):
        raise Unreadable("yaml") from None
    return _of(node)


def _of(node: yaml.Node | None) -> Any:
    if isinstance(node, yaml.MappingNode):
        found = {str(key.value): _of(value) for key, value in node.value}
        if len(found) != len(node.value):
            raise Unreadable("yaml")
        return found
    if isinstance(node, yaml.SequenceNode):
        return [_of(one) for one in node.value]
    if isinstance(node, yaml.ScalarNode):
        if node.tag.endswith(":int") and re.fullmatch(r"-?(0|[1-9]\d{0,14})", node.value):
            return int(node.value)
        if node.tag.endswith(":bool") and node.value in ("true", "false"):
            return node.value == "true"
        return str(node.value)
    raise Unreadable("yaml")
