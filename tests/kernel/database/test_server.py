"""Linli's own PostgreSQL survives being killed, and never loses a row it has acknowledged."""

import os
import signal
import stat
import subprocess
import sys
import textwrap
import threading
import time
from pathlib import Path

import psycopg
import pytest

from linli.kernel.database import leftovers
from linli.kernel.database.layout import layout_of
from linli.kernel.database.server import CannotStartDatabase, LocalServer


@pytest.fixture
def home(tmp_path):
    return tmp_path / "home"


@pytest.fixture
def server(home):
    running = LocalServer(home)
    running.start()
    yield running
    running.stop()


def write_rows(dsn, *numbers):
    with psycopg.connect(dsn) as connection:
        connection.execute("create table if not exists kept (number bigint primary key)")
        for number in numbers:
            connection.execute("insert into kept values (%s)", [number])


def rows(dsn):
    with psycopg.connect(dsn) as connection:
        return [number for (number,) in connection.execute("select number from kept order by number")]


def postmaster(server):
    return int((server.layout.data / "postmaster.pid").read_text().split()[0])


def owner(home, *, script=""):
    """Another Linli process that owns the server of `home`, says `ready`, and waits to be killed."""
    program = f"""
        import sys, time
        from pathlib import Path
        from linli.kernel.database.server import LocalServer
        server = LocalServer(Path(sys.argv[1]))
        server.start()
        {script}
        print("ready", flush=True)
        time.sleep(600)
    """
    process = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(program), str(home)], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout.readline() == "ready\n"
    return process


def end(process, kind=signal.SIGKILL):
    process.send_signal(kind)
    process.wait()
    process.stdout.close()


def test_rows_survive_a_stop_and_a_start(home):
    first = LocalServer(home)
    write_rows(first.start(), 1, 2)
    first.stop()

    second = LocalServer(home)
    second.start()

    assert rows(second.dsn) == [1, 2]
    second.stop()


def test_a_stopped_server_leaves_no_process(server):
    cluster = server.layout.cluster
    assert leftovers.processes_of(cluster)

    server.stop()

    assert not server.is_running()
    assert leftovers.processes_of(cluster) == set()


def test_acknowledged_rows_survive_kills_of_the_postmaster_during_writes(server):
    write_rows(server.dsn)
    acknowledged = []

    for _ in range(5):
        writer = threading.Thread(target=write_until_it_breaks, args=(server.dsn, acknowledged))
        writer.start()
        time.sleep(0.15)
        os.kill(postmaster(server), signal.SIGKILL)
        writer.join()
        server._process.wait()
        server.start()

    assert len(acknowledged) > 50
    assert set(acknowledged) <= set(rows(server.dsn))


def write_until_it_breaks(dsn, acknowledged):
    try:
        with psycopg.connect(dsn, autocommit=True) as connection:
            while True:
                number = len(acknowledged) + 1_000_000 * os.getpid()
                connection.execute("insert into kept values (%s) on conflict do nothing", [number])
                acknowledged.append(number)
    except psycopg.OperationalError:
        return


def test_a_server_that_no_longer_listens_is_ended_and_loses_nothing(server, monkeypatch):
    monkeypatch.setattr(leftovers, "CLEAN_PATIENCE_SECONDS", 0.5)
    monkeypatch.setattr(leftovers, "GRACE_SECONDS", 0.5)
    write_rows(server.dsn, 8)
    os.kill(postmaster(server), signal.SIGSTOP)

    server.stop()
    server.start()

    assert rows(server.dsn) == [8]


def test_a_kill_of_every_process_of_the_server_is_recovered(server):
    write_rows(server.dsn, 7)

    for pid in leftovers.processes_of(server.layout.cluster):
        leftovers._signal(pid, signal.SIGKILL)
    server._process.wait()
    server.start()

    assert rows(server.dsn) == [7]


def test_a_killed_owner_takes_the_server_with_it_and_the_next_one_starts(home):
    first = owner(home)
    write_rows(LocalServer(home).dsn, 3)
    end(first)

    second = LocalServer(home)
    second.start()

    assert second.is_owner
    assert rows(second.dsn) == [3]
    second.stop()


def test_a_server_that_outlived_its_owner_is_shut_down_and_started_afresh(home):
    orphaning = "import linli.kernel.database.server as module; module._end_with_parent = None"
    program = f"""
        import sys, time
        from pathlib import Path
        {orphaning}
        server = module.LocalServer(Path(sys.argv[1]))
        server.start()
        print("ready", flush=True)
        time.sleep(600)
    """
    process = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(program), str(home)], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout.readline() == "ready\n"
    write_rows(LocalServer(home).dsn, 4)
    end(process)
    next_server = LocalServer(home)
    orphan = postmaster(next_server)
    assert leftovers.is_alive(orphan)

    next_server.start()

    assert not leftovers.is_alive(orphan)
    assert postmaster(next_server) != orphan
    assert rows(next_server.dsn) == [4]
    next_server.stop()


def test_a_stale_pid_file_that_names_a_living_stranger_does_not_stop_a_start(home):
    first = LocalServer(home)
    write_rows(first.start(), 5)
    first.stop()
    stranger = subprocess.Popen(["sleep", "600"])
    (first.layout.data / "postmaster.pid").write_text(f"{stranger.pid}\n{first.layout.data}\n")

    first.start()

    assert rows(first.dsn) == [5]
    assert stranger.poll() is None
    first.stop()
    stranger.kill()
    stranger.wait()


def test_a_second_process_attaches_and_leaves_the_server_running(server):
    write_rows(server.dsn, 9)

    other = LocalServer(server.layout.home)

    assert other.start() == server.dsn
    assert not other.is_owner
    assert other.owner_pid() == os.getpid()
    other.stop()
    assert rows(server.dsn) == [9]


def test_a_first_start_that_was_interrupted_is_done_again(home):
    half_made = home / "postgres.new"
    half_made.mkdir(parents=True)
    (half_made / "PG_VERSION").write_text("18")

    server = LocalServer(home)
    server.start()

    assert not half_made.exists()
    write_rows(server.dsn, 1)
    server.stop()


def test_a_home_with_a_path_too_long_for_a_socket_works(tmp_path):
    home = tmp_path / ("long-" * 20) / "home"
    server = LocalServer(home)

    write_rows(server.start(), 1)

    place = layout_of(home).socket_directory
    assert place.parent == Path("/tmp")
    assert stat.S_IMODE(place.stat().st_mode) == 0o700
    assert rows(server.dsn) == [1]
    server.stop()
    place.rmdir()


def test_nothing_listens_on_the_network_and_settings_are_durable(server):
    with psycopg.connect(server.dsn) as connection:
        settings = {
            name: connection.execute(f"show {name}").fetchone()[0]
            for name in (
                "listen_addresses",
                "fsync",
                "synchronous_commit",
                "full_page_writes",
                "jit",
                "server_encoding",
            )
        }

    assert settings == {
        "listen_addresses": "",
        "fsync": "on",
        "synchronous_commit": "on",
        "full_page_writes": "on",
        "jit": "off",
        "server_encoding": "UTF8",
    }


def test_damaged_files_are_refused_in_one_sentence(home):
    server = LocalServer(home)
    server.start()
    server.stop()
    (server.layout.data / "global" / "pg_control").unlink()

    with pytest.raises(CannotStartDatabase, match="PostgreSQL did not start: .*pg_control"):
        server.start()
    server.stop()


def test_programs_named_by_the_environment_must_exist(home, monkeypatch, tmp_path):
    monkeypatch.setenv("LINLI_PG_BIN", str(tmp_path))

    with pytest.raises(
        Exception, match="LINLI_PG_BIN names .*, but there is no program called postgres in it."
    ):
        LocalServer(home).start()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root drops to another account")
def test_a_root_caller_runs_the_server_as_another_account_below_a_closed_directory(tmp_path):
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    server = LocalServer(closed / "home")

    write_rows(server.start(), 1)

    assert stat.S_IMODE(closed.stat().st_mode) == 0o700
    assert Path(f"/proc/{postmaster(server)}").stat().st_uid == server.layout.data.stat().st_uid != 0
    assert rows(server.dsn) == [1]
    server.stop()
