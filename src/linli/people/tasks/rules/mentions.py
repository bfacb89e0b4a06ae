"""Whom a comment addresses."""

from collections.abc import Mapping


def mentioned(text: str, names: Mapping[int, str]) -> list[int]:
    """Ids of the people whose "@name" stands in the text; of two names that begin alike the longer counts."""
    found = set()
    rest = text.casefold()
    for id, name in sorted(names.items(), key=lambda one: (-len(one[1]), one[0])):
        token = "@" + name.strip().casefold()
        if len(token) > 1 and token in rest:
            found.add(id)
            rest = rest.replace(token, " ")
    return sorted(found)
