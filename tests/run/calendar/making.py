"""Columns and posts for tests: a column as the form would give it, a post by hand, effects that arrive."""

from datetime import date, time, timedelta

from linli.connect.gateway.models import Effect
from linli.run.calendar.actions import columns, following, writing
from linli.run.calendar.actions.columns import ColumnDraft
from linli.run.calendar.actions.writing import SlotDraft


def column(cast, **said):
    draft = {
        "name": "晚聊",
        "kind": "topic",
        "category": "interactive",
        "aim": "emotion",
        "repeats": "weekly",
        "at_time": time(20, 30),
        "starts_on": date(2026, 11, 2),
        "weekdays": (0, 2),
    } | said
    return columns.save_column(
        community_id=cast.community.id, draft=ColumnDraft(**draft), by=cast.by_lin, at=cast.at
    )


def slot(cast, **said):
    draft = {"title": "书单推荐", "text": "这周读什么", "starts_at": cast.at + timedelta(hours=3)} | said
    return writing.write_slot(
        community_id=cast.community.id, draft=SlotDraft(**draft), by=cast.by_cheng, at=cast.at
    )


def arrive(slot_id, at, state="sent"):
    """The outbox carried out what a post had planned."""
    found = Effect.objects.filter(origin=f"slot:{slot_id}")
    found.update(state=state, external_id="p-1")
    return following.follow(list(found.values_list("id", flat=True)), at=at)
