"""How QQ's message manager writes the head of a message, its placeholders and its notices."""

import re
from datetime import datetime
from typing import NamedTuple

from linli.connect.adapters.archive.clock import HALF_DAY_WORDS, hour_of_day
from linli.connect.adapters.archive.identity import people_of
from linli.facts.inbound import InboundKind, Part, PartKind

_HEAD = re.compile(
    r"^(?P<day>\d{4}-\d{2}-\d{2}) (?P<h>\d{1,2}):(?P<m>\d{2}):(?P<s>\d{2})"
    rf"(?: (?P<half>{HALF_DAY_WORDS}))? (?P<who>\S.*)$"
)
_WHO = re.compile(r"^(?P<name>.*?)(?:\((?P<number>\d{5,12})\)|<(?P<mail>[^<>@\s]+@[^<>\s]+)>)$")
_RANKS = re.compile(r"^(?:【(?:群主|管理员|机器人|LV ?\d{1,3}[^】]*|潜水|冒泡|吐槽|活跃|话唠|传说)】)+")
_SYSTEM_NUMBERS = frozenset({"10000", "1000000"})
_ANONYMOUS = "80000000"
_GROUP_HELPER = "2854196310"

_PEOPLE = r"(?P<people>[^\n]+?)"
_GROUP = r"了?(?:本群|群聊|该群|QQ群|群)[。.!！]?"
_NOTICES: tuple[tuple[InboundKind, re.Pattern[str]], ...] = (
    ("join", re.compile(rf"^[^\n]*邀请 ?{_PEOPLE} ?加入{_GROUP}$")),
    ("join", re.compile(rf"^{_PEOPLE} ?(?:通过[^\n]*)?已?加入{_GROUP}$")),
    ("leave", re.compile(rf"^{_PEOPLE} ?已?(?:退出|离开){_GROUP}$")),
    ("leave", re.compile(rf"^{_PEOPLE} ?已?被[^\n]*(?:移出|请出|踢出){_GROUP}$")),
)
_NUMBERED = re.compile(r"^(?P<name>.*?)\((?P<number>\d{5,12})\)$")
_PLACEHOLDERS: dict[str, PartKind] = {
    "[图片]": "image",
    "[表情]": "emoji",
    "[语音]": "audio",
    "[视频]": "video",
    "[文件]": "file",
}
_PLACEHOLDER = re.compile("|".join(map(re.escape, _PLACEHOLDERS)))
_EVERYBODY = re.compile(r"@全体成员")


class Head(NamedTuple):
    """Who spoke and when, as written."""

    day: str
    clock: tuple[int, int, int]
    name: str
    person: str
    is_system: bool
    is_bot: bool

    def moment(self) -> datetime:
        """The wall-clock time; raises ValueError when there is no such day or hour."""
        day = datetime.fromisoformat(self.day)
        hour, minute, second = self.clock
        return day.replace(hour=hour, minute=minute, second=second)


def head_of(line: str) -> Head | None:
    """The head a line is, or None. People are known by number; a friend without one by name."""
    if not line[:4].isdigit() or (found := _HEAD.match(line)) is None:
        return None
    who = found["who"].strip()
    match = _WHO.match(who)
    name, number = (match["name"], match["number"] or match["mail"]) if match else (who, "")
    is_bot = number == _GROUP_HELPER or name.startswith("【机器人】")
    name = _RANKS.sub("", name).strip() or name
    person = number or f"name:{name}"
    if number == _ANONYMOUS:
        person = f"anonymous:{name}"
    hour = hour_of_day(int(found["h"]), found["half"])
    clock = (hour, int(found["m"]), int(found["s"]))
    is_system = number in _SYSTEM_NUMBERS or who in {"系统消息", "系统提示"}
    return Head(found["day"], clock, name, person, is_system, is_bot)


def notice_of(text: str) -> tuple[InboundKind, list[tuple[str, str]]]:
    """What a system message says happened, and to whom: (name, number or nothing) each."""
    for kind, pattern in _NOTICES:
        if found := pattern.match(text.strip()):
            return kind, [_name_and_number(person) for person in people_of(found["people"])]
    return "system", []


def _name_and_number(person: str) -> tuple[str, str]:
    found = _NUMBERED.match(person)
    return (found["name"].strip() or found["number"], found["number"]) if found else (person, "")


def parts_of(text: str) -> tuple[Part, ...]:
    """Pictures, stickers and recordings, of which the text only keeps the place."""
    parts = [Part(_PLACEHOLDERS[found[0]]) for found in _PLACEHOLDER.finditer(text)] if "[" in text else []
    if _EVERYBODY.search(text):
        parts.append(Part("mention_all", text="@全体成员"))
    return tuple(parts)
