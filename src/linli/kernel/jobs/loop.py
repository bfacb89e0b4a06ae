"""The worker's job loop: procrastinate, in its own event loop on this thread."""

import asyncio
import contextlib
import threading

from procrastinate.contrib.django import app

CONCURRENCY = 2


def run(stop: threading.Event) -> None:
    """Take jobs from the queue until `stop` is set."""
    asyncio.run(_work(stop))


async def _work(stop: threading.Event) -> None:
    connector = app.connector
    worker_app = app.with_connector(connector.get_worker_connector())  # type: ignore[attr-defined]  # DjangoConnector
    async with worker_app.open_async():
        worker = asyncio.create_task(
            worker_app.run_worker_async(
                concurrency=CONCURRENCY, install_signal_handlers=False, shutdown_graceful_timeout=5
            )
        )
        while not stop.is_set() and not worker.done():
            await asyncio.sleep(0.2)
        worker.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await worker
