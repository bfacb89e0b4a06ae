"""The adapters this installation knows, named in the wiring."""

import json
from collections.abc import Mapping
from functools import cache
from importlib import import_module

from django.conf import settings

from linli.connect.gateway.contract import Account, Adapter
from linli.connect.gateway.models import Channel
from linli.kernel.errors import Refusal
from linli.kernel.orgs import secrets


class NoSuchAdapter(Refusal):
    """No adapter of this name is installed."""


def adapters() -> Mapping[str, Adapter]:
    """Every adapter by its code."""
    return _adapters_of(settings.WIRING)


@cache
def _adapters_of(wiring: str) -> Mapping[str, Adapter]:
    found: Mapping[str, Adapter] = import_module(wiring).ADAPTERS
    return found


def get_adapter(code: str) -> Adapter:
    """The adapter of a code, or NoSuchAdapter."""
    try:
        return adapters()[code]
    except KeyError:
        raise NoSuchAdapter(
            f"no adapter is called {code!r}; there are: {', '.join(sorted(adapters()))}"
        ) from None


def account_of(channel: Channel) -> Account:
    """A channel's settings and opened secrets, for its adapter."""
    opened = secrets.unseal(channel.secrets)
    return Account(channel.id, channel.org_id, channel.config, json.loads(opened) if opened else {})
