"""The lifecycle of a community's members as it is shown: stages with who is behind them, weeks, movements."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext

from linli.faces.console import stage_words as words
from linli.faces.ui.components.chart import Chart, Series
from linli.faces.ui.components.progress import Bar
from linli.people.belonging.queries.rulebooks import Preview
from linli.people.belonging.queries.stages import Counts, Week


@dataclass(frozen=True)
class StageCard:
    """A stage: its name, how many are in it, their share, and the list of them."""

    name: str
    members: int
    share: float
    icon: str
    hue: str
    url: str


@dataclass(frozen=True)
class Movement:
    """A row of the table of movements: from a stage to each stage; None where it is the same one."""

    name: str
    cells: tuple[int | None, ...]
    total: int


def cards(community_id: int, counts: Counts) -> list[StageCard]:
    """The six stages in the order of a life."""
    return [
        StageCard(
            words.stage_name(stage),
            counts.stages.get(stage, 0),
            counts.stages.get(stage, 0) / counts.people if counts.people else 0.0,
            words.ICONS[stage],
            words.HUES[stage],
            behind(community_id, stage=stage),
        )
        for stage in words.SHOWN
    ]


def behind(community_id: int, **which: str) -> str:
    """The list of the members a number stands for."""
    return f"{reverse('console:members')}?{urlencode({'community': community_id, **which})}"


def relations(community_id: int, counts: Counts) -> list[Bar]:
    """Members by how close they are."""
    hues = {"stranger": "grey", "familiar": "sky", "trusted": "green"}
    return _bars(counts.relations, words.relation_name, hues, lambda one: behind(community_id, relation=one))


def contributions(community_id: int, counts: Counts) -> list[Bar]:
    """Members by how much they give."""
    hues = {"active": "green", "ordinary": "sky", "lurker": "grey"}
    return _bars(
        counts.contributions,
        words.contribution_name,
        hues,
        lambda one: behind(community_id, contribution=one),
    )


def chart(weeks: Sequence[Week]) -> Chart | None:
    """Members by stage at the end of each week; None before the first."""
    if not weeks:
        return None
    return Chart(
        "stages",
        gettext("Members by stage at the end of each week"),
        [f"{week.day:%m-%d}" for week in weeks],
        [
            Series(words.stage_name(stage), [week.stages.get(stage, 0) for week in weeks], words.HUES[stage])
            for stage in words.SHOWN
        ],
        kind="stacked",
    )


def movements(flows: Mapping[tuple[str, str], int]) -> list[Movement]:
    """From each stage (and from outside) to each stage, rows without any movement left out."""
    rows = []
    for before in ("", *words.SHOWN):
        cells = tuple(None if before == after else flows.get((before, after), 0) for after in words.SHOWN)
        total = sum(cell or 0 for cell in cells)
        if total:
            rows.append(Movement(words.stage_name(before), cells, total))
    return rows


def preview_rows(preview: Preview) -> list[tuple[str, int, int, list[tuple[str, int]]]]:
    """Each stage: its name, how many are in it now and then, and from where those come who would move in."""
    rows = []
    for stage in words.SHOWN:
        now = sum(members for (before, _), members in preview.moves.items() if before == stage)
        then = sum(members for (_, after), members in preview.moves.items() if after == stage)
        arriving = [
            (words.stage_name(before), members)
            for (before, after), members in sorted(preview.moves.items())
            if after == stage and before != stage
        ]
        rows.append((words.stage_name(stage), now, then, arriving))
    return rows


def _bars(
    counted: Mapping[str, int], name: Callable[[str], str], hues: Mapping[str, str], url: Callable[[str], str]
) -> list[Bar]:
    people = sum(counted.values())
    return [
        Bar(
            name(one),
            counted.get(one, 0),
            f"{counted.get(one, 0):,}",
            f"{counted.get(one, 0) / people:.0%}" if people else "",
            hue,
            url(one),
        )
        for one, hue in hues.items()
    ]
