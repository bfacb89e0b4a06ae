"""A worker's loops: each goes on by itself, whatever happens to it or to the others."""

import logging
import threading
import time

from linli.faces.cli import worker

RUNS = []


def breaks_twice(stop):
    RUNS.append(time.monotonic())
    if len(RUNS) < 3:
        raise RuntimeError("not yet")
    stop.set()


def waits(stop):
    stop.wait()


def test_a_loop_that_breaks_is_run_again_after_growing_pauses(caplog):
    RUNS.clear()
    stop = threading.Event()

    with caplog.at_level(logging.ERROR):
        worker.keep_running(f"{__name__}:breaks_twice", stop)

    first, second, third = RUNS
    assert 0.4 < second - first < 0.95
    assert 0.95 < third - second < 1.9
    assert [record.message for record in caplog.records] == [
        f"Cannot go on with {__name__}:breaks_twice; it starts again in 0.5 s",
        f"Cannot go on with {__name__}:breaks_twice; it starts again in 1.0 s",
    ]


def test_a_loop_that_cannot_be_imported_is_tried_again_until_the_worker_stops(caplog):
    stop = threading.Event()
    threading.Timer(0.7, stop.set).start()

    worker.keep_running("linli.no_such_room:run", stop)

    assert len(caplog.records) == 2


def test_a_loop_that_ends_because_it_was_told_to_is_not_run_again():
    stop = threading.Event()
    thread = threading.Thread(target=worker.keep_running, args=(f"{__name__}:waits", stop))
    thread.start()

    stop.set()
    thread.join(2)

    assert not thread.is_alive()
