"""Small invented histories for the tests of figures: a line a person, a time and what they did."""

from datetime import UTC, datetime

from linli.facts.inbound import Inbound
from linli.measure.insights import activity


def at(text):
    """`2026-03-01` or `2026-03-01 09:30` as an aware UTC time."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def record(when, person, kind="message", *, group="square", number=None, **more):
    """An inbound record; its id is made from what it says unless `number` gives one."""
    external_id = number or f"{when}/{group}/{person}/{kind}"
    return Inbound(
        kind=kind, external_id=external_id, occurred_at=at(when), group=group, sender=person, **more
    )


def history(*lines, operators=()):
    """Activity of lines `when person [kind [group]]`, in the order given; repeats get ids of their own."""
    records = []
    for number, line in enumerate(lines):
        if isinstance(line, str):
            when, person, *rest = [part.strip() for part in line.split("|")]
            kind, group = [*rest, "message", "square"][0], [*rest[1:], "square"][0]
            line = record(when, person, kind, group=group, number=f"n{number}")
        records.append(line)
    return activity.from_records(records, operators=operators)
