"""Runs a command beside a database that is thrown away afterwards: python tools/with_database.py COMMAND …"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from linli.kernel.database.server import LocalServer


def main() -> int:
    if os.environ.get("DATABASE_URL"):
        return subprocess.call(sys.argv[1:])
    with tempfile.TemporaryDirectory(prefix="linli-") as directory:
        server = LocalServer(Path(directory), durable=False)
        dsn = server.start()
        try:
            return subprocess.call(
                sys.argv[1:], env={**os.environ, "DATABASE_URL": dsn, "LINLI_HOME": directory}
            )
        finally:
            server.stop()


if __name__ == "__main__":
    sys.exit(main())
