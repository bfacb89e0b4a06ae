"""Kills real processes in the middle of their work, and runs many of them at once."""

import os
import re
import signal
import time

from django.db import connection

_kept = []


def killed(work, *, after=""):
    """Do `work` in a process of its own; True when it was killed.

    With `after` it kills itself as soon as a statement that matches has been carried out, inside whatever
    transaction that is.
    """
    before = sessions()
    child = os.fork()
    if child == 0:
        _live_and_die(work, after)
    _pid, status = os.waitpid(child, 0)
    wait_until_the_server_noticed(before)
    assert not os.WIFEXITED(status) or os.WEXITSTATUS(status) == 0, "the process broke down"
    return os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL


def die():
    os.kill(os.getpid(), signal.SIGKILL)


def _live_and_die(work, after):
    """What the child does; it never comes back into the tests."""
    code = 1
    try:
        _kept.append(connection.connection)  # the parent's line, which must not be closed from here
        connection.connection = None
        connection.settings_dict = {**connection.settings_dict, "OPTIONS": _without_pool()}
        if after:
            with connection.execute_wrapper(_dies_after(after)):
                work()
        else:
            work()
        code = 0
    finally:
        os._exit(code)


def _without_pool():
    """The threads of a pool do not live on in the child."""
    return {name: value for name, value in connection.settings_dict["OPTIONS"].items() if name != "pool"}


def _dies_after(pattern):
    found = re.compile(pattern)

    def wrapper(execute, sql, params, many, context):
        answer = execute(sql, params, many, context)
        if found.search(sql):
            die()
        return answer

    return wrapper


def sessions():
    with connection.cursor() as cursor:
        cursor.execute("SELECT pid FROM pg_stat_activity WHERE datname = current_database()")
        return {pid for (pid,) in cursor.fetchall()}


def wait_until_the_server_noticed(before):
    """Until what the killed process had open is rolled back."""
    deadline = time.monotonic() + 30
    while sessions() - before:
        assert time.monotonic() < deadline, "the server still serves a process that was killed"
        time.sleep(0.005)
