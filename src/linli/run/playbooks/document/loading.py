"""Walks a tree along the grammar: every mistake of form is told where it stands, and all else can be used."""

import re
from collections.abc import Mapping
from typing import Any

import yaml
from django.utils.translation import gettext as _

from linli.kernel.verbs import naming
from linli.run.playbooks.document import grammar, scalars
from linli.run.playbooks.document.grammar import Kind
from linli.run.playbooks.document.problems import Notes, Place
from linli.run.playbooks.document.scalars import short
from linli.run.playbooks.document.yaml_tree import ROOT

Tree = dict[str, Any]
"""A mapping that was read: known keys only; a key that had to be there is, whatever stands in for it."""

_WORD = "tag:yaml.org,2002:str"


def load(node: yaml.Node, kind: grammar.Map, notes: Notes) -> Tree:
    """A whole document; what is wrong with its form goes into the notes."""
    return _Walk(notes).mapping(node, kind, "", (1, 1))


class _Walk:
    def __init__(self, notes: Notes) -> None:
        self.notes = notes

    def tell(self, path: str, place: Place, sentence: str) -> None:
        self.notes.tell(path or ROOT, sentence, place)

    def value(self, node: yaml.Node, kind: Kind, path: str, place: Place) -> Any:
        match kind:
            case grammar.Map():
                return self.mapping(node, kind, path, place)
            case grammar.Listing():
                return self.listing(node, kind, path, place)
            case grammar.Either(plain=plain, mapping=mapping):
                inner = mapping if isinstance(node, yaml.MappingNode) else plain
                return self.value(node, inner, path, place)
            case grammar.Words(languages=languages) if isinstance(node, yaml.MappingNode):
                return self.words(node, kind, languages, path, place)
        try:
            return scalars.read(node, kind)
        except scalars.Unfit as unfit:
            self.tell(path, place, unfit.sentence)
            return scalars.fallback(kind)

    def words(
        self, node: yaml.Node, kind: grammar.Words, languages: tuple[str, ...], path: str, place: Place
    ) -> Tree:
        inner = grammar.Map({one: grammar.Key(grammar.Text(kind.longest)) for one in languages})
        found = self.mapping(node, inner, path, place)
        if not found:
            sentence = _("A text is needed in one of {languages}.")
            self.tell(path, place, sentence.format(languages=", ".join(languages)))
        return found

    def listing(self, node: yaml.Node, kind: grammar.Listing, path: str, place: Place) -> list[Any]:
        if not isinstance(node, yaml.SequenceNode):
            self.tell(path, place, _("A list is needed here."))
            return []
        if len(node.value) > kind.most:
            sentence = _("There are {count} entries; at most {most} are allowed.")
            if kind.by:
                sentence = _("There are {count} steps; at most {most} are allowed.")
            self.tell(path, place, sentence.format(count=len(node.value), most=kind.most))
        return [
            self.value(one, kind.item, _path_of(one, kind.by, path, number), _place(one))
            for number, one in enumerate(node.value[: kind.most], start=1)
        ]

    def mapping(self, node: yaml.Node, kind: grammar.Map, path: str, place: Place) -> Tree:
        if not isinstance(node, yaml.MappingNode):
            self.tell(path, place, _("Named values are needed here, like {{key: value}}.").format())
            return dict(_stand_in(kind))
        entries = self.entries(node, path)
        self.notes.places.setdefault(path or ROOT, place)
        found: Tree = {}
        for name, key in kind.keys.items():
            here = f"{path}.{name}".strip(".")
            if name in entries:
                where, value = entries[name]
                self.notes.places[here] = where
                found[name] = self.value(value, key.kind, here, where)
            elif key.is_required:
                self.tell(here, place, _('"{key}" is missing.').format(key=name))
                found[name] = _stand_in(key.kind)
        for name, (where, value) in entries.items():
            if name not in kind.keys:
                self.other(name, where, value, kind, path, found)
        return {name: found[name] for name in [*entries, *found] if name in found}

    def other(
        self, name: str, where: Place, value: yaml.Node, kind: grammar.Map, path: str, found: Tree
    ) -> None:
        """A name that is no known key: a free one, or a mistake."""
        here = f"{path}.{name}".strip(".")
        if kind.others is not None and re.fullmatch(kind.pattern, name):
            self.notes.places[here] = where
            found[name] = self.value(value, kind.others, here, where)
        elif kind.others is not None:
            sentence = _('"{word}" is not a name: use up to 60 small letters, digits, - and _.')
            self.tell(here, where, sentence.format(word=short(name)))
        else:
            hint = naming.did_you_mean(name, kind.keys)
            if not hint and kind.one_of and not any(one in found for one in kind.one_of):
                hint = " " + _("One of {keys} is needed.").format(keys=", ".join(kind.one_of))
            self.tell(here, where, _('There is no key "{key}" here.').format(key=short(name)) + hint)

    def entries(self, node: yaml.MappingNode, path: str) -> Mapping[str, tuple[Place, yaml.Node]]:
        found: dict[str, tuple[Place, yaml.Node]] = {}
        for key, value in node.value:
            if not isinstance(key, yaml.ScalarNode) or key.tag != _WORD:
                self.tell(path, _place(key), _("A key has to be a word; put it in quotes."))
            elif key.value in found:
                self.tell(f"{path}.{key.value}".strip("."), _place(key), _("This key is there twice."))
            else:
                found[key.value] = (_place(key), value)
        return found


def _place(node: yaml.Node) -> Place:
    return node.start_mark.line + 1, node.start_mark.column + 1


def _path_of(node: yaml.Node, by: str, path: str, number: int) -> str:
    """`steps.welcome` where the item has a usable name, else `steps[2]`."""
    if by and isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            is_name = isinstance(value, yaml.ScalarNode) and re.fullmatch(scalars.NAME, value.value)
            if isinstance(key, yaml.ScalarNode) and key.value == by and is_name:
                return f"{path}.{value.value}"
    return f"{path}[{number}]"


def _stand_in(kind: Kind) -> Any:
    match kind:
        case grammar.Map(keys=keys):
            return {name: _stand_in(key.kind) for name, key in keys.items() if key.is_required}
        case grammar.Listing():
            return []
        case grammar.Either(plain=plain):
            return _stand_in(plain)
    return scalars.fallback(kind)
