"""Rooms, the links that lead in, the guests inside, and what they said as the page shows it."""

from typing import ClassVar

from django.db import models

from linli.connect.gateway.models import Address, Channel
from linli.kernel.orgs.scope import TenantModel

KINDS = ("message", "notice")


class Room(TenantModel):
    """A group that lives here. `position` counts every change in it; taking a number locks the room's row,

    so numbers become visible in their order and a reader who knows the last one misses nothing.
    """

    address = models.OneToOneField(Address, on_delete=models.CASCADE, related_name="+")
    position = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return f"room {self.address_id}"


class RoomLink(TenantModel):
    """An invitation: whoever has the token may come in, until it expires, is used up, or is taken back."""

    room = models.ForeignKey(Room, on_delete=models.CASCADE, related_name="+")
    token = models.CharField(max_length=32, unique=True)
    created_at = models.DateTimeField()
    created_by = models.CharField(max_length=80)
    expires_at = models.DateTimeField(null=True)
    max_uses = models.PositiveIntegerField(null=True)
    uses = models.PositiveIntegerField(default=0)
    revoked_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"link {self.id} to {self.room_id}"


class RoomGuest(TenantModel):
    """A person with a cookie. `external` is what the gateway calls them; `session` makes the cookie valid."""

    channel = models.ForeignKey(Channel, on_delete=models.CASCADE, related_name="+")
    external = models.CharField(max_length=32)
    name = models.CharField(max_length=40)
    session = models.CharField(max_length=32)
    identity_id = models.BigIntegerField(null=True)
    created_at = models.DateTimeField()
    erased_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["channel", "external"], name="guest_once")]
        indexes: ClassVar = [models.Index(fields=["identity_id"], name="guest_of_identity")]

    def __str__(self) -> str:
        return self.name


class RoomStay(TenantModel):
    """A guest in a room: here now, how often they came, and what they may not do."""

    room = models.ForeignKey(Room, on_delete=models.CASCADE, related_name="+")
    guest = models.ForeignKey(RoomGuest, on_delete=models.CASCADE, related_name="+")
    times = models.IntegerField(default=1)
    joined_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True)
    kicked_at = models.DateTimeField(null=True)
    banned_at = models.DateTimeField(null=True)
    muted_until = models.DateTimeField(null=True)
    seen_at = models.DateTimeField(null=True)
    seen_message = models.BigIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["room", "guest"], name="room_stay_once")]

    def __str__(self) -> str:
        return f"{self.guest_id} in {self.room_id}"


class RoomMessage(TenantModel):
    """What was said, as the page shows it. The log has its own record; this one may be edited and emptied.

    guest       who said it; None: Linli
    only_for    the one guest who sees it; None: everybody in the room
    about       for a notice: the guest it speaks of
    source      for Linli's words: who wanted them said ("playbook newcomer-7d / welcome")
    reactions   {emoji: [external ids]}
    """

    room = models.ForeignKey(Room, on_delete=models.CASCADE, related_name="+")
    external = models.CharField(max_length=40)
    position = models.BigIntegerField()
    kind = models.CharField(max_length=8, choices=[(kind, kind) for kind in KINDS], default="message")
    guest = models.ForeignKey(RoomGuest, null=True, on_delete=models.SET_NULL, related_name="+")
    only_for = models.ForeignKey(RoomGuest, null=True, on_delete=models.CASCADE, related_name="+")
    about = models.ForeignKey(RoomGuest, null=True, on_delete=models.SET_NULL, related_name="+")
    notice = models.CharField(max_length=16, blank=True, default="")
    text = models.TextField(blank=True, default="")
    parts = models.JSONField(default=list)
    reply_to = models.ForeignKey("self", null=True, on_delete=models.SET_NULL, related_name="+")
    reactions = models.JSONField(default=dict)
    source = models.CharField(max_length=160, blank=True, default="")
    client_key = models.CharField(max_length=40, null=True)  # noqa: DJ001 (null: not unique)
    at = models.DateTimeField()
    until = models.DateTimeField(null=True)
    edited_at = models.DateTimeField(null=True)
    recalled_at = models.DateTimeField(null=True)
    recalled_by = models.CharField(max_length=8, blank=True, default="")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["room", "external"], name="room_message_once"),
            models.UniqueConstraint(fields=["room", "position"], name="room_position_once"),
            models.UniqueConstraint(fields=["guest", "client_key"], name="room_submitted_once"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["room", "-id"], name="room_messages_recent"),
            models.Index(fields=["guest", "at"], name="room_messages_of_guest"),
        ]

    def __str__(self) -> str:
        return self.external


class RoomImage(TenantModel):
    """A picture that was sent, re-encoded; the file lies under MEDIA_ROOT by its token."""

    room = models.ForeignKey(Room, on_delete=models.CASCADE, related_name="+")
    guest = models.ForeignKey(RoomGuest, null=True, on_delete=models.SET_NULL, related_name="+")
    message = models.ForeignKey(RoomMessage, null=True, on_delete=models.SET_NULL, related_name="+")
    token = models.CharField(max_length=32, unique=True)
    width = models.IntegerField()
    height = models.IntegerField()
    bytes = models.IntegerField()
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.token


class RoomOrder(TenantModel):
    """An order of the outbox that was carried out, by its key: asked again, it is not done again."""

    key = models.CharField(max_length=80)
    external_id = models.CharField(max_length=40, blank=True, default="")
    done_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["org", "key"], name="room_order_once")]

    def __str__(self) -> str:
        return self.key
