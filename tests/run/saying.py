"""Things said in Lin's group, taken in by the gateway as a platform would hand them over."""

from datetime import timedelta

from linli.connect.gateway.intake import accepting
from linli.facts.inbound import Inbound
from tests.cast import MOMO, ROOM, SU, events_after, hear  # noqa: F401

NAMES = {SU: "苏苏", MOMO: "墨墨"}


def message(text, *, id, at, who=SU, **more):
    """A record of a message as an adapter hands it in."""
    return Inbound(
        kind="message",
        external_id=id,
        occurred_at=at,
        group=ROOM,
        sender=who,
        sender_name=NAMES[who],
        text=text,
        **more,
    )


def edit(text, *, of, id, at, who=SU):
    """A record of a change of a message."""
    return Inbound(kind="edit", external_id=id, occurred_at=at, group=ROOM, sender=who, target=of, text=text)


def said(cast, *records, at=None):
    """Accept records; returns the events that came of them, the people floor having heard."""
    before = events_after()
    accepting.accept(cast.channel.id, list(records), at=at or records[-1].occurred_at)
    after = before[-1].position if before else 0
    return hear(after)


def say(cast, *texts, start=None, gap=timedelta(minutes=1), who=SU, prefix="t"):
    """Accept plain messages, one every `gap`; returns their events."""
    first = start or cast.at + timedelta(hours=1)
    records = [
        message(text, id=f"{prefix}-{index}", at=first + index * gap, who=who)
        for index, text in enumerate(texts)
    ]
    return [event for event in said(cast, *records) if event.kind == "message.posted"]
