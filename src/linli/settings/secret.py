"""The installation's secret key: given, or made once and kept under LINLI_HOME with rights for its owner
only.
"""

import os
import secrets
from pathlib import Path


def secret_key(given: str, home: Path) -> str:
    """The key given by the operator, else the one in `home`, made on first use."""
    if given:
        return given
    path = home / "secret-key"
    if path.exists():
        return path.read_text().strip()
    home.mkdir(parents=True, exist_ok=True)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text().strip()
    with os.fdopen(handle, "w") as file:
        file.write(secrets.token_urlsafe(48))
    return path.read_text().strip()
