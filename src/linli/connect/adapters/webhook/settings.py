"""What an organisation allows to be called, and the secret its calls are signed with."""

from collections.abc import Sequence
from typing import Any

import msgspec
from django.utils.translation import gettext as _

from linli.connect.gateway.contract import Account
from linli.kernel.errors import Refusal

MOST_HOSTS, LONGEST_HOST = 40, 253


class NotConfigured(Refusal):
    """The settings of the channel cannot be used."""


class Webhook(msgspec.Struct, frozen=True):
    """`hosts` by name; one that begins with a dot stands for all names under it. `allow_private`: also
    programs in one's own network, and without TLS.
    """

    hosts: tuple[str, ...]
    key: str = ""
    allow_private: bool = False

    def allows(self, host: str) -> bool:
        """May this host be called?"""
        name = host.lower().rstrip(".")
        return any(
            name.endswith(one) and len(name) > len(one) if one.startswith(".") else name == one
            for one in self.hosts
        )


def webhook_of(account: Account) -> Webhook:
    """The settings of a channel, or NotConfigured."""
    try:
        found = msgspec.convert({**account.config, **account.secrets}, Webhook)
    except msgspec.ValidationError as error:
        raise NotConfigured(_("the settings of this channel cannot be read: {e}").format(e=error)) from None
    if not found.hosts or not found.key:
        raise NotConfigured(_("name at least one host that may be called"))
    return found


def checked_hosts(hosts: Sequence[str]) -> list[str]:
    """Names of hosts as they are kept, or NotConfigured."""
    listed = sorted({one.strip().lower().rstrip(".") for one in hosts if one.strip()})
    if not listed or len(listed) > MOST_HOSTS:
        raise NotConfigured(_("name 1 to {most} hosts that may be called").format(most=MOST_HOSTS))
    for one in listed:
        if len(one) > LONGEST_HOST or not all(_is_label(part) for part in one.removeprefix(".").split(".")):
            sentence = _("“{host}” is not the name of a host: write it like shop.example.com")
            raise NotConfigured(sentence.format(host=one[:60]))
    return listed


def _is_label(part: str) -> bool:
    return 0 < len(part) <= 63 and part.replace("-", "a").isalnum() and part.isascii()


def config_of(hosts: Sequence[str], *, allow_private: bool) -> dict[str, Any]:
    """The settings as a channel keeps them."""
    return {"hosts": checked_hosts(hosts), "allow_private": allow_private}
