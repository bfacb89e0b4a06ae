"""Segments of the demo: two ready-made schemes, one rule of its own, and a list picked by hand."""

from datetime import datetime

from linli.kernel.orgs.actor import Actor
from linli.people.segments.actions import adopting, picking, saving
from linli.people.segments.actions.saving import Draft
from linli.people.segments.queries import listing, members
from linli.people.segments.rules import Kind

_READERS = Draft(
    name="共读骨干",
    purpose="每次共读都在、也愿意回答别人的人",
    strategy="每两周请一位领读；新书先寄给他们。",
    resource="每月两本书",
    condition="belonging.active_days_30 >= 6 and belonging.replies_30 >= 2 and not person.is_operator",
    hue="violet",
)
_GUESTS = Draft(
    name="线下茶会名单",
    purpose="十二月茶会的受邀人",
    strategy="开始前三天私信确认，结束后寄一张合影。",
    resource="茶点 300 元",
    kind=Kind.STATIC,
    hue="amber",
)


def furnish(*, owner_seat_id: int | None, by: Actor, at: datetime) -> None:
    """Make them for the organisation in scope; who has lived in it so far fills them."""
    for code in ("lifecycle", "relation"):
        adopting.adopt_scheme(code=code, language="zh-hans", owner_seat_id=owner_seat_id, by=by, at=at)
    saving.create_segment(draft=_READERS, by=by, at=at)
    guests = saving.create_segment(draft=_GUESTS, by=by, at=at)
    familiar = listing.get_segment_named("熟悉")
    invited = [one.id for one in members.members_of(familiar.id, limit=9).lines]
    picking.add_people(segment=guests, members=invited, by=by, at=at)
