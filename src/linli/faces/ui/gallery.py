"""Invented data in two languages for the components on show; no community stands behind it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django import forms
from django.utils.translation import get_language

from .components.chart import Chart, Series
from .components.heatmap import HeatCell, Heatmap, HeatRow
from .components.phone import Bubble
from .components.portal import CheckInDay, Place, PortalTab
from .components.progress import Bar, FunnelStep
from .components.steps import StepCard
from .components.tabs import Tab

_COHORTS = (
    ("9/22", 412, (52, 41, 35, 31, 28, 26, 25, 24)),
    ("9/29", 388, (54, 43, 36, 32, 30, 28, 26)),
    ("10/6", 520, (51, 39, 33, 30, 27, 25)),
    ("10/13", 447, (57, 46, 40, 36, 33)),
    ("10/20", 501, (58, 47, 42, 38)),
    ("10/27", 476, (61, 50, 44)),
    ("11/3", 533, (63, 53)),
)


def say(en: str, zh: str) -> str:
    """The text for the active language: examples are content, which gettext does not hold."""
    return zh if (get_language() or "").startswith("zh") else en


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


class ExampleForm(forms.Form):
    """A plain form with every kind of control."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # passed on as they came
        kinds = (("public", say("Public", "公开")), ("closed", say("Members only", "仅成员")))
        self.fields["name"] = forms.CharField(label=say("Name of the group", "群名称"), max_length=20)
        self.fields["about"] = forms.CharField(
            label=say("What is it for?", "这个群做什么？"),
            help_text=say("One sentence; new members read it first.", "一句话，新成员最先看到。"),
            widget=forms.Textarea(attrs={"rows": 3}),
            required=False,
        )
        self.fields["kind"] = forms.ChoiceField(label=say("Who may join", "谁可以加入"), choices=kinds)
        self.fields["opens"] = forms.DateField(
            label=say("Opens on", "开群日期"), widget=forms.DateInput(attrs={"type": "date"}), required=False
        )
        self.fields["greets"] = forms.BooleanField(
            label=say("Welcome newcomers", "自动欢迎新人"), required=False
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


def playbook() -> list[StepCard]:
    """The first seven days of a newcomer."""
    return [
        StepCard(
            say("Trigger", "触发"), say("Joins the group", "成员入群"), say("Web room, Matrix", "渠道：网页群、Matrix"),
            "green", left=say("618 in 14 days", "近 14 天 618 人"),
        ),
        StepCard(
            say("Message", "消息"), say("Welcome and rules", "欢迎语 + 群规卡"), say("In the group, naming them", "群内 @ 本人，模板 #12"),
            "sky", say("at once", "立即"), say("Sent 99.2%", "送达 99.2%"), say("Failed 5", "失败 5"),
        ),
        StepCard(
            say("Branch", "判断"), say("Introduced themselves?", "发过自我介绍？"), say("A message tagged “introduction”", "发言含「自我介绍」标签"),
            "amber", say("+2 hours", "+2 小时"), say("yes 61%", "是 61%"), say("no 39%", "否 39%"), "now",
        ),
        StepCard(
            say("Message", "消息"), say("Three easy questions", "破冰三问"), say("Quiet from 21:00 to 09:00", "21:00–09:00 静默"),
            "sky", say("no", "否"), say("Replied 34%", "回复 34%"), say("Left 2", "退出 2"),
        ),
        StepCard(
            say("Task", "任务"), say("Owner says hello", "群主人工问候"), say("To the group’s owner, due in 24 hours", "派给群主，24 小时未办则升级"),
            "violet", say("+1 day", "+1 天"), say("On time 88%", "按时 88%"), say("Open 4", "待办 4"),
        ),
    ]  # fmt: skip


def bubbles() -> list[Bubble]:
    """A welcome as a member sees it."""
    return [
        Bubble(say("Xiaolu joined the group", "林小鹿 加入了群聊"), is_note=True),
        Bubble(
            say("@Xiaolu welcome! We read one book in 21 days. Say “check in” every morning.", "@林小鹿 欢迎！我们 21 天共读一本书，每天早上说「签到」就好。"),
            say("Linli", "邻里助手"), hue="green",
        ),
        Bubble(say("check in", "签到"), say("Xiaolu", "林小鹿"), is_mine=True),
        Bubble(say("Day 1 done, +10 points. Keep going!", "第 1 天打卡成功，+10 积分，继续加油！"), say("Linli", "邻里助手"), hue="green"),
    ]  # fmt: skip


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


def people(now: datetime) -> list[Person]:
    """Members of the example table."""
    core, active, newcomer = say("Core", "核心"), say("Active", "活跃"), say("Newcomer", "新人")
    reading, shanghai = say("reading camp", "共读营"), say("Shanghai", "上海")
    return [
        Person(1, say("Su Mu", "苏木"), "@sumu:example.org", core, "green", 6, 4820, (reading, say("reviewer", "书评人")), now - timedelta(minutes=3)),
        Person(2, say("He Xi", "何夕"), "@hexi:example.org", active, "sky", 5, 3140, (say("inviter", "裂变达人"), shanghai), now - timedelta(minutes=12)),
        Person(3, say("A Cheng", "阿澄"), "@acheng:example.org", say("Owner", "群主"), "violet", 7, 6502, (say("volunteer", "志愿者"),), now - timedelta(hours=1)),
        Person(4, say("Lin Xiaolu", "林小鹿"), "@lulu:example.org", newcomer, "amber", 1, 60, (say("new village", "新手村"),), now - timedelta(days=1, hours=2)),
        Person(5, "Momo", "@momo:example.org", say("Silent", "沉默"), "grey", 2, 215, (), now - timedelta(days=16)),
        Person(6, say("Lao Fang", "老方"), "@fang:example.org", say("At risk", "流失风险"), "rose", 4, 1980, (say("paying", "付费会员"),), now - timedelta(days=9)),
    ]  # fmt: skip


def groups() -> list[GroupHealth]:
    """Groups by risk."""
    return [
        GroupHealth(say("Newcomers 3", "新手村 3 群"), say("A Cheng · Matrix", "群主 阿澄 · Matrix"), 38, "rose", 487, 0.041, say("questions unanswered", "提问无人应")),
        GroupHealth(say("Reading 4", "共读 4 群"), say("Xiao Man · web room", "群主 小满 · 网页群"), 52, "amber", 200, 0.098, say("check-ins fall", "打卡率连降 3 天")),
        GroupHealth(say("Parents 2", "亲子读书 2 群"), say("Lin Zhou · web room", "群主 林舟 · 网页群"), 66, "amber", 412, 0.135, say("6 likely ads", "疑似广告 6 条")),
        GroupHealth(say("Main · Shanghai", "主群 · 上海"), say("Lin Zhou · Matrix", "群主 林舟 · Matrix"), 88, "green", 496, 0.272, say("healthy", "健康")),
    ]  # fmt: skip


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


def week() -> list[CheckInDay]:
    """Six days done and today open."""
    names = say("Su Mo Tu We Th Fr", "日 一 二 三 四 五").split()
    return [*(CheckInDay(name, True) for name in names), CheckInDay(say("Today", "今天"), False, True, 10)]


def places() -> list[Place]:
    """A leaderboard."""
    streak = say("{n} days in a row", "连续 {n} 天")
    return [
        Place(1, say("A Cheng", "阿澄"), 342),
        Place(2, say("He Xi", "何夕"), 286),
        Place(3, say("Xia Zhi", "夏至"), 271),
        Place(4, say("Lao Fang", "老方"), 258, streak.format(n=12)),
        Place(5, say("Su Mu", "苏木"), 246, say("12 points to place 4", "距第 4 名还差 12"), True),
        Place(6, say("Lin Xiaolu", "林小鹿"), 231, streak.format(n=6)),
        Place(7, "Momo", 198, streak.format(n=3)),
        Place(8, say("Zhou You", "周游"), 190, streak.format(n=9)),
    ]


def portal_tabs(current: str, urls: dict[str, str]) -> list[PortalTab]:
    """The bar at the foot of the phone."""
    return [
        PortalTab(say("Home", "首页"), "house", urls["home"], current == "home"),
        PortalTab(say("Tasks", "任务"), "list-checks", urls["home"] + "#tasks"),
        PortalTab(say("Ranking", "榜单"), "trophy", urls["ranking"], current == "ranking"),
        PortalTab(say("Me", "我的"), "user", urls["home"] + "#me"),
    ]
