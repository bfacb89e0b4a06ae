"""What the adapter must remember: which token is whose, and what a muted person could do before."""

from typing import ClassVar

from django.db import models

from linli.connect.gateway.models import Channel
from linli.kernel.orgs.scope import TenantModel


class Registration(TenantModel):
    """The token by which a homeserver proves itself, as a digest, and the channel it speaks for."""

    channel = models.OneToOneField(Channel, on_delete=models.CASCADE, related_name="+")
    digest = models.CharField(max_length=64, unique=True)

    class Meta:
        db_table = "matrix_registration"

    def __str__(self) -> str:
        return f"registration of channel {self.channel_id}"


class MatrixMute(TenantModel):
    """A person whose power in a room is taken; Matrix has no mute that ends by itself. Gone when lifted.

    previous_level  what the room said of this person before; None: nothing, they had the room's default
    """

    channel = models.ForeignKey(Channel, on_delete=models.CASCADE, related_name="+")
    room = models.CharField(max_length=255)
    person = models.CharField(max_length=255)
    previous_level = models.BigIntegerField(null=True)
    muted_at = models.DateTimeField()
    until = models.DateTimeField()

    class Meta:
        db_table = "matrix_mute"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["channel", "room", "person"], name="matrix_muted_once")
        ]
        indexes: ClassVar = [models.Index(fields=["org", "until"], name="matrix_mutes_ending")]

    def __str__(self) -> str:
        return f"{self.person} in {self.room} until {self.until}"
