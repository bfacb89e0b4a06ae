"""Checks of a channel of built-in rooms, each answered in one sentence."""

import os
from collections.abc import Iterator

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from linli.connect.adapters.room import images, queries
from linli.connect.adapters.room.models import Room, RoomLink
from linli.connect.gateway.contract import Account, Check
from linli.connect.gateway.models import Address

_AT_HOME = ("http://127.", "http://localhost", "http://[::1]")


def examine(account: Account) -> Iterator[Check]:
    """Is there a room, a way in, a place for pictures, and an address that phones reach?"""
    yield _rooms(account)
    yield _links(account)
    yield _pictures()
    yield _address()


def _rooms(account: Account) -> Check:
    bound = Address.objects.filter(channel_id=account.channel, group_id__isnull=False).count()
    if bound:
        return Check("rooms", True, _("{n} groups live in built-in rooms.").format(n=bound))
    return Check("rooms", False, _("No group lives here yet: open a group on this channel."))


def _links(account: Account) -> Check:
    at = timezone.now()
    rooms = Room.objects.filter(address__channel_id=account.channel).values("id")
    links = RoomLink.objects.select_related("room__address").filter(room_id__in=rooms, revoked_at=None)
    if any(queries.is_open(link, at=at) for link in links.order_by("-id")):
        return Check("links", True, _("People can come in by a link."))
    return Check("links", False, _("No invitation is valid now: make a link, or nobody can come in."))


def _pictures() -> Check:
    folder = images.folder()
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        return Check("pictures", False, _unwritable())
    if not os.access(folder, os.W_OK):
        return Check("pictures", False, _unwritable())
    return Check("pictures", True, _("Pictures can be kept."))


def _unwritable() -> str:
    return _("Pictures cannot be kept: give Linli the right to write in {folder}.").format(
        folder=images.folder()
    )


def _address() -> Check:
    url = settings.PUBLIC_URL
    if url.startswith(_AT_HOME):
        sentence = _("Links begin with {url}, which no phone can open: set LINLI_URL to your public address.")
        return Check("address", False, sentence.format(url=url))
    return Check("address", True, _("Links begin with {url}.").format(url=url))
