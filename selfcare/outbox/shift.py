"""A worker's shift: woken by the queue, and coming by every few seconds whether woken or not."""

import logging
import signal
import threading
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import date, timedelta
from typing import cast

import structlog
from flask import Flask
from huey.consumer import Consumer

from selfcare import clock
from selfcare.database import begin_writing, session
from selfcare.errors import PartnerUnavailable
from selfcare.outbox.wakeups import QUEUE_SILENT, Wakeups
from selfcare.outbox.wiring import Job, jobs
from selfcare.outbox.worker import LEASE, drain

log = structlog.get_logger("selfcare")

LOOK_EVERY = 2.0  # seconds between two looks of our own
_LISTEN_EVERY = 0.02  # seconds between two glances at a queue that cannot call us
_LONGEST_LAST_JOB = 30.0  # seconds that what was begun may still take when we shall stop


class Shift:
    """Everything one `selfcare worker` process does until it is told to stop."""

    def __init__(self, app: Flask, *, threads: int = 4, lease: timedelta = LEASE) -> None:
        self._app = app
        self._threads = threads
        self._lease = lease
        self._stop = threading.Event()
        self._consumer: Consumer | None = None
        self._looking: Future[None] | None = None
        self._cleaned_on: date | None = None
        self._to_see_to: list[Job] | None = None  # none: all of them, from the first
        self._to_clean: list[Job] = []

    def work(self) -> None:
        """Until `stop`, SIGTERM or Ctrl-C; what was begun is brought to its end. Main thread only."""
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: self.stop())
        with ThreadPoolExecutor(1, "look") as looker:
            while not self._stop.is_set():
                self._see_that_somebody_listens()
                self._see_that_somebody_looks(looker)
                self._stop.wait(LOOK_EVERY)
            if self._consumer:
                self._consumer.stop(graceful=True)

    def stop(self) -> None:
        self._stop.set()

    def _see_that_somebody_listens(self) -> None:
        """Threads that wait for wake-ups. Without a queue there are none, and only our own looks."""
        if self._consumer:
            self._consumer.check_worker_health()
            return
        wakeups = cast("Wakeups", self._app.extensions["wakeups"])
        try:
            wakeups.on_wake_up(self._look)
            wakeups.queue.storage.flush_queue()  # we look at once anyhow
        except QUEUE_SILENT as error:
            log.warning("nobody can wake us", error=type(error).__name__)
            return
        _log_as_ours("huey")
        patience = {"backoff": 2, "max_delay": 5} if wakeups.queue.storage.blocking else {"backoff": 1}
        self._consumer = _Listeners(
            wakeups.queue,
            workers=self._threads,
            periodic=False,
            scheduler_interval=60,
            initial_delay=_LISTEN_EVERY,
            shutdown_timeout=_LONGEST_LAST_JOB,
            **patience,
        )
        self._consumer.start()

    def _see_that_somebody_looks(self, looker: ThreadPoolExecutor) -> None:
        if self._looking is None or self._looking.done():
            self._looking = looker.submit(self._come_by)
            self._looking.add_done_callback(_log_bug)

    def _come_by(self) -> None:
        """Jobs are taken off before they run: a bug in one ends this look, and the next goes on behind it."""
        self._look()
        with self._app.app_context():
            if self._to_see_to is None:
                self._to_see_to = list(jobs().often)
            while self._to_see_to:
                _run(self._to_see_to.pop(0))
            self._to_see_to = None
            if self._cleaned_on != clock.today():
                self._cleaned_on = clock.today()
                self._to_clean = list(jobs().daily)
            while self._to_clean:
                job = self._to_clean.pop(0)
                begin_writing()
                _run(job)

    def _look(self) -> None:
        """Do what is due. A bug in a handler ends this look, not the worker."""
        with self._app.app_context():
            drain(session(), lease=self._lease, stop=self._stop.is_set)


class _Listeners(Consumer):  # type: ignore[misc]  # huey has no types
    """huey's threads, without its signal handlers: the shift has its own."""

    def _set_signal_handlers(self) -> None:
        pass


class _IntoOurLog(logging.Handler):
    """What a library has to say, as lines of our own log."""

    def emit(self, record: logging.LogRecord) -> None:
        log.error(record.name, said=record.getMessage(), exc_info=record.exc_info)


def _log_as_ours(library: str) -> None:
    logger = logging.getLogger(library)
    logger.handlers = [_IntoOurLog(logging.WARNING)]
    logger.propagate = False


def _run(job: Job) -> None:
    try:
        job(session(), now=clock.now())
    except PartnerUnavailable as silence:
        session().rollback()
        log.warning("partner unavailable", error=str(silence))
    else:
        session().commit()


def _log_bug(looking: Future[None]) -> None:
    if bug := looking.exception():
        log.error("bug in the worker", exc_info=bug)
