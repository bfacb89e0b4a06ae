"""`linli web`: the processes that serve pages and the API, behind the gateway."""

import os
from pathlib import Path
from typing import Annotated

import typer

from linli.kernel.database import parenthood
from linli.kernel.database.account import check_owned
from linli.kernel.database.layout import SHARED_PLACE


def web(
    listen: Annotated[
        str, typer.Option(help="unix:/path/of/socket or host:port; default: a socket in LINLI_HOME.")
    ] = "",
    workers: Annotated[int, typer.Option(help="Serving processes; default: LINLI_WEB_WORKERS.")] = 0,
) -> None:
    """Serve pages and the API to the gateway. Not meant to face the world by itself."""
    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    from linli.connect.gateway.front import address
    from linli.settings import environment

    place = address.parse(listen) if listen else address.configured(environment.read("LINLI_HOME"))
    if place.path:
        _clear(Path(place.path))
    parenthood.claim_serving()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "linli.settings")
    Granian(
        "linli.wsgi:application",
        address=place.host or "127.0.0.1",
        port=place.port or 8000,
        uds=Path(place.path) if place.path else None,
        uds_permissions=0o600 if place.path else None,
        interface=Interfaces.WSGI,
        workers=workers or environment.read("LINLI_WEB_WORKERS"),
        blocking_threads=4,
        websockets=False,
        log_level=LogLevels.warning,
        respawn_failed_workers=True,
        respawn_interval=0.5,
        workers_kill_timeout=10,
    ).serve()


def _clear(socket: Path) -> None:
    """Remove the socket that an earlier process left; its directory is nobody else's to write to."""
    socket.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if socket.is_relative_to(SHARED_PLACE):
        check_owned(socket.parent, uid=os.geteuid())
    socket.unlink(missing_ok=True)
