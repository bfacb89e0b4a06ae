"""Children that are kept alive: started, watched, started again with growing pauses, and stopped in order."""

import dataclasses
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from linli.kernel.database import parenthood

FIRST_PAUSE_SECONDS = 0.2
LONGEST_PAUSE_SECONDS = 30.0
STEADY_AFTER_SECONDS = 30.0
STOP_PATIENCE_SECONDS = 25.0
LEFTOVER_PATIENCE_SECONDS = 1.0

Tell = Callable[[str], None]


@dataclasses.dataclass(frozen=True)
class Part:
    """One kind of process: its name in messages and its command line after `linli`."""

    name: str
    arguments: tuple[str, ...]


class Child:
    """A process that is started again when it ends by itself."""

    def __init__(self, part: Part, tell: Tell) -> None:
        self.part = part
        self._tell = tell
        self._process: subprocess.Popen[bytes] | None = None
        self._started_at = 0.0
        self._pause = FIRST_PAUSE_SECONDS
        self._start_at: float | None = 0.0

    @property
    def pid(self) -> int | None:
        return self._process.pid if self._process else None

    def tend(self, now: float) -> bool:
        """Start the process when it is due, notice when it has ended; True when anything changed."""
        if self._process is None:
            if self._start_at is None or now < self._start_at:
                return False
            self._start(now)
            return True
        if self._process.poll() is None:
            return False
        self._plan_restart(now)
        return True

    def stop(self) -> None:
        """Ask the process to end, insist after a while, and leave nothing of its group behind."""
        self._start_at = None
        if self._process is None:
            return
        end_group(self._process.pid, signal.SIGTERM)
        try:
            self._process.wait(STOP_PATIENCE_SECONDS)
        except subprocess.TimeoutExpired:
            self._tell(f"{self.part.name} does not end; it is being killed.")
        end_group(self._process.pid, signal.SIGKILL)
        self._process.wait()
        self._process = None

    def _start(self, now: float) -> None:
        """In a session of its own: the terminal's Ctrl-C reaches it only through us, in our order."""
        self._process = subprocess.Popen(
            [sys.executable, "-m", "linli", *self.part.arguments],
            stdin=subprocess.DEVNULL,
            start_new_session=True,
            preexec_fn=_end_with_parent,
        )
        self._started_at = now
        self._tell(f"{self.part.name} started (process {self._process.pid}).")

    def _plan_restart(self, now: float) -> None:
        process = self._process
        if process is None:
            return
        end_group(process.pid, signal.SIGKILL)
        self._process = None
        if now - self._started_at > STEADY_AFTER_SECONDS:
            self._pause = FIRST_PAUSE_SECONDS
        self._start_at = now + self._pause
        self._tell(
            f"{self.part.name} ended ({_manner(process.returncode)}); it starts again in {self._pause:.1f} s."
        )
        self._pause = min(self._pause * 2, LONGEST_PAUSE_SECONDS)


class Register:
    """A file with the processes of a running `linli up`, so that the next can end what it left."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def note(self, children: Iterable[Child]) -> None:
        found = {child.pid: _birth(child.pid) for child in children if child.pid}
        text = json.dumps({str(pid): birth for pid, birth in found.items()})
        self._path.write_text(text)

    def end_leftovers(self) -> int:
        """End the recorded processes that still live and return how many there were."""
        left = self._living()
        for pid in left:
            end_group(pid, signal.SIGTERM)
        deadline = time.monotonic() + LEFTOVER_PATIENCE_SECONDS
        while self._living() and time.monotonic() < deadline:
            time.sleep(0.05)
        for pid in left:
            end_group(pid, signal.SIGKILL)
        self._path.unlink(missing_ok=True)
        return len(left)

    def forget(self) -> None:
        self._path.unlink(missing_ok=True)

    def _living(self) -> list[int]:
        try:
            recorded = json.loads(self._path.read_text())
        except (FileNotFoundError, ValueError):
            return []
        return [int(pid) for pid, birth in recorded.items() if birth and _birth(int(pid)) == birth]


def end_group(leader: int, kind: signal.Signals) -> None:
    """Signal a whole process group; nothing happens where it is gone."""
    try:
        os.killpg(leader, kind)
    except (ProcessLookupError, PermissionError):
        return


def tend_all(children: Sequence[Child]) -> bool:
    """Look after every child once; True when anything changed."""
    now = time.monotonic()
    return any([child.tend(now) for child in children])


def _end_with_parent() -> None:
    parenthood.end_with_parent(signal.SIGTERM)


def _manner(code: int) -> str:
    return f"killed by signal {-code}" if code < 0 else f"exit code {code}"


def _birth(pid: int | None) -> str:
    """When the process began, in the kernel's ticks; a later process of that number differs. '' if gone."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return ""
    return "" if fields[0] in ("Z", "X") else fields[19]
