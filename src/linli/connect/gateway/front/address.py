"""Where the web process listens, in the one notation that `linli web` and `linli gateway` share."""

import dataclasses
import os
from pathlib import Path
from urllib.parse import urlsplit

from linli.kernel.database.layout import LONGEST_SOCKET, SHARED_PLACE, layout_of
from linli.kernel.errors import Refusal


class BadAddress(Refusal):
    """The address of the web process cannot be read."""


SETTING = "LINLI_WEB_ADDRESS"


@dataclasses.dataclass(frozen=True)
class Address:
    """Either a unix socket (`path`) or a network address (`host`, `port`)."""

    path: str = ""
    host: str = ""
    port: int = 0

    def __str__(self) -> str:
        return f"unix:{self.path}" if self.path else f"{self.host}:{self.port}"


def parse(text: str) -> Address:
    """Read `unix:/path/of/socket` or `host:port`."""
    if text.startswith("unix:/"):
        return Address(path=text.removeprefix("unix:"))
    try:
        parts = urlsplit(f"//{text}")
        if parts.hostname and parts.port:
            return Address(host=parts.hostname, port=parts.port)
    except ValueError:
        pass
    raise BadAddress(f"{text!r} is not an address: write unix:/path/of/socket or host:port.")


def configured(home: Path) -> Address:
    """What LINLI_WEB_ADDRESS says, else a socket in `home`, or below /tmp where that is too long."""
    if text := os.environ.get(SETTING):
        return parse(text)
    path = home / "web.sock"
    if len(os.fsencode(path)) > LONGEST_SOCKET:
        path = SHARED_PLACE / f"{layout_of(home).cluster}-web" / "web.sock"
    return Address(path=str(path))
