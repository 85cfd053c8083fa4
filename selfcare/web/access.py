"""Which pages are open to everyone. All others are private; auth/ sees to that."""

from collections.abc import Callable
from typing import Any, TypeVar

from flask import current_app, request

View = TypeVar("View", bound=Callable[..., Any])


def open_to_everyone(view: View) -> View:
    """Mark a page that needs no sign-in. A test lists every one of them."""
    view.open_to_everyone = True  # type: ignore[attr-defined]
    return view


def is_open_to_everyone() -> bool:
    """Whether the page now asked for is marked. An address that does not exist is open: it is a 404 for all."""
    if request.endpoint is None:
        return True
    view = current_app.view_functions[str(request.endpoint)]
    return getattr(view, "open_to_everyone", False)
