"""People talking in the cast's room, for the tests of ties."""

from datetime import timedelta

from linli.connect.gateway.intake import accepting
from linli.connect.gateway.models import Identity
from linli.facts.inbound import Inbound, Part
from linli.people.ties.models import Tie
from tests.cast import AT, ROOM, events_after, hear

MINUTE = timedelta(minutes=1)


def message(number, who, minutes, text="好", *, to=None, mentions=()):
    return Inbound(
        kind="message",
        external_id=f"t-{number}",
        occurred_at=AT + minutes * MINUTE,
        group=ROOM,
        sender=who,
        sender_name=who.title(),
        text=text,
        reply_to=f"t-{to}" if to else "",
        parts=tuple(Part("mention", text=f"@{one}", ref=one) for one in mentions),
    )


def reaction(number, who, minutes, target):
    return Inbound(
        kind="reaction",
        external_id=f"r-{number}",
        occurred_at=AT + minutes * MINUTE,
        group=ROOM,
        sender=who,
        sender_name=who.title(),
        target=f"t-{target}",
        emoji="👍",
    )


def take_in(cast, *records):
    """Into the log, and the people floor's own reactions; returns the events."""
    accepting.accept(cast.channel.id, records, at=AT + timedelta(days=200))
    hear()
    return events_after()


def ids():
    return dict(Identity.objects.values_list("external", "member_id"))


def ties():
    """Every tie by the names of its ends: (who, whom, kind) -> times."""
    called = {member: name for name, member in ids().items()}
    return {
        (called.get(one.member_id), called.get(one.other_member_id), one.kind): one.count
        for one in Tie.objects.all()
    }


def everything():
    """All ties with their exact sums, to compare."""
    rows = Tie.objects.order_by("community_id", "member_id", "other_member_id", "kind")
    return list(rows.values_list("community_id", "member_id", "other_member_id", "kind", "count", "weight"))
