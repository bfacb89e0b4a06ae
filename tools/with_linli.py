"""Runs a command beside a whole installation that is thrown away afterwards.

python tools/with_linli.py COMMAND …      {url}, {login}, {password} and {room} in the command are filled in
"""

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request

import django

PATIENCE_SECONDS = 180


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def wait_until_up(url: str, server: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline and server.poll() is None:
        try:
            urllib.request.urlopen(f"{url}/healthz", timeout=5).close()
            return
        except OSError:
            time.sleep(0.2)
    sys.exit("The installation did not come up.")


def filled(command: list[str], url: str) -> list[str]:
    django.setup()
    from linli.faces.cli.demo import demo_login, demo_room_address

    login, password = demo_login() or ("", "")
    room = demo_room_address() or ""
    return [part.format(url=url, login=login, password=password, room=room) for part in command]


def main() -> int:
    with tempfile.TemporaryDirectory(prefix="linli-") as home:
        port = free_port()
        own = {"LINLI_HOME": home, "LINLI_PORT": str(port), "DATABASE_URL": ""}
        os.environ.update(own)
        server = subprocess.Popen([sys.executable, "-m", "linli", "up"])
        try:
            wait_until_up(f"http://127.0.0.1:{port}", server)
            return subprocess.call(filled(sys.argv[1:], f"http://127.0.0.1:{port}"))
        finally:
            server.send_signal(signal.SIGINT)
            server.wait()


if __name__ == "__main__":
    sys.exit(main())
