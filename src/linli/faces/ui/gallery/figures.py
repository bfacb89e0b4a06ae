"""Invented figures: cohorts, stages, shares and days."""

from collections.abc import Sequence

from linli.faces.ui.components.chart import Chart, Series
from linli.faces.ui.components.heatmap import HeatCell, Heatmap, HeatRow
from linli.faces.ui.components.progress import Bar, FunnelStep

from .words import say

_COHORTS = (
    ("9/22", 412, (52, 41, 35, 31, 28, 26, 25, 24)),
    ("9/29", 388, (54, 43, 36, 32, 30, 28, 26)),
    ("10/6", 520, (51, 39, 33, 30, 27, 25)),
    ("10/13", 447, (57, 46, 40, 36, 33)),
    ("10/20", 501, (58, 47, 42, 38)),
    ("10/27", 476, (61, 50, 44)),
    ("11/3", 533, (63, 53)),
)


def retention() -> Heatmap:
    """Weekly cohorts of an invented reading community."""
    rows = [
        HeatRow(
            say(f"Week of {week}", f"{week} 周"),
            say(f"{size}", f"{size}人"),
            [
                HeatCell(shares[index] / 100, f"{shares[index]}%", "#heatmap")
                if index < len(shares)
                else HeatCell(None)
                for index in range(8)
            ],
        )
        for week, size, shares in _COHORTS
    ]
    return Heatmap(
        label=say("Retention of new members by week of joining", "按入群周分组的新成员留存"),
        corner=say("Joined", "入群周"),
        note_title=say("People", "人数"),
        columns=[say(f"W{n}", f"第 {n} 周") for n in range(1, 9)],
        rows=rows,
    )


def funnel() -> list[FunnelStep]:
    """From seen to bought."""
    return [
        FunnelStep(say("Reached", "触达"), 4820),
        FunnelStep(say("Joined", "入群"), 2146),
        FunnelStep(say("First message", "首次发言"), 924),
        FunnelStep(say("First event", "参加活动"), 611),
        FunnelStep(say("First order", "首次下单"), 218),
    ]


def bars() -> list[Bar]:
    """Where new members came from."""
    return [
        Bar(say("Invited by a friend", "好友邀请"), 286, "286", "46.3%"),
        Bar(say("Poster QR code", "海报活码"), 201, "201", "32.5%", "sky"),
        Bar(say("Offline event", "线下活动"), 131, "131", "21.2%", "amber"),
    ]


def activity() -> Chart:
    """Two lines over two weeks."""
    days = [f"11/{day}" for day in range(8, 22)]
    speakers = (312, 298, 305, 341, 366, 352, 330, 318, 347, 389, 402, 396, 371, 384)
    joined = (41, 38, 44, 52, 49, 47, 36, 40, 45, 58, 61, 55, 43, 39)
    return Chart(
        "activity",
        say("Daily speakers rose from 312 to 384 in two weeks.", "两周里每日发言人数从 312 升到 384。"),
        days,
        (Series(say("Speakers", "发言人数"), speakers), Series(say("Joined", "新增入群"), joined, "amber")),
    )


def sparks() -> list[Sequence[float]]:
    """Fourteen days of four numbers."""
    return [
        (3010, 3080, 3150, 3120, 3140, 3260, 3300, 3240, 3210, 3290, 3350, 3330, 3420, 3482),
        (38, 44, 47, 41, 36, 40, 43, 46, 44, 49, 52, 50, 47, 55),
        (21, 19, 19, 18, 20, 17, 15, 14, 16, 17, 15, 14, 14, 14),
        (2, 3, 3, 4, 3, 5, 4, 3, 4, 5, 3, 4, 5, 4),
    ]
