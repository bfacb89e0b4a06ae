"""Which system account PostgreSQL runs as. It refuses to run as root, so a root caller drops to another one.

No account is made, and no directory that is not ours is opened up: a child enters its data directory while it
is still root and then calls it `/proc/self/cwd`, so the directory may lie under a closed home such as /root.
"""

import dataclasses
import os
import pwd
import stat
from pathlib import Path

from linli.kernel.errors import Refusal

NOBODY = 65534


class UnsafeDirectory(Refusal):
    """A directory we need in a shared place belongs to somebody else."""


@dataclasses.dataclass(frozen=True)
class Account:
    """The user and group ids of the server; `dropped` says that they are not the caller's own."""

    uid: int
    gid: int
    dropped: bool

    def own(self, path: Path) -> None:
        """Give `path`, which must be ours, to this account."""
        if self.dropped:
            os.chown(path, self.uid, self.gid)

    def may_enter(self, path: Path) -> bool:
        """Whether every directory from the root down to `path` lets this account through."""
        return all(self._may_search(part.stat()) for part in [path, *path.parents])

    def _may_search(self, found: os.stat_result) -> bool:
        if found.st_uid == self.uid:
            return bool(found.st_mode & stat.S_IXUSR)
        if found.st_gid == self.gid:
            return bool(found.st_mode & stat.S_IXGRP)
        return bool(found.st_mode & stat.S_IXOTH)


def account_for(data: Path) -> Account:
    """The account that owns `data` already, else the caller, else (for root) `linli`, `nobody` or 65534."""
    if os.geteuid() != 0:
        return Account(os.geteuid(), os.getegid(), dropped=False)
    if data.exists() and (owner := data.stat()).st_uid != 0:
        return Account(owner.st_uid, owner.st_gid, dropped=True)
    for name in ("linli", "nobody"):
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        if entry.pw_uid != 0:
            return Account(entry.pw_uid, entry.pw_gid, dropped=True)
    return Account(NOBODY, NOBODY, dropped=True)


def check_owned(path: Path, *, uid: int) -> None:
    """Refuse a directory in a shared place that somebody else made or may write to."""
    found = path.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != uid or found.st_mode & 0o022:
        raise UnsafeDirectory(f"{path} belongs to somebody else; remove it and start again.")
