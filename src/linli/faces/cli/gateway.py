"""`linli gateway`: the one port, with live streams and webhooks; the rest is passed on to the web process."""

import os
from typing import Annotated

import typer

from linli.kernel.database import parenthood


def gateway(
    host: Annotated[str, typer.Option(help="Address to listen on; default: LINLI_HOST.")] = "",
    port: Annotated[int, typer.Option(help="Port to listen on; default: LINLI_PORT.")] = 0,
    web: Annotated[
        str, typer.Option(help="Where `linli web` listens: unix:/path/of/socket or host:port.")
    ] = "",
) -> None:
    """Open the one port to the world."""
    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    from linli.connect.gateway.front import address
    from linli.settings import environment

    if web:
        os.environ[address.SETTING] = str(address.parse(web))
    parenthood.claim_serving()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "linli.settings")
    Granian(
        "linli.asgi:application",
        address=host or environment.read("LINLI_HOST"),
        port=port or environment.read("LINLI_PORT"),
        interface=Interfaces.ASGI,
        workers=1,
        log_level=LogLevels.warning,
        respawn_failed_workers=True,
        respawn_interval=0.5,
        workers_kill_timeout=5,
    ).serve()
