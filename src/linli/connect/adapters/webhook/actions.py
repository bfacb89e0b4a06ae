"""Letting other programs be called."""

import json
import secrets
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from linli.connect.adapters.webhook.settings import config_of
from linli.connect.gateway.models import Channel
from linli.kernel.orgs import audit
from linli.kernel.orgs import secrets as sealing
from linli.kernel.orgs.actor import Actor

NAME = "webhook"


@transaction.atomic
def allow_calls(
    *, hosts: Sequence[str], by: Actor, at: datetime, allow_private: bool = False
) -> tuple[Channel, str]:
    """Let exactly these hosts be called; returns the channel and, when it is new, its key (else "").

    NotConfigured when a host is no name of one.
    """
    config = config_of(hosts, allow_private=allow_private)
    channel = Channel.objects.select_for_update().filter(adapter="webhook").order_by("id").first()
    before = None if channel is None else channel.config
    key = ""
    if channel is None:
        key = secrets.token_urlsafe(32)
        sealed = sealing.seal(json.dumps({"key": key}))
        channel = Channel(adapter="webhook", name=NAME, secrets=sealed, created_at=at)
    channel.config = config
    channel.save()
    audit.record(
        "webhook.hosts_set", subject=f"channel:{channel.id}", by=by, at=at, before=before, after=config
    )
    return channel, key


@transaction.atomic
def renew_key(*, channel: Channel, by: Actor, at: datetime) -> str:
    """A new key in place of one that somebody may have seen; returns it, it is shown once."""
    key = secrets.token_urlsafe(32)
    Channel.objects.filter(id=channel.id).update(secrets=sealing.seal(json.dumps({"key": key})))
    audit.record("webhook.key_renewed", subject=f"channel:{channel.id}", by=by, at=at)
    return key
