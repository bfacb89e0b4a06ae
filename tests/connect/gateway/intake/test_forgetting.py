"""What was taken back is gone from the log, and only that."""

from datetime import timedelta

import pytest

from linli.connect.gateway.intake import accepting, forgetting
from linli.facts.inbound import Inbound, Part
from linli.facts.messages import MessageEdited, MessagePosted
from tests.cast import ROOM, SU, cast, events_after  # noqa: F401


@pytest.mark.django_db
def test_a_recalled_message_and_its_edits_lose_their_content(cast):  # noqa: F811
    picture = (Part("image", "a.png", "mxc://t.test/a"),)
    tell(cast, _record(cast, "message", "m-10", text="买一送一", parts=picture, reply_to="m-1"))
    tell(cast, _record(cast, "edit", "e-1", target="m-10", text="买一送二"))
    tell(cast, _record(cast, "message", "m-11", text="别的话"))

    recall = tell(cast, _record(cast, "redaction", "r-1", target="m-10"))
    forgetting.forget_recalled(recall)
    forgetting.forget_recalled(recall)

    told = [event.fact for event in events_after() if isinstance(event.fact, MessagePosted | MessageEdited)]
    assert told[-3:] == [
        MessagePosted(message="m-10", group=ROOM, reply_to="m-1"),
        MessageEdited(message="m-10", group=ROOM),
        MessagePosted(message="m-11", group=ROOM, text="别的话"),
    ]


@pytest.mark.django_db
def test_a_message_of_the_same_id_in_another_group_is_kept(cast):  # noqa: F811
    tell(cast, _record(cast, "message", "m-10", text="这里"))
    elsewhere = _record(cast, "redaction", "r-1", target="m-10", group="elsewhere")

    forgetting.forget_recalled(tell(cast, elsewhere))

    assert [event.fact.text for event in events_after() if event.kind == "message.posted"][-1] == "这里"


@pytest.mark.django_db
def test_a_message_from_before_the_group_was_bound_is_forgotten_too(cast):  # noqa: F811
    tell(cast, _record(cast, "message", "m-10", text="早先", group="unbound"))
    recall = tell(cast, _record(cast, "redaction", "r-1", target="m-10", group="unbound"))

    forgetting.forget_recalled(recall)

    posted = [event.fact for event in events_after() if event.kind == "message.posted"]
    assert posted[-1] == MessagePosted(message="m-10", group="unbound")


def tell(cast, record):  # noqa: F811
    """Take a record in; returns the recalls it led to."""
    before = max((event.position for event in events_after()), default=0)
    accepting.accept(cast.channel.id, [record], at=cast.at + timedelta(hours=1))
    return [event for event in events_after(before) if event.kind == "message.recalled"]


def _record(cast, kind, external_id, *, group=ROOM, **given):  # noqa: F811
    at = cast.at + timedelta(minutes=30)
    return Inbound(kind=kind, external_id=external_id, occurred_at=at, group=group, sender=SU, **given)
