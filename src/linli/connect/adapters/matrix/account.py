"""What a Matrix channel is configured with, read from the channel's settings and opened secrets."""

import re
from typing import Literal
from urllib.parse import urlsplit

import msgspec
from django.utils.translation import gettext as _

from linli.connect.gateway.contract import Account
from linli.kernel.errors import Refusal

LOCALPART = re.compile(r"[a-z0-9][a-z0-9._=/-]{0,63}")
SERVER_NAME = re.compile(r"[A-Za-z0-9.-]+(:\d{1,5})?|\[[0-9a-fA-F:.]+\](:\d{1,5})?")


class NotConfigured(Refusal):
    """A setting of a Matrix channel is missing or cannot be used."""


class Matrix(msgspec.Struct, frozen=True, kw_only=True):
    """A channel's settings.

    homeserver   where we reach the homeserver
    server_name  what stands behind the colon in its users' ids
    localpart    the name of our own account there; accounts called `localpart_…` are ours too
    url          where the homeserver reaches us
    speaker      localpart of the account that speaks in our stead; empty: our own account speaks
    invited_by   whose invitations are followed: "server" (people of this homeserver) or "anyone"
    """

    homeserver: str
    server_name: str
    url: str
    localpart: str = "linli"
    speaker: str = ""
    speaker_name: str = ""
    invited_by: Literal["server", "anyone"] = "server"
    as_token: str = ""
    hs_token: str = ""

    @property
    def bot(self) -> str:
        """Our own account."""
        return f"@{self.localpart}:{self.server_name}"

    @property
    def voice(self) -> str:
        """The account that speaks."""
        return f"@{self.speaker}:{self.server_name}" if self.speaker else self.bot

    def is_ours(self, user: str) -> bool:
        """Is this one of the accounts that belong to us alone?"""
        return user == self.bot or (
            user.startswith(f"@{self.localpart}_") and user.endswith(f":{self.server_name}")
        )


def of(account: Account) -> Matrix:
    """A channel's settings, checked; NotConfigured names the one that is wrong."""
    try:
        found = msgspec.convert({**account.config, **account.secrets}, Matrix)
    except msgspec.ValidationError as error:
        sentence = _("The settings of this Matrix channel cannot be used: {error}.")
        raise NotConfigured(sentence.format(error=error)) from None
    check(found)
    return found


def check(matrix: Matrix) -> None:
    """Raise NotConfigured for the first setting that cannot be right."""
    for name, address in (("homeserver", matrix.homeserver), ("url", matrix.url)):
        parts = urlsplit(address)
        if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment:
            sentence = _("{name} is “{value}”: write an address like https://matrix.example.org.")
            raise NotConfigured(sentence.format(name=name, value=address))
    if not SERVER_NAME.fullmatch(matrix.server_name):
        sentence = _(
            "server_name is “{value}”: write what stands behind the colon in a user's id, like example.org."
        )
        raise NotConfigured(sentence.format(value=matrix.server_name))
    if not LOCALPART.fullmatch(matrix.localpart):
        sentence = _("localpart is “{value}”: use lower-case letters, digits and . _ = - / (64 at most).")
        raise NotConfigured(sentence.format(value=matrix.localpart))
    if matrix.speaker and not (
        LOCALPART.fullmatch(matrix.speaker) and matrix.speaker.startswith(f"{matrix.localpart}_")
    ):
        sentence = _("speaker is “{value}”: it must begin with {localpart}_ to belong to Linli.")
        raise NotConfigured(sentence.format(value=matrix.speaker, localpart=matrix.localpart))


def registration_id(channel: int) -> str:
    """How the homeserver knows this channel."""
    return f"linli-{channel}"
