"""Where the one PostgreSQL is: DATABASE_URL, or Linli's own under LINLI_HOME."""

import os
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from .environment import BadSetting


def configure(url: str, home: Path) -> dict[str, Any]:
    """Django's description of the database at `url` (postgresql://user:password@host:port/name?option=value)."""
    if not url:
        from linli.kernel.database.server import LocalServer

        url = LocalServer(home).dsn
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"} or not parts.path.strip("/"):
        raise BadSetting("DATABASE_URL must look like postgresql://user:password@host:5432/name")
    options: dict[str, Any] = dict(parse_qsl(parts.query))
    host = options.pop("host", None) or unquote(parts.hostname or "")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.strip("/")),
        "USER": unquote(parts.username or options.pop("user", "")),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": host,
        "PORT": str(parts.port or options.pop("port", "") or ""),
        "CONN_MAX_AGE": 0,
        "CONN_HEALTH_CHECKS": False,
        "OPTIONS": {**options, "pool": {"min_size": 1, "max_size": 12, "timeout": 20}},
        "TEST": {"NAME": _test_name(), "MIRROR": None, "CHARSET": None, "COLLATION": None, "MIGRATE": True},
    }


def _test_name() -> str:
    suffix = os.environ.get("LINLI_TEST_DB_SUFFIX", "")
    return f"test_linli_{suffix}" if suffix else "test_linli"
