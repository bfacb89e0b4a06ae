"""Which address a host stands for, so that nobody makes Linli call into a network it should not see."""

import ipaddress
import socket
from collections.abc import Sequence
from urllib.parse import urlsplit

import msgspec

from linli.connect.adapters.webhook.settings import Webhook


class MayNotCall(Exception):
    """An address is not one that may be called; the message says why."""


class CannotFind(Exception):
    """The name of a host leads nowhere now."""


class Target(msgspec.Struct, frozen=True):
    """Where a request goes: the address is fixed once it was looked at, and not looked up again."""

    scheme: str
    host: str
    port: int
    address: str
    path: str

    @property
    def url(self) -> str:
        """The address with the path."""
        address = f"[{self.address}]" if ":" in self.address else self.address
        return f"{self.scheme}://{address}:{self.port}{self.path}"

    @property
    def host_header(self) -> str:
        """Whom the request is for."""
        usual = {"https": 443, "http": 80}[self.scheme]
        return self.host if self.port == usual else f"{self.host}:{self.port}"


def target_of(url: str, settings: Webhook) -> Target:
    """Where a URL leads. Raises MayNotCall and CannotFind."""
    parts = urlsplit(url)
    host = (parts.hostname or "").rstrip(".")
    if parts.scheme not in (("https", "http") if settings.allow_private else ("https",)):
        raise MayNotCall("only addresses that begin with https:// are called")
    if parts.username or parts.password:
        raise MayNotCall("an address with a password in it is not called")
    if not settings.allows(host):
        raise MayNotCall(f"the host {host[:80]} is not among those that may be called")
    try:
        port = parts.port or {"https": 443, "http": 80}[parts.scheme]
    except ValueError:
        raise MayNotCall("the port of the address is no number") from None
    addresses = resolve(host, port)
    if not settings.allow_private and not all(is_public(one) for one in addresses):
        raise MayNotCall(f"the host {host[:80]} leads into a private network")
    path = parts.path or "/"
    return Target(parts.scheme, host, port, addresses[0], f"{path}?{parts.query}" if parts.query else path)


def resolve(host: str, port: int) -> Sequence[str]:
    """The addresses of a host, or CannotFind."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise CannotFind(f"the host {host[:80]} cannot be found: {error}") from None
    return [str(one[4][0]) for one in found]


def is_public(address: str) -> bool:
    """Is it an address of the open internet?"""
    one = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(one, ipaddress.IPv6Address) and (inside := one.ipv4_mapped or one.sixtofour):
        return is_public(str(inside))
    return one.is_global and not one.is_multicast
