"""The address of the configured database for a plain psycopg connection, outside Django's pool."""

from collections.abc import Mapping
from typing import Any

from psycopg.conninfo import make_conninfo

_NAMES = {"NAME": "dbname", "USER": "user", "PASSWORD": "password", "HOST": "host", "PORT": "port"}
_DJANGO_ONLY = {"pool", "isolation_level", "server_side_binding", "assume_role"}


def dsn_of(database: Mapping[str, Any]) -> str:
    """What Django's entry in DATABASES says, as a connection string."""
    named = {ours: database[theirs] for theirs, ours in _NAMES.items() if database.get(theirs)}
    options = {name: value for name, value in database.get("OPTIONS", {}).items() if name not in _DJANGO_ONLY}
    return make_conninfo(**named, **options)
