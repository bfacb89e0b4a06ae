"""Figures of a community as they are shown: metrics in words, charts, and the retention picture."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext, ngettext, pgettext

from linli.faces.ui.components.chart import Chart, Series
from linli.faces.ui.components.heatmap import HeatCell, Heatmap, HeatRow
from linli.measure.insights.newest_cohorts import SHOWN_WEEKS, Cohort
from linli.measure.insights.queries import Window

Document = Mapping[str, Any]
_NUMBER = re.compile(r"^M\d+\W\s*")


@dataclass(frozen=True)
class MetricRow:
    """A metric: its number in the inventory, what it says for the last 30 days and for all time, and how."""

    id: str
    name: str
    recent: str
    whole: str
    formula: str
    basis: str
    ratio: str


def rows(document: Document) -> list[MetricRow]:
    """Every metric of a snapshot, in the inventory's order."""
    metrics = document.get("metrics", {})
    recent, whole = metrics.get("recent", {}), metrics.get("whole", {})
    return [_row(id, recent.get(id) or whole[id], whole[id]) for id in sorted(whole)]


def value_words(metric: Mapping[str, Any]) -> str:
    """A value with its unit."""
    value, unit = metric["value"], metric["unit"]
    if value is None:
        return "–"
    if unit == "ratio":
        return f"{100 * value:.1f}%"
    shown = f"{value:,}" if isinstance(value, int) else f"{value:,.1f}".removesuffix(".0")
    return f"{shown} {gettext('hours')}" if unit == "hours" else shown


def actives(document: Document) -> Chart | None:
    """Daily, weekly and monthly actives of the last 30 days; the day that is not over is left out."""
    series = _metric(document, "M12").get("series", {})
    days = (series.get("day") or [])[:-1]
    if not days:
        return None
    return Chart(
        "actives",
        gettext("Active members by day, week and month over the last 30 days"),
        [str(day)[5:10] for day in days],
        [
            Series(gettext("A day"), series.get("dau", [])[:-1], "green"),
            Series(gettext("Seven days"), series.get("wau", [])[:-1], "sky"),
            Series(gettext("Thirty days"), series.get("mau", [])[:-1], "violet"),
        ],
    )


def traffic(window: Window) -> Chart:
    """Messages a day."""
    label = gettext("Messages a day: {n} in all").format(n=f"{sum(window.messages):,}")
    days = [f"{day:%m-%d}" for day in window.days]
    return Chart("traffic", label, days, [Series(gettext("Messages"), window.messages, "sky")], "bar")


def flow(window: Window) -> Chart:
    """Joins and exits a day."""
    label = gettext("{n} joined and {m} left").format(n=sum(window.joins), m=sum(window.exits))
    days = [f"{day:%m-%d}" for day in window.days]
    series = [Series(gettext("Joined"), window.joins, "green"), Series(gettext("Left"), window.exits, "rose")]
    return Chart("flow", label, days, series, "bar")


def curve(document: Document) -> Chart | None:
    """Retention by days after joining, and the decay of talk by weeks after opening."""
    series = _metric(document, "M36", "whole").get("series", {})
    points = [
        (day, rate) for day, rate in zip(series.get("day", []), series.get("rate", []), strict=False) if rate
    ]
    if not points:
        return None
    return Chart(
        "curve",
        gettext("Share of joiners active again, by days after joining"),
        [gettext("day {n}").format(n=day) for day, _rate in points],
        [Series(gettext("Still active, %"), [round(100 * rate, 1) for _day, rate in points], "green")],
        unit="%",
    )


def decay(document: Document) -> Chart | None:
    """Messages a day by week after the opening, against the first week."""
    series = _metric(document, "M28", "whole").get("series", {})
    if len(series.get("week", [])) < 2:
        return None
    heat = [None if one is None else round(one, 2) for one in series.get("heat", [])]
    return Chart(
        "decay",
        gettext("Messages a day by week after the opening; the first week is 1"),
        [gettext("week {n}").format(n=week) for week in series["week"]],
        [Series(gettext("Against the first week"), heat, "amber")],
    )


def heat(cohorts: Sequence[Cohort]) -> Heatmap:
    """Weekly cohorts; every cell says its share and how many people that is."""
    made = [
        HeatRow(
            date_format(one.start, pgettext("date format", "M j")),
            f"{one.size:,}",
            [HeatCell(share, "" if share is None else _cell(share, one.size)) for share in one.shares],
        )
        for one in cohorts
    ]
    return Heatmap(
        label=gettext("Retention by week of first activity"),
        corner=gettext("First active"),
        note_title=gettext("Newcomers"),
        columns=[gettext("Week {n}").format(n=n) for n in range(1, SHOWN_WEEKS + 1)],
        rows=made,
    )


def facts(document: Document) -> list[tuple[str, list[tuple[str, str]]]]:
    """Concentration, silence and replies with their parts, each as title and pairs of words and value."""
    talk, silence, replies = (_metric(document, id) for id in ("M32", "M25", "M27"))
    return [
        (gettext("Who carries the talk"), _concentration(talk) if talk else []),
        (gettext("Silence"), _silence(silence) if silence else []),
        (gettext("Replies"), _replies(replies) if replies else []),
    ]


def _row(id: str, recent: Mapping[str, Any], whole: Mapping[str, Any]) -> MetricRow:
    has_ratio = recent["denominator"] is not None
    return MetricRow(
        id=id,
        name=gettext(whole["name"]),
        recent=value_words(recent),
        whole=value_words(whole),
        formula=_NUMBER.sub("", gettext(whole["formula"])),
        basis=gettext(whole["basis"]) if whole["basis"] else "",
        ratio=f"{_plain(recent['numerator'])} / {_plain(recent['denominator'])}" if has_ratio else "",
    )


def _concentration(metric: Mapping[str, Any]) -> list[tuple[str, str]]:
    parts = metric["parts"]
    gini = parts.get("gini")
    return [
        (gettext("Share of the busiest tenth"), value_words(metric)),
        (gettext("Those are"), _people(parts.get("people"))),
        (gettext("Of speakers"), _people(parts.get("speakers"))),
        (gettext("Gini coefficient"), "–" if gini is None else f"{gini:.2f}"),
        (gettext("Half the talk is lost without"), _people(parts.get("absence_factor"))),
    ]


def _silence(metric: Mapping[str, Any]) -> list[tuple[str, str]]:
    since = metric["parts"].get("hours_since_last")
    return [
        (gettext("Longest silence"), value_words(metric)),
        (gettext("Since the last message"), "–" if since is None else f"{since:.1f} {gettext('hours')}"),
    ]


def _replies(metric: Mapping[str, Any]) -> list[tuple[str, str]]:
    median = metric["parts"].get("median_first_reply_s")
    return [
        (gettext("Answered within 24 hours"), value_words(metric)),
        (gettext("Conversations"), _plain(metric["denominator"])),
        (gettext("Median first reply"), "–" if median is None else _minutes(median)),
    ]


def _metric(document: Document, id: str, part: str = "recent") -> Mapping[str, Any]:
    metrics = document.get("metrics", {})
    found: Mapping[str, Any] = metrics.get(part, {}).get(id) or {}
    return found


def _cell(share: float, size: int) -> str:
    return f"{100 * share:.0f}% · {round(share * size)}"


def _people(count: int | None) -> str:
    if count is None:
        return "–"
    return ngettext("{n} person", "{n} people", count).format(n=f"{count:,}")


def _minutes(seconds: float) -> str:
    minutes = max(1, round(seconds / 60))
    return ngettext("{n} minute", "{n} minutes", minutes).format(n=minutes)


def _plain(value: float | None) -> str:
    if value is None:
        return "–"
    return f"{value:,.1f}".removesuffix(".0")
