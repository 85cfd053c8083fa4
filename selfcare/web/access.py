"""Which pages are open to everyone. All others are private; auth/ sees to that."""

from collections.abc import Callable
from typing import Any, TypeVar

from flask import current_app, request

View = TypeVar("View", bound=Callable[..., Any])


def open_to_everyone(view: View) -> View:
    """Mark a page that needs no sign-in. A test lists every one of them."""
    view.open_to_everyone = True  # type: ignore[attr-defined]
    return view


def apart_from_database(view: View) -> View:
    """Mark an open page that must answer while the database is away: it knows nobody."""
    view.apart_from_database = True  # type: ignore[attr-defined]
    return open_to_everyone(view)


def is_apart_from_database() -> bool:
    """Whether the page now asked for is marked so."""
    return getattr(current_app.view_functions.get(str(request.endpoint)), "apart_from_database", False)


def is_behind_counter() -> bool:
    """Whether the address is one of the people who answer: no customer is known there, and staff/ keeps its doors."""
    return request.path == "/staff" or request.path.startswith("/staff/")


def is_open_to_everyone() -> bool:
    """Whether the page now asked for is marked. An address that does not exist is open: it is a 404 for all."""
    if request.endpoint is None:
        return True
    view = current_app.view_functions[str(request.endpoint)]
    return getattr(view, "open_to_everyone", False)
