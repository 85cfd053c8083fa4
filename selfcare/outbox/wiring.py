"""Which handler does which kind of task, and waking the worker after a commit."""

from collections.abc import Callable, Mapping

from flask import Flask

Handler = Callable[..., None]  # handler(session, facts: dict[str, Any], *, now: datetime)


def init_app(app: Flask, handlers: Mapping[str, Handler]) -> None:
    app.extensions["outbox_handlers"] = dict(handlers)
