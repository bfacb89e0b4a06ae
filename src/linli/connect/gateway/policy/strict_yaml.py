"""YAML as people should write it here: no tags, anchors or repeated keys, and times in quotes.

A plain loader takes the last of two equal keys, builds objects from tags, and reads 21:30 as 1290.
"""

from collections.abc import Hashable
from typing import Any

import yaml

from linli.kernel.errors import Refusal

LONGEST_BYTES = 200_000


class BadYaml(Refusal):
    """The text is not YAML, or more of YAML than a document may use; the message names the line."""


def load_one(text: str) -> Any:
    """The one document in a text as plain values, or BadYaml."""
    documents = load_all(text)
    if len(documents) != 1:
        raise BadYaml(f"one document is expected here, not {len(documents)}")
    return documents[0]


def load_all(text: str) -> list[Any]:
    """Every document in a text, or BadYaml."""
    if len(text.encode()) > LONGEST_BYTES:
        raise BadYaml(f"the document is longer than {LONGEST_BYTES // 1000} kB")
    try:
        return [one for one in yaml.load_all(text, Loader=_Loader) if one is not None]  # noqa: S506 - a safe one
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        where = f"line {mark.line + 1}: " if mark else ""
        raise BadYaml(f"{where}{error.problem or error.context or 'this is not YAML'}") from None
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise BadYaml(
            f"this is not YAML: {str(error).splitlines()[0] if str(error) else 'too deep'}"
        ) from None


class _Loader(yaml.SafeLoader):
    """SafeLoader without tags, anchors and repeated keys; dates and times of day stay the text they are."""

    def compose_node(self, parent: Any, index: Any) -> Any:
        event = self.peek_event()  # type: ignore[no-untyped-call]  # not in the stubs
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise yaml.MarkedYAMLError(
                problem="anchors and aliases (& and *) are not allowed", problem_mark=event.start_mark
            )
        if getattr(event, "tag", None):
            raise yaml.MarkedYAMLError(problem="tags (!) are not allowed", problem_mark=event.start_mark)
        return super().compose_node(parent, index)

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        seen: set[str] = set()
        for key, _value in node.value:
            if not isinstance(key, yaml.ScalarNode) or key.tag != "tag:yaml.org,2002:str":
                raise yaml.MarkedYAMLError(
                    problem=f"the key {getattr(key, 'value', '?')!r} is not a word; put it in quotes",
                    problem_mark=key.start_mark,
                )
            if key.value in seen:
                raise yaml.MarkedYAMLError(
                    problem=f"the key {key.value!r} is there twice", problem_mark=key.start_mark
                )
            seen.add(key.value)
        return super().construct_mapping(node, deep)


_Loader.yaml_implicit_resolvers = {
    letter: [(tag, pattern) for tag, pattern in pairs if not tag.endswith(("timestamp", "merge"))]
    for letter, pairs in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
