"""What `linli up` says once all is up: where the console is, and how to look around the demo."""

import importlib.util
import json
import urllib.error
import urllib.request
from collections.abc import Callable
from importlib import import_module

from rich.console import Console
from rich.panel import Panel

DEMO = "linli.faces.cli.demo"
LOOK_PATIENCE_SECONDS = 5
_NEAR = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}  # noqa: S104 - read, not listened on


def seed_if_empty(tell: Callable[[str], None]) -> None:
    """Let the demo fill an installation that has no organisation yet."""
    if importlib.util.find_spec(DEMO):
        import_module(DEMO).seed_if_empty(tell)


def health() -> dict[str, object] | None:
    """What /healthz says, or None where nothing answers."""
    address = f"{local_url()}/healthz"
    try:
        with urllib.request.urlopen(address, timeout=LOOK_PATIENCE_SECONDS) as answer:  # noqa: S310 - our own address
            document: dict[str, object] = json.load(answer)
    except urllib.error.HTTPError as refused:
        with refused:
            document = json.load(refused)
    except (OSError, ValueError):
        return None
    return document


def is_healthy() -> bool:
    """Whether all four parts are up."""
    found = health()
    return bool(found and found["ok"])


def local_url() -> str:
    """The address of the gateway as this machine reaches it."""
    from linli.settings import environment

    host = environment.read("LINLI_HOST")
    near = _NEAR.get(host, f"[{host}]" if ":" in host else host)
    return f"http://{near}:{environment.read('LINLI_PORT')}"


def show(*, seconds: float) -> None:
    """Print the panel."""
    from django.conf import settings

    lines = [f"Console   {settings.PUBLIC_URL}/console/"]
    if login := _demo_login():
        lines.append(f"Sign in   {login[0]}   password  {login[1]}")
    if room := _demo_room():
        lines.append(f"A room    {room}   (as a member, on a phone)")
    lines += [f"Data      {settings.HOME}", f"Started in {seconds:.1f} s. Ctrl-C stops everything."]
    Console().print(
        Panel("\n".join(lines), title="Linli 邻里", expand=False), highlight=False, soft_wrap=True
    )


def _demo_login() -> tuple[str, str] | None:
    if not importlib.util.find_spec(DEMO):
        return None
    login: tuple[str, str] | None = import_module(DEMO).demo_login()
    return login


def _demo_room() -> str | None:
    if not importlib.util.find_spec(DEMO):
        return None
    address: str | None = import_module(DEMO).demo_room_address()
    return address
