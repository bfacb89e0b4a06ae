"""Setting a Matrix channel up."""

import hashlib
import json
import secrets
from datetime import datetime

import msgspec
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from linli.connect.adapters.matrix import account as accounts
from linli.connect.adapters.matrix.account import Matrix
from linli.connect.adapters.matrix.models import Registration
from linli.connect.gateway.contract import Account
from linli.connect.gateway.models import Channel
from linli.kernel.errors import Refusal
from linli.kernel.orgs import audit
from linli.kernel.orgs import secrets as sealing
from linli.kernel.orgs.actor import Actor

_SECRETS = ("as_token", "hs_token")


class ChannelNameTaken(Refusal):
    """Two channels of an organisation cannot share a name."""

    def __init__(self, name: str) -> None:
        sentence = _("There is already a channel called “{name}”: choose another name.")
        super().__init__(sentence.format(name=name))


@transaction.atomic
def connect_matrix(
    *,
    name: str,
    homeserver: str,
    server_name: str,
    url: str,
    by: Actor,
    at: datetime,
    localpart: str = "linli",
    speaker: str = "",
    speaker_name: str = "",
    invited_by: str = "server",
) -> Channel:
    """Make a Matrix channel with new tokens; `registration.document` is what its homeserver must be given.

    See `account.Matrix` for the settings. Raises NotConfigured and ChannelNameTaken.
    """
    given = {
        "homeserver": homeserver.strip().rstrip("/"),
        "server_name": server_name.strip(),
        "url": url.strip().rstrip("/"),
        "localpart": localpart,
        "speaker": speaker,
        "speaker_name": speaker_name,
        "invited_by": invited_by,
    }
    config = _checked(given)
    try:
        with transaction.atomic():
            channel: Channel = Channel.objects.create(
                adapter="matrix", name=name.strip()[:80], config=config, created_at=at
            )
    except IntegrityError:
        raise ChannelNameTaken(name) from None
    keep_tokens(channel, as_token=secrets.token_urlsafe(32), hs_token=secrets.token_urlsafe(32))
    audit.record("channel.connected", subject=f"channel:{channel.id}", by=by, at=at, after=config)
    return channel


@transaction.atomic
def renew_tokens(*, channel: Channel, by: Actor, at: datetime) -> Channel:
    """New tokens in place of ones that somebody may have seen. The homeserver needs the new registration."""
    keep_tokens(channel, as_token=secrets.token_urlsafe(32), hs_token=secrets.token_urlsafe(32))
    audit.record("channel.tokens_renewed", subject=f"channel:{channel.id}", by=by, at=at)
    return channel


@transaction.atomic
def keep_tokens(channel: Channel, *, as_token: str, hs_token: str) -> None:
    """Seal both tokens, and remember by its digest whose the homeserver's one is."""
    channel.secrets = sealing.seal(json.dumps({"as_token": as_token, "hs_token": hs_token}))
    channel.save(update_fields=["secrets"])
    Registration.objects.update_or_create(channel=channel, defaults={"digest": digest_of(hs_token)})


def digest_of(token: str) -> str:
    """What is stored of a token, and looked up: nothing about it can be learned from how long that takes."""
    return hashlib.sha256(token.encode("utf-8", "surrogateescape")).hexdigest()


def _checked(config: dict[str, str]) -> dict[str, str]:
    made: Matrix = accounts.of(Account(0, 0, dict(config)))
    settings = msgspec.to_builtins(made)
    return {name: value for name, value in settings.items() if name not in _SECRETS}
