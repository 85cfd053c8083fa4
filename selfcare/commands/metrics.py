"""What a monitoring system reads at SELFCARE_METRICS_BIND: requests of all web processes, and what waits or failed."""

import multiprocessing
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager

from flask import Flask
from prometheus_client import CollectorRegistry, start_http_server
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector
from sqlalchemy import Select, func, select
from sqlalchemy.exc import SQLAlchemyError

from selfcare import clock
from selfcare.commands.portal import CannotStart, open_portal
from selfcare.config import Settings, address_in
from selfcare.database import session
from selfcare.feeds.queries import newest_feed
from selfcare.notifications.models import Message
from selfcare.outbox.models import FAILED, WAITING, Task

_LOOK_EVERY = 1.0  # seconds: whether the web server still lives


@contextmanager
def shown(settings: Settings) -> Iterator[None]:
    """Answer at SELFCARE_METRICS_BIND meanwhile, from a process of its own: never where customers ask."""
    if not settings.metrics_bind:
        yield
        return
    for left in settings.metrics_folder.glob("*.db"):
        left.unlink()
    asked = multiprocessing.get_context("spawn").Process(target=answer, args=(os.getpid(),), daemon=True)
    asked.start()
    try:
        yield
    finally:
        asked.terminate()
        asked.join()


def answer(parent: int) -> None:
    """Answer for as long as the web server lives."""
    app = open_portal()
    settings: Settings = app.extensions["settings"]
    address = address_in(settings.metrics_bind)
    assert address  # noqa: S101  # judged when the settings were read
    registry = CollectorRegistry()
    MultiProcessCollector(registry, path=str(settings.metrics_folder))  # type: ignore[no-untyped-call]
    registry.register(State(app))
    try:
        start_http_server(address[1], address[0], registry)
    except OSError as error:
        raise CannotStart(f"SELFCARE_METRICS_BIND={settings.metrics_bind}: {error.strerror}") from error
    while os.getppid() == parent:
        time.sleep(_LOOK_EVERY)


class State(Collector):
    """What the database says, asked anew each time."""

    def __init__(self, app: Flask) -> None:
        self._app = app

    def describe(self) -> list[GaugeMetricFamily]:
        """Nothing beforehand: to register it must not take a database."""
        return []

    def collect(self) -> Iterator[GaugeMetricFamily]:
        with self._app.app_context():
            try:
                yield from self._gauges()
            except SQLAlchemyError:
                yield GaugeMetricFamily("selfcare_database_up", "Whether the database answers.", 0)

    def _gauges(self) -> Iterator[GaugeMetricFamily]:
        now = clock.now()
        waiting = select(func.count(), func.coalesce(func.min(Task.due_at), now)).where(
            Task.state == WAITING, Task.due_at <= now
        )
        count, oldest = session().execute(waiting).one()
        feed = session().scalars(newest_feed()).one_or_none()
        yield GaugeMetricFamily("selfcare_database_up", "Whether the database answers.", 1)
        yield GaugeMetricFamily("selfcare_tasks_due", "Tasks of the outbox that nobody has done yet.", count)
        late = (now - oldest).total_seconds()
        yield GaugeMetricFamily("selfcare_tasks_late_seconds", "How long the oldest of them has been due.", late)
        yield GaugeMetricFamily("selfcare_tasks_failed", "Tasks given up for good.", _count(_failed_tasks()))
        yield GaugeMetricFamily("selfcare_messages_failed", "Messages given up for good.", _count(_failed_messages()))
        if feed and feed.finished_at:
            age = (now - feed.finished_at).total_seconds()
            yield GaugeMetricFamily("selfcare_feed_age_seconds", "Since the last import brought something in.", age)


def _count(query: Select[int]) -> int:
    return session().scalar(query) or 0


def _failed_tasks() -> Select[int]:
    return select(func.count()).select_from(Task).where(Task.state == FAILED)


def _failed_messages() -> Select[int]:
    return select(func.count()).select_from(Message).where(Message.state == "failed")
