"""One line per request: who, what, when, how long. Never codes, passwords, query strings or whole accounts."""

import logging
import re
import secrets
import sys
from typing import Any

import structlog
from flask import Flask, Response, g, request

from selfcare import clock

log = structlog.get_logger("selfcare")
_SAFE_ID = re.compile(r"[A-Za-z0-9-]{8,32}")


def set_up(level: str) -> None:
    """Write JSON lines to standard error; a line break from outside cannot begin a new one."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level]),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=False,
    )


def init_app(app: Flask) -> None:
    app.log_exception = log_bug  # type: ignore[assignment,method-assign]  # Flask's own would write lines of another shape

    @app.before_request
    def begin() -> None:
        g.began = clock.seconds()
        g.request_id = _request_id()
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request_id=g.request_id)

    @app.after_request
    def end(response: Response) -> Response:
        response.headers["X-Request-ID"] = g.get("request_id", "")
        log.info(
            "request",
            method=request.method,
            path=_path(),
            endpoint=request.endpoint,
            status=response.status_code,
            ms=round((clock.seconds() - g.get("began", clock.seconds())) * 1000, 1),
        )
        return response


def log_bug(error: Any) -> None:
    """What nobody expected, with where it happened; the reader only gets the request's id."""
    log.error("bug", method=request.method, path=_path(), exc_info=error)


def _path() -> str:
    """A part of an address that is called `token` opens something: the log must not."""
    return str(request.url_rule) if "token" in (request.view_args or {}) else request.path


def _request_id() -> str:
    given = request.headers.get("X-Request-ID", "")
    return given if _SAFE_ID.fullmatch(given) else secrets.token_hex(8)
