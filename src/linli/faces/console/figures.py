"""Numbers of the today page as they are shown: values with their change, the heat-map, signs of groups."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.translation import gettext, ngettext, pgettext

from linli.faces.ui.components.heatmap import HeatCell, Heatmap, HeatRow
from linli.measure.insights.newest_cohorts import SHOWN_WEEKS, Cohort
from linli.measure.insights.queries import Window
from linli.measure.insights.quiet import QuietGroup

QUIET_SHARE, CALM_SHARE = 0.02, 0.08


@dataclass(frozen=True)
class Kpi:
    """One number, its change against the window before, and a value a day for the sparkline."""

    label: str
    value: str
    unit: str
    icon: str
    hue: str
    delta: str
    trend: str
    good: bool | None
    note: str
    points: Sequence[int]


@dataclass(frozen=True)
class GroupRow:
    """A group in the list by risk, in words."""

    group: QuietGroup
    sign: str
    sign_hue: str
    percent: float
    percent_text: str
    hue: str


def kpis(window: Window, spark: Window) -> list[Kpi]:
    """Active members, joins, messages and check-ins; the sparkline may show more days than the number."""
    days = len(window.days)
    a_day = gettext("a day") if days > 1 else ""
    active, before = round(sum(window.active) / days), round(window.before_active / days)
    return [
        _kpi(gettext("Active members"), active, before, days, "activity", "green", spark.active, a_day),
        _kpi(
            gettext("Joined"), sum(window.joins), window.before_joins, days, "user-plus", "amber", spark.joins
        ),
        _kpi(
            pgettext("count", "Messages"),
            sum(window.messages),
            window.before_messages,
            days,
            "message-circle",
            "sky",
            spark.messages,
        ),
        _kpi(
            gettext("Check-ins"),
            sum(window.checkins),
            window.before_checkins,
            days,
            "flame",
            "violet",
            spark.checkins,
        ),
    ]


def heat_of(cohorts: Sequence[Cohort]) -> Heatmap:
    """Cohorts as a picture."""
    rows = [
        HeatRow(
            gettext("Week of {date}").format(date=date_format(one.start, pgettext("date format", "M j"))),
            f"{one.size:,}",
            [HeatCell(None if share is None else share, _percent(share)) for share in one.shares],
        )
        for one in cohorts
    ]
    return Heatmap(
        label=gettext("Retention of new members by week"),
        corner=gettext("First active"),
        note_title=pgettext("count", "People"),
        columns=[gettext("Week {n}").format(n=n) for n in range(1, SHOWN_WEEKS + 1)],
        rows=rows,
    )


def rows_of(groups: Sequence[QuietGroup]) -> list[GroupRow]:
    """Groups with their sign in words."""
    signs = {
        "silent": (gettext("Silent"), "rose"),
        "leaving": (gettext("Losing members"), "rose"),
        "falling": (gettext("Half as lively as before"), "amber"),
        "steady": (gettext("Steady"), "green"),
    }
    return [
        GroupRow(
            one,
            *signs[one.sign],
            percent=100 * (one.activity or 0),
            percent_text=_percent(one.activity),
            hue=_hue(one.activity),
        )
        for one in groups
    ]


def _kpi(
    label: str,
    value: int,
    before: int,
    days: int,
    icon: str,
    hue: str,
    points: Sequence[int],
    unit: str = "",
) -> Kpi:
    change = (value - before) / before if before else None
    return Kpi(
        label=label,
        value=f"{value:,}",
        unit=unit,
        icon=icon,
        hue=hue,
        delta="" if change is None else f"{abs(change):.1%}",
        trend="" if not change else "up" if change > 0 else "down",
        good=None if not change else change > 0,
        note=_compared(days) if before else gettext("nothing to compare with yet"),
        points=points,
    )


def _compared(days: int) -> str:
    return ngettext("on the day before", "on the {n} days before", days).format(n=days)


def _percent(share: float | None) -> str:
    return "" if share is None else f"{share:.0%}"


def _hue(share: float | None) -> str:
    if share is None or share < QUIET_SHARE:
        return "rose"
    return "amber" if share < CALM_SHARE else "green"
