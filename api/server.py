"""The server: it serves until it is told to stop, and then lets what runs come to its end.

Told to stop (SIGTERM), it says so at /readyz and goes on serving for as long as a balancer needs
to see it; then it takes no more requests, lets those that run end within a limit, and brings the
write-ahead log into the database's file. Told twice, or by Ctrl-C, it does not wait to be seen.
"""

import logging
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from types import FrameType

import uvicorn
from fastapi import FastAPI

from api.bootstrap import settle_memory
from api.gate import Gate
from api.logs import log
from api.settings import Settings
from api.store.errors import StoreError
from api.traffic import Watch
from api.usecases.housekeeping import Swept, sweep

_AN_HOUR, _A_MOMENT = 3_600.0, 0.5


class GracefulServer(uvicorn.Server):
    """A server that says that it stops before it does."""

    def __init__(self, config: uvicorn.Config, watch: Watch, drain_seconds: float) -> None:
        super().__init__(config)
        self._watch, self._drain = watch, drain_seconds
        self._end: float | None = None

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Begin to stop; the process ends by itself, not by the signal."""
        if self.should_exit:
            self.force_exit = True
        elif self._end is None and sig == signal.SIGTERM:
            self._watch.is_stopping = True
            self._end = time.monotonic() + self._drain
        else:
            self._watch.is_stopping = self.should_exit = True

    async def on_tick(self, counter: int) -> bool:
        """Say, ten times a second, whether it is time to end."""
        if self._end is not None and time.monotonic() >= self._end:
            self.should_exit = True
        return await super().on_tick(counter)


def serve(app: FastAPI, settings: Settings) -> None:
    """Serve until told to stop."""
    watch: Watch = app.state.watch
    gate: Gate = app.state.gate
    office = gate.office
    settle_memory()  # the application itself stays too
    with housekeeping(lambda: sweep(office.store, office.now(), gate.limits.idle)):
        log("serving", host=settings.host, port=settings.port)
        GracefulServer(config_of(app, settings), watch, settings.drain_seconds).run()
    office.store.settle()
    log("stopped")
    end_of_process()


def end_of_process() -> None:
    """End the process where a thread still works for somebody who was cut off.

    Threads cannot be stopped, and Python would wait for them: what they hold is not committed and
    nobody waits for it. Whoever runs the service was promised an end.
    """
    here = threading.current_thread()
    others = [each for each in threading.enumerate() if each is not here and not each.daemon]
    for each in others:
        each.join(_A_MOMENT)
    working = sum(each.is_alive() for each in others)
    if working:
        log("left work behind", logging.WARNING, threads=working)
        logging.shutdown()
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(0)


def config_of(app: FastAPI, settings: Settings) -> uvicorn.Config:
    """Return how the server runs an application.

    Where a request comes from is what the connection says; what a header says counts only from
    the proxies of the settings, else each wrong try could name another address. Loop and parser
    are uvloop and httptools; where a machine has none of them, asyncio and h11 serve alike.
    """
    return uvicorn.Config(
        app,
        host=settings.host,
        port=settings.port,
        loop="auto",
        http="auto",
        log_config=None,
        access_log=False,
        ws="none",
        server_header=False,
        timeout_graceful_shutdown=settings.stop_seconds,
        proxy_headers=bool(settings.proxy.strip()),
        forwarded_allow_ips=settings.proxy,
    )


@contextmanager
def housekeeping(do: Callable[[], Swept], every: float = _AN_HOUR) -> Iterator[None]:
    """Sweep at once and then every so many seconds, beside what is done meanwhile."""
    over = threading.Event()
    sweeper = threading.Thread(target=_keep_sweeping, args=(do, every, over), name="housekeeping")
    sweeper.start()
    try:
        yield
    finally:
        over.set()
        sweeper.join()


def _keep_sweeping(do: Callable[[], Swept], every: float, over: threading.Event) -> None:
    while not over.is_set():
        try:
            swept = do()
        except StoreError as error:  # the next time will do it
            log("not swept", logging.WARNING, kind=type(error).__name__)
        else:
            if not swept.is_nothing:
                log("swept", **asdict(swept))
        over.wait(every)
