"""Which pages a customer may keep on a device of his own, to read them without a network."""

import re
from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask, current_app, request

View = TypeVar("View", bound=Callable[..., Any])


def kept_offline(view: View) -> View:
    """Mark a page that may be kept: invoices and what leads to them. Never a page with records of calls."""
    view.kept_offline = True  # type: ignore[attr-defined]
    return view


def kept_addresses(app: Flask) -> list[str]:
    """Patterns of the marked pages' addresses, for the worker: `/invoices/[^/]+/pdf`."""
    marked = {name for name, view in app.view_functions.items() if getattr(view, "kept_offline", False)}
    rules = [rule.rule for rule in app.url_map.iter_rules() if rule.endpoint in marked]
    return sorted(re.sub(r"<[^>]+>", "[^/]+", rule) for rule in rules)


def is_kept_offline() -> bool:
    """Whether the page now asked for is marked, and is asked for as it stands: a filtered list is not the list."""
    if request.endpoint is None or request.method != "GET" or request.args:
        return False
    return getattr(current_app.view_functions[request.endpoint], "kept_offline", False)
