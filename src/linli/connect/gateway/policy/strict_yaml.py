"""YAML as people should write it here: no tags, anchors or repeated keys, and times in quotes.

A plain loader takes the last of two equal keys, builds objects from tags, and reads 21:30 as 1290.
"""

from collections.abc import Hashable
from typing import Any

import yaml
from django.utils.translation import gettext as _

from linli.kernel.errors import Refusal

LONGEST_BYTES = 200_000


class BadYaml(Refusal):
    """The text is not YAML, or more of YAML than a document may use; the message names the line."""


def load_one(text: str) -> Any:
    """The one document in a text as plain values, or BadYaml."""
    documents = load_all(text)
    if len(documents) != 1:
        raise BadYaml(_("one document is expected here, not {count}").format(count=len(documents)))
    return documents[0]


def load_all(text: str) -> list[Any]:
    """Every document in a text, or BadYaml."""
    if len(text.encode()) > LONGEST_BYTES:
        raise BadYaml(_("the document is longer than {size} kB").format(size=LONGEST_BYTES // 1000))
    try:
        return [one for one in yaml.load_all(text, Loader=_Loader) if one is not None]  # noqa: S506 - a safe one
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 1
        sentence = _("line {line}: {problem}")
        raise BadYaml(sentence.format(line=line, problem=error.problem or error.context)) from None
    except (yaml.YAMLError, ValueError) as error:
        line_of_it = (str(error).splitlines() or ["?"])[0]
        raise BadYaml(_("this is not YAML: {problem}").format(problem=line_of_it)) from None
    except RecursionError:
        raise BadYaml(_("this is nested too deeply")) from None


class _Loader(yaml.SafeLoader):
    """SafeLoader without tags, anchors and repeated keys; dates and times of day stay the text they are."""

    def compose_node(self, parent: Any, index: Any) -> Any:
        event = self.peek_event()  # type: ignore[no-untyped-call]  # not in the stubs
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise _mistake(event, _("anchors and aliases (& and *) are not allowed"))
        if getattr(event, "tag", None):
            raise _mistake(event, _("tags (!) are not allowed"))
        return super().compose_node(parent, index)

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        seen: set[str] = set()
        for key, _value in node.value:
            if not isinstance(key, yaml.ScalarNode) or key.tag != "tag:yaml.org,2002:str":
                sentence = _("the key {key} is not a word; put it in quotes")
                raise _mistake(key, sentence.format(key=repr(getattr(key, "value", "?"))))
            if key.value in seen:
                raise _mistake(key, _("the key {key} is there twice").format(key=repr(key.value)))
            seen.add(key.value)
        return super().construct_mapping(node, deep)


def _mistake(place: Any, sentence: str) -> yaml.MarkedYAMLError:
    return yaml.MarkedYAMLError(problem=sentence, problem_mark=place.start_mark)


_Loader.yaml_implicit_resolvers = {
    letter: [(tag, pattern) for tag, pattern in pairs if not tag.endswith(("timestamp", "merge"))]
    for letter, pairs in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
