"""Every setting an operator can give, in one table: read from the environment, documented by `make docs`."""

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[3]


class BadSetting(ValueError):
    """A setting has a value that cannot be used; the message names the setting and the mend."""


@dataclass(frozen=True)
class Setting:
    """One environment variable: its name, how its text is read, its default as text, and what it is for."""

    name: str
    read: Callable[[str], Any]
    default: str
    about: str
    secret: bool = False


def _flag(text: str) -> bool:
    if text.lower() in {"1", "true", "yes"}:
        return True
    if text.lower() in {"0", "false", "no", ""}:
        return False
    raise ValueError("say 1 or 0")


def _words(text: str) -> list[str]:
    return [word.strip() for word in text.split(",") if word.strip()]


def _port(text: str) -> int:
    port = int(text)
    if not 1 <= port <= 65535:
        raise ValueError("a port is a number from 1 to 65535")
    return port


def _folder(text: str) -> Path:
    return Path(text).expanduser().resolve()


SETTINGS: tuple[Setting, ...] = (
    Setting(
        "LINLI_HOME", _folder, str(ROOT / "var"), "Folder of all data: database, lake, media, secret key."
    ),
    Setting("LINLI_PORT", _port, "8000", "The one port users open."),
    Setting("LINLI_HOST", str, "127.0.0.1", "Address the port listens on."),
    Setting(
        "LINLI_URL", str, "", "Public address of this installation, used in links; default http://HOST:PORT."
    ),
    Setting(
        "LINLI_ALLOWED_HOSTS",
        _words,
        "localhost,127.0.0.1,[::1]",
        "Host names pages answer to, comma separated.",
    ),
    Setting("LINLI_DEBUG", _flag, "0", "1 shows tracebacks in the browser. Never on a public address."),
    Setting(
        "LINLI_SECRET_KEY",
        str,
        "",
        "Key that signs sessions and encrypts channel secrets; made in LINLI_HOME if empty.",
        True,
    ),
    Setting("LINLI_ZONE", str, "Asia/Shanghai", "IANA zone of new organisations and of the logs of jobs."),
    Setting("LINLI_WEB_WORKERS", int, "2", "Processes that serve pages."),
    Setting("LINLI_WEB_ADDRESS", str, "", "Where web listens for the gateway: unix:/path or host:port."),
    Setting(
        "LINLI_TRUSTED_PROXIES",
        _words,
        "",
        "Addresses whose X-Forwarded-For is believed, comma separated.",
    ),
    Setting("LINLI_SHARDS", int, "16", "Lanes the event log is divided into; fixed once events exist."),
    Setting(
        "LINLI_PG_BIN",
        str,
        "",
        "Folder of PostgreSQL programs for Linli's own database; default: the wheel's.",
    ),
    Setting("DATABASE_URL", str, "", "Another PostgreSQL (15 or later) instead of Linli's own.", True),
)


def read(name: str) -> Any:
    """The value of a setting, converted; BadSetting when it cannot be read."""
    setting = next(one for one in SETTINGS if one.name == name)
    text = os.environ.get(name, setting.default)
    try:
        return setting.read(text)
    except ValueError as error:
        raise BadSetting(f"{name} is {text!r}, which cannot be used: {error}") from None
