"""Topics and discussions in words, and the tabs above their pages."""

from collections.abc import Sequence

from django.urls import reverse
from django.utils.translation import gettext, pgettext

from linli.faces.ui.components.heatmap import HeatCell, Heatmap, HeatRow
from linli.faces.ui.components.tabs import Tab

KIND_HUES = {"universal": "green", "professional": "sky", "personal": "violet"}
STATE_HUES = {"planned": "sky", "open": "green", "done": "grey", "cancelled": "rose"}


def tabs(current: str) -> list[Tab]:
    """The pages about topics; `current` is the name of one."""
    named = (
        ("topics", gettext("Bank of topics")),
        ("topics-talk", gettext("What they talk about")),
        ("discussions", gettext("Discussions")),
        ("rhythm", gettext("Rhythm")),
    )
    return [Tab(words, reverse(f"console:{name}"), name == current) for name, words in named]


def kind_words(kind: str) -> str:
    """A kind of topic."""
    return {
        "universal": pgettext("topic", "Universal"),
        "professional": pgettext("topic", "Professional"),
        "personal": pgettext("topic", "Personal"),
    }.get(kind, kind)


def state_words(state: str) -> str:
    """A state of a discussion."""
    return {
        "planned": pgettext("discussion", "Planned"),
        "open": pgettext("discussion", "Going on"),
        "done": pgettext("discussion", "Done"),
        "cancelled": pgettext("discussion", "Called off"),
    }.get(state, state)


def depth_words(depth: str) -> str:
    """How deep a discussion went."""
    return {
        "shallow": pgettext("discussion", "Shallow"),
        "suitable": pgettext("discussion", "Suitable"),
        "deep": pgettext("discussion", "Deep"),
    }.get(depth, depth)


def layer_words(layer: str) -> str:
    """A layer of guiding questions."""
    return {
        "easy": pgettext("layer", "Easy"),
        "opinion": pgettext("layer", "Opinion"),
        "practice": pgettext("layer", "Practice"),
    }.get(layer, layer)


def heat(grid: Sequence[Sequence[int]]) -> Heatmap:
    """When people talk, by weekday and hour."""
    days = (
        pgettext("weekday", "Mon"),
        pgettext("weekday", "Tue"),
        pgettext("weekday", "Wed"),
        pgettext("weekday", "Thu"),
        pgettext("weekday", "Fri"),
        pgettext("weekday", "Sat"),
        pgettext("weekday", "Sun"),
    )
    most = max((max(row) for row in grid), default=0) or 1
    rows = [
        HeatRow(day, "", [HeatCell(count / most, str(count) if count else "") for count in row])
        for day, row in zip(days, grid, strict=True)
    ]
    return Heatmap(
        gettext("People who spoke, by weekday and hour"),
        "",
        [f"{hour}" for hour in range(24)],
        rows,
    )
