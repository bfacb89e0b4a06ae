"""Linli's own PostgreSQL: made on first use, our child, reached by a private socket only, safe to kill.

One process owns the server of a home; others that ask for it meanwhile attach to the running one. When the
owner is killed the server shuts itself down, and the next owner waits for that or recovers what is left.
"""

import fcntl
import os
import re
import shutil
import signal
import subprocess
import threading
import time
from collections.abc import Callable
from pathlib import Path

import psycopg
from psycopg import sql

from linli.kernel.database import account as accounts
from linli.kernel.database import layout as layouts
from linli.kernel.database import leftovers, parenthood, programs
from linli.kernel.database.settings import command_line
from linli.kernel.errors import Refusal

POLL_SECONDS = 0.02
TELL_AFTER_SECONDS = 2.0
LONGEST_LOG_BYTES = 10_000_000
_TROUBLE = re.compile(r"FATAL|PANIC|error", re.IGNORECASE)


class CannotStartDatabase(Refusal):
    """PostgreSQL ended while it was starting, or its files cannot be used."""


class LocalServer:
    """The database of one home directory.

    home     holds `postgres/` (data), `postgres.log` and `postgres.lock`
    durable  False trades safety for speed; for test runs that throw their data away
    tell     is given one sentence whenever the start takes long (recovery after a crash)
    """

    def __init__(
        self, home: Path, *, durable: bool = True, tell: Callable[[str], None] = lambda sentence: None
    ) -> None:
        self.layout = layouts.layout_of(home)
        self._durable = durable
        self._tell = tell
        self._lock: int | None = None
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def dsn(self) -> str:
        return self.layout.dsn()

    @property
    def is_owner(self) -> bool:
        """Whether this object started the server and will stop it, rather than attached to a running one."""
        return self._lock is not None

    def owner_pid(self) -> int | None:
        """The process that owns the server, as far as the lock file tells."""
        try:
            return int(self.layout.lock.read_text())
        except (FileNotFoundError, ValueError):
            return None

    def start(self) -> str:
        """Return the address of a server that accepts connections, starting or recovering it where necessary.

        Takes as long as it takes. Call it from the main thread: the server ends with the thread that made it.
        """
        if self.is_running():
            return self.dsn
        self._make_home()
        if not self._own_or_attach():
            return self.dsn
        account = accounts.account_for(self.layout.data)
        binaries = programs.reachable(programs.directory(), account)
        leftovers.end_leftovers(self.layout.data, cluster=self.layout.cluster)
        self._initialise(binaries, account)
        self._launch(binaries, account)
        self._wait_until_ready()
        self._create_database()
        return self.dsn

    def stop(self) -> None:
        """Shut down cleanly and give the home up. A server that somebody else owns is left running."""
        if self._process is not None:
            leftovers.end_child(self._process)
            self._process = None
        if self._lock is not None:
            self.layout.lock.write_text("")
            os.close(self._lock)
            self._lock = None

    def is_running(self) -> bool:
        """Whether the server that this object started is alive."""
        return self._process is not None and self._process.poll() is None

    def _make_home(self) -> None:
        try:
            self.layout.home.mkdir(parents=True, exist_ok=True)
            self.layout.log.touch()
        except OSError as trouble:
            raise CannotStartDatabase(
                f"Linli cannot write to its home {self.layout.home}: {trouble.strerror}."
            ) from None

    def _own_or_attach(self) -> bool:
        """True once the home is ours, False once a server that somebody else owns answers."""
        waiting = _Patience(self._tell, "Waiting for another Linli process that is using the database")
        while self._lock is None:
            handle = os.open(self.layout.lock, os.O_RDWR | os.O_CREAT, 0o600)
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                os.close(handle)
                if _answers(self.dsn):
                    return False
                waiting.pause()
                continue
            os.ftruncate(handle, 0)
            os.write(handle, str(os.getpid()).encode())
            self._lock = handle
        return True

    def _initialise(self, binaries: Path, account: accounts.Account) -> None:
        """Make the data directory aside and rename it: an interrupted start leaves nothing half made."""
        data = self.layout.data
        if data.exists():
            return
        making = data.with_name("postgres.new")
        shutil.rmtree(making, ignore_errors=True)
        making.mkdir(mode=0o700)
        account.own(making)
        options = [
            "--encoding=UTF8",
            "--locale=C.UTF-8",
            "--auth=trust",
            f"--username={layouts.ROLE}",
            "--no-instructions",
        ]
        if not self._durable:
            options.append("--no-sync")
        made = self._popen([binaries / "initdb", *options, "-D", _inside(making, account)], making, account)
        if made.wait() != 0:
            raise CannotStartDatabase(f"PostgreSQL could not make its files in {data}: {self._last_words()}")
        making.rename(data)

    def _launch(self, binaries: Path, account: accounts.Account) -> None:
        if self.layout.log.stat().st_size > LONGEST_LOG_BYTES:
            self.layout.log.write_bytes(b"")
        sockets = self.layout.socket_directory
        if not self.layout.has_short_path:
            sockets.mkdir(mode=0o700, exist_ok=True)
            if sockets.lstat().st_uid == os.geteuid():
                account.own(sockets)
            accounts.check_owned(sockets, uid=account.uid)
        data = self.layout.data
        place = _inside(data, account) if self.layout.has_short_path else str(sockets)
        options = command_line(cluster=self.layout.cluster, sockets=place, is_durable=self._durable)
        self._process = self._popen(
            [binaries / "postgres", "-D", _inside(data, account), *options], data, account
        )

    def _popen(
        self, command: list[str | Path], directory: Path, account: accounts.Account
    ) -> subprocess.Popen[bytes]:
        """A child in its own session, so that the terminal's Ctrl-C reaches it only through us."""
        with self.layout.log.open("ab") as log:
            return subprocess.Popen(
                command,
                cwd=directory,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env={"LC_ALL": "C", "PATH": os.environ.get("PATH", os.defpath), "TZ": "UTC"},
                start_new_session=True,
                user=account.uid if account.dropped else None,
                group=account.gid if account.dropped else None,
                extra_groups=[] if account.dropped else None,
                preexec_fn=_end_with_parent
                if threading.current_thread() is threading.main_thread()
                else None,
            )

    def _wait_until_ready(self) -> None:
        waiting = _Patience(self._tell, "PostgreSQL is recovering")
        while not _answers(self.layout.dsn("postgres")):
            if not self.is_running():
                raise CannotStartDatabase(f"PostgreSQL did not start: {self._last_words()}")
            waiting.pause()

    def _create_database(self) -> None:
        with psycopg.connect(self.layout.dsn("postgres"), autocommit=True) as connection:
            found = connection.execute(
                "select 1 from pg_database where datname = %s", [layouts.DATABASE]
            ).fetchone()
            if not found:
                connection.execute(sql.SQL("create database {}").format(sql.Identifier(layouts.DATABASE)))

    def _last_words(self) -> str:
        lines = self.layout.log.read_text(errors="replace").splitlines()[-40:]
        ours = "the database system is starting up"
        telling = [line for line in lines if _TROUBLE.search(line) and ours not in line]
        return (telling or lines or ["it left no message."])[-1].strip()


class _Patience:
    """Sleeps between tries, and says what is awaited once that takes long, then every ten seconds."""

    def __init__(self, tell: Callable[[str], None], subject: str) -> None:
        self._tell = tell
        self._subject = subject
        self._began = time.monotonic()
        self._next_word = TELL_AFTER_SECONDS

    def pause(self) -> None:
        waited = time.monotonic() - self._began
        if waited >= self._next_word:
            self._tell(f"{self._subject} ({waited:.0f} s) …")
            self._next_word = waited + 10
        time.sleep(POLL_SECONDS)


def _inside(directory: Path, account: accounts.Account) -> str:
    """How a child that starts in `directory` names it: without a path that its account could not walk."""
    return "/proc/self/cwd" if account.dropped else str(directory)


def _answers(dsn: str) -> bool:
    try:
        psycopg.connect(dsn, connect_timeout=5).close()
    except psycopg.OperationalError:
        return False
    return True


def _end_with_parent() -> None:
    """PostgreSQL takes SIGINT as the wish for a clean, quick shutdown."""
    parenthood.end_with_parent(signal.SIGINT)
