"""Ending a server: our own child, or what an earlier one of the same data directory left behind.

Its processes are known by the cluster name, which PostgreSQL shows in every process title. A new server must
not start while an old one still has the data open, nor be put off by a dead one that nobody has reaped.
"""

import os
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

CLEAN_PATIENCE_SECONDS = 30.0
GRACE_SECONDS = 5.0
_PROC = Path("/proc/self")


def end_child(server: subprocess.Popen[bytes]) -> None:
    """Shut a server down: cleanly, or at once where that takes too long. Both lose nothing.

    PostgreSQL 18 can hang when it is asked for a clean shutdown while it recovers; hence the patience.
    """
    for kind, patience in (
        (signal.SIGINT, CLEAN_PATIENCE_SECONDS),
        (signal.SIGQUIT, GRACE_SECONDS),
        (signal.SIGKILL, None),
    ):
        if server.poll() is None:
            server.send_signal(kind)
        try:
            server.wait(patience)
        except subprocess.TimeoutExpired:
            continue
        return


def end_leftovers(data: Path, *, cluster: str) -> None:
    """Return once no process of `cluster` is left.

    A living server is asked to shut down cleanly; where that takes too long, and for strays, it ends at once.
    """
    if not _PROC.exists():
        return
    if (postmaster := _postmaster(data)) and postmaster in processes_of(cluster):
        _signal(postmaster, signal.SIGINT)
        deadline = time.monotonic() + CLEAN_PATIENCE_SECONDS
        while postmaster in processes_of(cluster) and time.monotonic() < deadline:
            time.sleep(0.02)
    started = time.monotonic()
    while strays := processes_of(cluster):
        kind = signal.SIGQUIT if time.monotonic() - started < GRACE_SECONDS else signal.SIGKILL
        for pid in strays:
            _signal(pid, kind)
        time.sleep(0.05)
    (data / "postmaster.pid").unlink(missing_ok=True)


def _postmaster(data: Path) -> int | None:
    try:
        return int((data / "postmaster.pid").read_text().splitlines()[0])
    except (FileNotFoundError, ValueError, IndexError):
        return None


def processes_of(cluster: str) -> set[int]:
    """Process ids of `cluster` that are alive; a zombie has ended and only waits for its parent."""
    return {pid for pid, title in _titles() if cluster.encode() in title and is_alive(pid)}


def _titles() -> Iterator[tuple[int, bytes]]:
    for entry in os.scandir("/proc"):
        if not entry.name.isdigit():
            continue
        try:
            title = Path(entry.path, "cmdline").read_bytes()
        except OSError:
            continue
        if b"postgres" in title[:256]:
            yield int(entry.name), title


def is_alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except (OSError, IndexError):
        return False
    return state not in ("Z", "X")


def _signal(pid: int, kind: signal.Signals) -> None:
    try:
        os.kill(pid, kind)
    except ProcessLookupError:
        return
