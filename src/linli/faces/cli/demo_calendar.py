"""The demo's content calendar: columns with four weeks of posts, some written, some not; a broadcast."""

from datetime import datetime, timedelta

from linli.kernel.errors import Refusal
from linli.kernel.orgs import queries as orgs
from linli.kernel.orgs.actor import Actor
from linli.run.broadcasts.actions import writing as broadcasts
from linli.run.broadcasts.actions.writing import BroadcastDraft
from linli.run.calendar.actions import deciding, planning, writing
from linli.run.calendar.actions.planning import LectureDraft
from linli.run.calendar.actions.writing import SlotDraft
from linli.run.calendar.queries import slots
from linli.run.calendar.queries.slots import Look, SlotRow

COLUMNS = ("check_in", "topic", "clinic", "sharing", "lecture", "morning_bulletin", "selection", "member_day")
WORDS = {
    "主题讨论": "本周讨论：第三章里，主人公为什么选择留下？先说你的第一反应，再说理由。",
    "社群分享": "今晚由书友分享“怎样在通勤路上读完一本书”，八点开始，欢迎提问。",
    "早报": "早上好。今天读第 3 章；昨晚的精彩摘录在群文件；周四晚上有分享。",
    "内容精选": "这一周聊得最好的三段话，都在这里了。谢谢写下它们的人。",
}
NEWS = "{person.name|书友}，你好：下周三的共读夜改到晚上八点半，地点不变。"
SOON = timedelta(days=8)


def furnish(*, community_id: int, staff_id: int, by: Actor, at: datetime) -> None:
    """Take up columns, write the posts of a week, name a guest, and leave a broadcast to look at."""
    planning.adopt_columns(community_id=community_id, codes=list(COLUMNS), by=by, at=at)
    seat = orgs.find_seat_of(staff_id)
    for slot in slots.slots(Look(at + timedelta(minutes=5), at + SOON, None, community_id)):
        _write(slot, seat.id if seat else None, by=by, at=at)
    broadcasts.write_broadcast(
        draft=BroadcastDraft(
            title="共读夜改时间", text=NEWS, community_id=community_id, message_class="service"
        ),
        by=by,
        at=at,
    )


def _write(slot: SlotRow, seat_id: int | None, *, by: Actor, at: datetime) -> None:
    words = WORDS.get(slot.title)
    if words is not None:
        draft = SlotDraft(
            title=slot.title,
            text=words,
            starts_at=slot.starts_at,
            category=slot.category,
            aim=slot.aim,
            owner_seat_id=seat_id,
        )
        slot = writing.edit_slot(slot_id=slot.id, version=slot.version, draft=draft, by=by, at=at)
    if slot.title == "空中课堂":
        guest = LectureDraft(guest="顾老师", contract="agreed", fee_cents=80_000)
        planning.save_lecture(slot_id=slot.id, draft=guest, by=by, at=at)
    if words is not None or slot.text:
        try:
            deciding.hand_in(slot_id=slot.id, by=by, at=at)
        except Refusal:
            return
