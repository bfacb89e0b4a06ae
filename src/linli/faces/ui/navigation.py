"""The console's navigation as one table. A page whose address does not exist is left out."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from linli.kernel.orgs.rules import Permission

Words = str | Promise
SEARCH = "console:members"


@dataclass(frozen=True)
class Entry:
    """A page in the navigation. `within` are beginnings of url names of the pages that belong to it."""

    name: Words
    view: str
    icon: str
    permission: Permission = Permission.SEE
    within: tuple[str, ...] = ()
    also_called: str = ""


@dataclass(frozen=True)
class Group:
    """A floor of the navigation; the first has no name."""

    key: str
    name: Words
    entries: tuple[Entry, ...]


@dataclass(frozen=True)
class Shown:
    """An entry as drawn for one request."""

    name: Words
    url: str
    icon: str
    is_current: bool
    also_called: str
    count: int = 0


@dataclass(frozen=True)
class ShownGroup:
    """A floor as drawn for one request; never empty."""

    key: str
    name: Words
    entries: tuple[Shown, ...]


_counters: dict[str, Callable[[], int]] = {}


def count(view: str, counter: Callable[[], int]) -> None:
    """Show what `counter` says beside the page `view`; it runs in scope on every page: keep it cheap."""
    _counters[view] = counter


def shown(groups: Sequence[Group], *, view: str, may: Callable[[Permission], bool]) -> list[ShownGroup]:
    """The groups, with entries whose address exists and that `may` allows; `view` is the current url name."""
    drawn = [
        ShownGroup(
            group.key, group.name, tuple(_draw(entry, view) for entry in group.entries if _stands(entry, may))
        )
        for group in groups
    ]
    return [replace(group) for group in drawn if group.entries]


def url_or_none(view: str) -> str | None:
    """The address of a url name, None when it does not exist."""
    try:
        return reverse(view)
    except NoReverseMatch:
        return None


def is_within(entry: Entry, view: str) -> bool:
    """Does the page `view` belong to this entry?"""
    return view == entry.view or any(view.startswith(start) for start in entry.within)


def _stands(entry: Entry, may: Callable[[Permission], bool]) -> bool:
    return may(entry.permission) and url_or_none(entry.view) is not None


def _draw(entry: Entry, view: str) -> Shown:
    counter = _counters.get(entry.view)
    return Shown(
        name=entry.name,
        url=reverse(entry.view),
        icon=entry.icon,
        is_current=is_within(entry, view),
        also_called=entry.also_called,
        count=counter() if counter else 0,
    )


CONSOLE: tuple[Group, ...] = (
    Group(
        "top",
        "",
        (
            Entry(_("Today"), "console:today", "layout-dashboard", also_called="jinri home dashboard"),
            Entry(
                _("Tasks"),
                "console:tasks",
                "list-checks",
                Permission.TASK_DO,
                ("console:task",),
                "renwu inbox",
            ),
        ),
    ),
    Group(
        "people",
        _("People"),
        (
            Entry(
                _("Groups"),
                "console:groups",
                "message-circle",
                within=("console:group", "console:communit"),
                also_called="qun",
            ),
            Entry(
                _("Matrix"),
                "console:matrix",
                "waypoints",
                within=("console:matrix",),
                also_called="juzhen liuzhuan leixing",
            ),
            Entry(
                _("Members"), "console:members", "users", within=("console:member",), also_called="chengyuan"
            ),
            Entry(
                _("Segments"),
                "console:segments",
                "shapes",
                within=("console:segment",),
                also_called="fenceng fenzu",
            ),
            Entry(
                _("Lifecycle"),
                "console:lifecycle",
                "sprout",
                within=("console:lifecycle",),
                also_called="shengming zhouqi stages",
            ),
            Entry(
                _("Entry"),
                "console:entry",
                "door-open",
                within=("console:entry",),
                also_called="ruqun shenqing shenhe applications",
            ),
            Entry(
                _("Roles"),
                "console:roles",
                "drama",
                within=("console:role",),
                also_called="juese kol fensi",
            ),
            Entry(
                _("Relationships"),
                "console:relationships",
                "share-2",
                within=("console:relationship",),
                also_called="guanxi tupu graph",
            ),
            Entry(
                _("Care"),
                "console:care",
                "heart-handshake",
                within=("console:care",),
                also_called="guanhuai vip",
            ),
            Entry(
                pgettext_lazy("rota", "Duty"),
                "console:duty",
                "calendar-heart",
                within=("console:duty",),
                also_called="lunzhi zhiban qunguan rota",
            ),
            Entry(
                _("Profiles"),
                "console:profiles",
                "clipboard-list",
                within=("console:profile",),
                also_called="ziliao dangan huaxiang daoru import export",
            ),
            Entry(
                _("Privacy"),
                "console:privacy",
                "shield-check",
                within=("console:privacy",),
                also_called="yinsi",
            ),
        ),
    ),
    Group(
        "run",
        _("Run"),
        (
            Entry(
                _("Content calendar"),
                "console:calendar",
                "calendar-days",
                within=("console:calendar",),
                also_called="neirong rili lanmu columns",
            ),
            Entry(
                _("Broadcasts"),
                "console:broadcasts",
                "megaphone",
                within=("console:broadcast",),
                also_called="qunfa",
            ),
            Entry(
                _("Playbooks"),
                "console:playbooks",
                "route",
                within=("console:playbook", "console:run", "console:simulation"),
                also_called="sop juben",
            ),
            Entry(
                _("Topics"),
                "console:topics",
                "messages-square",
                within=("console:topic", "console:discussion", "console:rhythm"),
                also_called="huati taolun xingqu discussions",
            ),
            Entry(
                _("Activities"),
                "console:activities",
                "chart-bar",
                within=("console:activit",),
                also_called="huodong toupiao baoming poll quiz",
            ),
            Entry(
                _("Content library"),
                "console:library",
                "library",
                within=("console:library",),
                also_called="neirong ku sucai moban huashu tougao ugc templates",
            ),
            Entry(
                _("Outbox"),
                "console:outbox",
                "send",
                within=("console:outbox", "console:effect"),
                also_called="qunfa fasong",
            ),
            Entry(
                _("Moderation"),
                "console:moderation",
                "shield",
                within=("console:moderation",),
                also_called="fengkong",
            ),
            Entry(
                _("Points"),
                "console:points",
                "coins",
                within=("console:points", "console:growth"),
                also_called="jifen",
            ),
        ),
    ),
    Group(
        "measure",
        _("Measure"),
        (
            Entry(
                _("Insights"),
                "console:insights",
                "chart-column",
                Permission.INSIGHTS_SEE,
                ("console:insight",),
                "fenxi",
            ),
        ),
    ),
    Group(
        "connect",
        _("Connect"),
        (
            Entry(
                _("Channels"),
                "console:channels",
                "plug",
                within=("console:channel",),
                also_called="qudao bot",
            ),
            Entry(
                _("Parked events"),
                "console:parked",
                "circle-parking",
                Permission.EVENTS_REPAIR,
                ("console:parked",),
            ),
            Entry(_("Jobs"), "console:jobs", "timer", within=("console:job",), also_called="renwu"),
        ),
    ),
    Group(
        "house",
        _("Organisation"),
        (
            Entry(
                pgettext_lazy("page", "Team"),
                "console:team",
                "id-card",
                within=("console:team",),
                also_called="tuandui zhize fenggong zhoubao huiyi raci workload",
            ),
            Entry(
                _("Staff and roles"),
                "console:staff",
                "user-cog",
                Permission.STAFF_EDIT,
                ("console:staff", "console:seat"),
            ),
            Entry(_("Audit trail"), "console:audit", "scroll-text", Permission.AUDIT_SEE, ("console:audit",)),
            Entry(_("API tokens"), "console:tokens", "key-round", Permission.TOKEN_EDIT, ("console:token",)),
            Entry(
                _("Settings"),
                "console:settings",
                "settings",
                Permission.SETTINGS_EDIT,
                ("console:settings",),
                "shezhi",
            ),
        ),
    ),
)
