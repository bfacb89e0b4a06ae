"""What an invented member sees on the phone."""

from linli.faces.ui.components.portal import CheckInDay, Place, PortalTab

from .words import say


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
