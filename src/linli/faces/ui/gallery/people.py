"""Invented members and groups, and the views of a list of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from linli.faces.ui.components.tabs import Tab

from .words import say


@dataclass(frozen=True)
class Person:
    """A row of the example table."""

    id: int
    name: str
    address: str
    stage: str
    hue: str
    level: int
    points: int
    tags: Sequence[str]
    seen_at: datetime


@dataclass(frozen=True)
class GroupHealth:
    """A group of the example of the today page."""

    name: str
    note: str
    health: int
    hue: str
    members: int
    speakers: float
    signal: str


def people(now: datetime) -> list[Person]:
    """Members of the example table."""
    core, active, newcomer = say("Core", "核心"), say("Active", "活跃"), say("Newcomer", "新人")
    reading, shanghai = say("reading camp", "共读营"), say("Shanghai", "上海")
    return [
        Person(
            1,
            say("Su Mu", "苏木"),
            "@sumu:example.org",
            core,
            "green",
            6,
            4820,
            (reading, say("reviewer", "书评人")),
            now - timedelta(minutes=3),
        ),
        Person(
            2,
            say("He Xi", "何夕"),
            "@hexi:example.org",
            active,
            "sky",
            5,
            3140,
            (say("inviter", "裂变达人"), shanghai),
            now - timedelta(minutes=12),
        ),
        Person(
            3,
            say("A Cheng", "阿澄"),
            "@acheng:example.org",
            say("Owner", "群主"),
            "violet",
            7,
            6502,
            (say("volunteer", "志愿者"),),
            now - timedelta(hours=1),
        ),
        Person(
            4,
            say("Lin Xiaolu", "林小鹿"),
            "@lulu:example.org",
            newcomer,
            "amber",
            1,
            60,
            (say("new village", "新手村"),),
            now - timedelta(days=1, hours=2),
        ),
        Person(
            5,
            "Momo",
            "@momo:example.org",
            say("Silent", "沉默"),
            "grey",
            2,
            215,
            (),
            now - timedelta(days=16),
        ),
        Person(
            6,
            say("Lao Fang", "老方"),
            "@fang:example.org",
            say("At risk", "流失风险"),
            "rose",
            4,
            1980,
            (say("paying", "付费会员"),),
            now - timedelta(days=9),
        ),
    ]


def groups() -> list[GroupHealth]:
    """Groups by risk."""
    return [
        GroupHealth(
            say("Newcomers 3", "新手村 3 群"),
            say("A Cheng · Matrix", "群主 阿澄 · Matrix"),
            38,
            "rose",
            487,
            0.041,
            say("questions unanswered", "提问无人应"),
        ),
        GroupHealth(
            say("Reading 4", "共读 4 群"),
            say("Xiao Man · web room", "群主 小满 · 网页群"),
            52,
            "amber",
            200,
            0.098,
            say("check-ins fall", "打卡率连降 3 天"),
        ),
        GroupHealth(
            say("Parents 2", "亲子读书 2 群"),
            say("Lin Zhou · web room", "群主 林舟 · 网页群"),
            66,
            "amber",
            412,
            0.135,
            say("6 likely ads", "疑似广告 6 条"),
        ),
        GroupHealth(
            say("Main · Shanghai", "主群 · 上海"),
            say("Lin Zhou · Matrix", "群主 林舟 · Matrix"),
            88,
            "green",
            496,
            0.272,
            say("healthy", "健康"),
        ),
    ]


def tabs() -> list[Tab]:
    """Saved segments."""
    return [
        Tab(say("All members", "全部成员"), "#tabs", True, 8316),
        Tab(say("First week", "新人 7 日"), "#tabs", count=533),
        Tab(say("Core", "核心成员"), "#tabs", count=214),
        Tab(say("Silent 14 days", "14 天未发言"), "#tabs", count=486),
    ]


def periods() -> list[Tab]:
    """Periods of a report."""
    return [
        Tab(say("Today", "今天"), "#tabs"),
        Tab(say("14 days", "近 14 天"), "#tabs", True),
        Tab(say("30 days", "近 30 天"), "#tabs"),
    ]
