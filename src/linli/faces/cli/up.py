"""`linli up`: the database, the web, worker and gateway processes, and what they need, on one machine."""

import fcntl
import os
import signal
import socket
import threading
import time
from pathlib import Path
from types import FrameType
from typing import Annotated

import psycopg
import typer

from linli.faces.cli import processes, readiness, welcome
from linli.kernel.database import heartbeat
from linli.kernel.database.server import LocalServer
from linli.kernel.errors import Refusal

LOOK_EVERY_SECONDS = 0.1
PORT_PATIENCE_SECONDS = 10.0
# Stopped in this order: no new traffic, then no new work.
PARTS = (
    processes.Part("gateway", ("gateway",)),
    processes.Part("web", ("web",)),
    processes.Part("worker", ("worker",)),
)


class AlreadyUp(Refusal):
    """Another process runs Linli in this home, or holds its port."""


def up(
    demo: Annotated[bool, typer.Option(help="Fill an empty installation with an invented community.")] = True,
) -> None:
    """Start everything on this machine and keep it running until Ctrl-C."""
    from linli.settings import environment

    began = time.monotonic()
    stop = _stop_on_signals()
    home: Path = environment.read("LINLI_HOME")
    home.mkdir(parents=True, exist_ok=True)
    lock = _lock(home)
    register = processes.Register(home / "up.json")
    register.end_leftovers()
    _wait_for_port(environment.read("LINLI_HOST"), environment.read("LINLI_PORT"))
    server = _own_database(home)
    try:
        _prepare(server, with_demo=demo)
        children = [processes.Child(part, _tell) for part in PARTS]
        try:
            _keep_up(children, server, register, stop, began)
        finally:
            _tell("Stopping …")
            for child in children:
                child.stop()
    finally:
        if server:
            server.stop()
        register.forget()
        os.close(lock)
    _tell("Stopped.")


def _stop_on_signals() -> threading.Event:
    """The first signal stops in good order; a second one is for the impatient."""
    stop = threading.Event()

    def end(number: int, _frame: FrameType | None) -> None:
        stop.set()
        signal.signal(number, signal.default_int_handler)

    for kind in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(kind, end)
    return stop


def _lock(home: Path) -> int:
    handle = os.open(home / "up.lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise AlreadyUp(f"Linli is already running in {home}; LINLI_HOME names another folder.") from None
    return handle


def _wait_for_port(host: str, port: int) -> None:
    """What an earlier run left may need a moment to let go of the port."""
    deadline = time.monotonic() + PORT_PATIENCE_SECONDS
    while True:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        with socket.socket(family) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, port))
                return
            except OSError as trouble:
                if time.monotonic() > deadline:
                    reason = f"Cannot listen on {host} port {port}: {trouble.strerror}"
                    raise AlreadyUp(f"{reason}. LINLI_PORT names another port.") from None
        time.sleep(0.1)


def _own_database(home: Path) -> LocalServer | None:
    """Linli's own server, its address left for the children; None where DATABASE_URL names another."""
    if os.environ.get("DATABASE_URL"):
        return None
    server = LocalServer(home, tell=_tell)
    if not server.layout.data.exists():
        _tell(f"Making a database in {home} …")
    os.environ["DATABASE_URL"] = server.start()
    if not server.is_owner:
        raise AlreadyUp(
            f"The database in {home} is in use by process {server.owner_pid()}; wait until that ends."
        )
    return server


def _prepare(server: LocalServer | None, *, with_demo: bool) -> None:
    """Tables, front-end files, and a community to look at where there is none."""
    readiness.django()
    from linli.faces.cli import collected

    if server is None:
        readiness.check_connection()
    if steps := readiness.migrate():
        _tell(f"The database is up to date ({steps} steps).")
    if collected.collect_if_changed():
        _tell("Front-end files are collected.")
    if with_demo:
        welcome.seed_if_empty(_tell)
    readiness.let_go_of_connections()
    with psycopg.connect(readiness.dsn(), autocommit=True) as connection:
        heartbeat.forget_host(connection)


def _keep_up(
    children: list[processes.Child],
    server: LocalServer | None,
    register: processes.Register,
    stop: threading.Event,
    began: float,
) -> None:
    is_welcome_said = False
    next_look_at = 0.0
    while not stop.is_set():
        if server and not server.is_running():
            _tell("The database ended; it is being recovered …")
            server.start()
            _tell("The database is back.")
        if processes.tend_all(children):
            register.note(children)
        if not is_welcome_said and time.monotonic() > next_look_at and welcome.is_healthy():
            welcome.show(seconds=time.monotonic() - began)
            is_welcome_said = True
        next_look_at = max(next_look_at, time.monotonic() + LOOK_EVERY_SECONDS)
        stop.wait(LOOK_EVERY_SECONDS)


def _tell(sentence: str) -> None:
    typer.echo(sentence, err=True)
