"""A document as YAML that people like to read: short mappings on one line, long texts in blocks."""

import re
from collections.abc import Mapping
from typing import Any

import yaml

from linli.run.playbooks.document import grammar, keys, yaml_tree
from linli.run.playbooks.document.grammar import Kind
from linli.run.playbooks.document.loading import Tree

_ONE_LINE = 88
_BREAKS = re.compile(r"[\r\x85\u2028\u2029]")


def to_yaml(tree: Mapping[str, Any]) -> str:
    """The text of a document given as plain named values: texts, whole numbers, true and false."""
    return yaml.dump(tree, Dumper=_Dumper, allow_unicode=True, width=100, sort_keys=False)


def one_line(value: Any) -> str:
    """Any plain value as YAML on one line."""
    text = yaml.dump(
        value,
        Dumper=_OneLine,
        allow_unicode=True,
        width=10**6,
        sort_keys=False,
        default_flow_style=True,
    )
    return text.removesuffix("...\n").strip()


def to_tree(source: str) -> Tree:
    """The plain named values of a document whose form is right; what a text says stays as it is written."""
    found = _plain(yaml_tree.read(source), keys.DOCUMENT)
    return found if isinstance(found, dict) else {}


def _plain(node: yaml.Node, kind: Kind | None) -> Any:
    if isinstance(kind, grammar.Either):
        kind = kind.mapping if isinstance(node, yaml.MappingNode) else kind.plain
    if isinstance(node, yaml.MappingNode):
        keys_of = kind.keys if isinstance(kind, grammar.Map) else {}
        others = kind.others if isinstance(kind, grammar.Map) else None
        return {
            key.value: _plain(value, keys_of[key.value].kind if key.value in keys_of else others)
            for key, value in node.value
        }
    if isinstance(node, yaml.SequenceNode):
        item = kind.item if isinstance(kind, grammar.Listing) else None
        return [_plain(one, item) for one in node.value]
    if isinstance(kind, grammar.Whole):
        return int(node.value)
    if isinstance(kind, grammar.Flag):
        return node.value.lower() in ("true", "yes", "on")
    return str(node.value)


class _OneLine(yaml.SafeDumper):
    """Writes everything on one line; what breaks lines is quoted."""


class _Dumper(yaml.SafeDumper):
    """Indents lists, and writes a mapping or list on one line where that is short and simple."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        super().increase_indent(flow, False)


def _text(dumper: yaml.SafeDumper, text: str) -> yaml.Node:
    style = None
    if _BREAKS.search(text):
        style = '"'
    elif "\n" in text and all(line == line.rstrip() for line in text.split("\n")):
        style = "|"
    elif re.fullmatch(r"\d+:\d+", text):
        style = '"'
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


def _mapping(dumper: yaml.SafeDumper, value: dict[str, Any]) -> yaml.Node:
    is_short = _is_simple(value) and len(one_line(value)) <= _ONE_LINE
    return dumper.represent_mapping("tag:yaml.org,2002:map", value, flow_style=is_short)


def _list(dumper: yaml.SafeDumper, value: list[Any]) -> yaml.Node:
    is_short = all(not isinstance(one, dict | list) for one in value) and len(one_line(value)) <= _ONE_LINE
    return dumper.represent_sequence("tag:yaml.org,2002:seq", value, flow_style=is_short)


def _is_simple(value: dict[str, Any], levels: int = 2) -> bool:
    """No text of several lines, and little inside each other."""
    for one in value.values():
        if isinstance(one, dict):
            if levels == 1 or not _is_simple(one, levels - 1):
                return False
        elif isinstance(one, list):
            if any(isinstance(item, dict | list) for item in one):
                return False
        elif isinstance(one, str) and "\n" in one:
            return False
    return True


def _text_in_line(dumper: yaml.SafeDumper, text: str) -> yaml.Node:
    style = '"' if "\n" in text or _BREAKS.search(text) else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_OneLine.add_representer(str, _text_in_line)
_Dumper.add_representer(str, _text)
_Dumper.add_representer(dict, _mapping)
_Dumper.add_representer(list, _list)
