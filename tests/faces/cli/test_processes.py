"""Children that are kept alive, and the register of those that a killed parent left."""

import json
import signal
import subprocess
import time

import pytest

from linli.faces.cli import processes


@pytest.fixture
def told():
    return []


@pytest.fixture
def failing(told):
    """A child that ends at once with a usage error."""
    child = processes.Child(processes.Part("dancer", ("dance",)), told.append)
    yield child
    child.stop()


def tend_until_ended(child, now):
    while not child.tend(now):
        time.sleep(0.02)


def test_a_child_that_ends_is_started_again_after_pauses_that_double(failing, told):
    now = 0.0
    for _ in range(4):
        assert failing.tend(now)
        tend_until_ended(failing, now)
        assert not failing.tend(now + failing._pause / 2 - 0.01)
        now += failing._pause / 2

    ends = [sentence for sentence in told if "ended" in sentence]
    assert ends == [
        f"dancer ended (exit code 2); it starts again in {pause} s." for pause in ("0.2", "0.4", "0.8", "1.6")
    ]


def test_a_child_that_was_steady_starts_again_at_once(failing, told):
    failing.tend(0.0)
    tend_until_ended(failing, 1.0)
    failing.tend(2.0)

    tend_until_ended(failing, 100.0)

    assert told[-1] == "dancer ended (exit code 2); it starts again in 0.2 s."


def test_what_a_killed_parent_left_is_ended_and_a_stranger_is_not(tmp_path):
    left = subprocess.Popen(["sleep", "600"], start_new_session=True)
    stranger = subprocess.Popen(["sleep", "600"], start_new_session=True)
    path = tmp_path / "up.json"
    path.write_text(json.dumps({str(left.pid): processes._birth(left.pid), str(stranger.pid): "1"}))

    assert processes.Register(path).end_leftovers() == 1

    assert left.wait() == -signal.SIGTERM
    assert stranger.poll() is None
    assert not path.exists()
    stranger.kill()
    stranger.wait()


def test_a_damaged_register_is_no_hindrance(tmp_path):
    path = tmp_path / "up.json"
    path.write_text("{")

    assert processes.Register(path).end_leftovers() == 0
