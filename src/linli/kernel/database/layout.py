"""Where Linli's own database lives below a home directory, and the address by which programs reach it.

Everything here follows from the home's path alone, so a program that did not start the server still finds it.
"""

import dataclasses
import hashlib
import os
from pathlib import Path
from urllib.parse import quote

ROLE = "linli"
DATABASE = "linli"
SOCKET_NAME = ".s.PGSQL.5432"
SHARED_PLACE = Path("/tmp")  # noqa: S108 - what lies in it is private, and its ownership is checked
LONGEST_SOCKET = 100
"""The kernel allows 107 bytes; PostgreSQL adds a lock file beside the socket."""


@dataclasses.dataclass(frozen=True)
class Layout:
    """The paths of one home. `cluster` is the name that marks the server's processes."""

    home: Path

    @property
    def data(self) -> Path:
        return self.home / "postgres"

    @property
    def log(self) -> Path:
        return self.home / "postgres.log"

    @property
    def lock(self) -> Path:
        return self.home / "postgres.lock"

    @property
    def cluster(self) -> str:
        return "linli-" + hashlib.sha256(os.fsencode(self.data)).hexdigest()[:12]

    @property
    def has_short_path(self) -> bool:
        return len(os.fsencode(self.data / SOCKET_NAME)) <= LONGEST_SOCKET

    @property
    def socket_directory(self) -> Path:
        """The data directory itself, or a private one below /tmp where its path is too long for a socket."""
        return self.data if self.has_short_path else SHARED_PLACE / self.cluster

    def dsn(self, database: str = DATABASE) -> str:
        return f"postgresql://{ROLE}@/{database}?host={quote(str(self.socket_directory), safe='/')}"


def layout_of(home: Path) -> Layout:
    """The layout of `home`, which need not exist yet."""
    return Layout(home.expanduser().resolve())


def default_dsn(home: Path) -> str:
    """The address of Linli's own database in `home`, whether or not it is running."""
    return layout_of(home).dsn()
