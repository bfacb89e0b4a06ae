"""Reads about channels for people: one by the door for ids from outside, and all of them by name."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from linli.connect.gateway.models import Address, Channel
from linli.kernel.errors import Refusal


class NoSuchChannel(Refusal):
    """There is no such channel in this organisation."""

    def __init__(self) -> None:
        super().__init__(_("there is no such channel here"))


@dataclass(frozen=True)
class ChannelLine:
    """A channel in a list: `groups` bound to communities, `strangers` groups seen and bound to none."""

    id: int
    adapter: str
    name: str
    state: str
    state_reason: str
    created_at: datetime
    groups: int
    strangers: int


def channel_lines() -> list[ChannelLine]:
    """Every channel of the organisation in scope by name, in two queries."""
    counted = (
        Address.objects.order_by()
        .values("channel_id")
        .annotate(
            groups=Count("id", filter=Q(group_id__isnull=False)),
            strangers=Count("id", filter=Q(group_id__isnull=True)),
        )
    )
    counts = {row["channel_id"]: (row["groups"], row["strangers"]) for row in counted}
    return [
        ChannelLine(
            one.id,
            one.adapter,
            one.name,
            one.state,
            one.state_reason,
            one.created_at,
            *counts.get(one.id, (0, 0)),
        )
        for one in Channel.objects.order_by("name", "id")
    ]


def get_channel(channel_id: int) -> Channel:
    """One channel, or NoSuchChannel."""
    found: Channel | None = Channel.objects.filter(id=channel_id).first()
    if found is None:
        raise NoSuchChannel
    return found


def addresses(channel_id: int) -> list[Address]:
    """The groups met on a channel, bound ones first, by name."""
    return list(Address.objects.filter(channel_id=channel_id).order_by("group_id", "name", "id"))
