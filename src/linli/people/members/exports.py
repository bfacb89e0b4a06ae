"""What rooms hold about a person beyond this one: each registers a function, so that an export is complete.

A room calls `register` from its `apps.py` (`ready`). The function gets the ids a member has or had (merged
records included), runs in the organisation's scope, and returns plain values: what `json.dumps` takes.
"""

from collections.abc import Callable, Mapping, Sequence

Plain = str | int | float | bool | None | Sequence["Plain"] | Mapping[str, "Plain"]
Exporter = Callable[[Sequence[int]], Plain]

_exporters: dict[str, Exporter] = {}


def register(name: str, function: Exporter) -> None:
    """Add a section to every export, under the room's name. A second one of that name is a mistake."""
    if _exporters.get(name, function) is not function:
        raise ValueError(f"two rooms export {name!r}")
    _exporters[name] = function


def registered() -> Mapping[str, Exporter]:
    """Every section by name."""
    return dict(sorted(_exporters.items()))
