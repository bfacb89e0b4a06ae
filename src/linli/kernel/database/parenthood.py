"""Children that never outlive the process that started them, however it ends."""

import ctypes
import os
import signal

SERVER_PID = "LINLI_SERVER_PID"
_PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None, use_errno=True)


def end_with_parent(kind: signal.Signals) -> None:
    """Ask the kernel to send this process `kind` when the thread that started it ends (Linux)."""
    if hasattr(_libc, "prctl"):
        _libc.prctl(_PR_SET_PDEATHSIG, int(kind))


def end_with_server() -> None:
    """In a serving process: end when the process that manages it ends. Alone, do nothing."""
    manager = os.environ.get(SERVER_PID)
    if manager is None or str(os.getpid()) == manager:
        return
    end_with_parent(signal.SIGTERM)
    if str(os.getppid()) != manager:
        os.kill(os.getpid(), signal.SIGTERM)


def claim_serving() -> None:
    """Name this process as the manager of the serving processes it is about to start."""
    os.environ[SERVER_PID] = str(os.getpid())
