"""How pages are answered: whole, or only the part that htmx puts into the page on screen."""

from typing import TypeVar

from flask import Response, g, make_response, redirect, render_template, request
from sqlalchemy import Select
from werkzeug.exceptions import NotFound

from selfcare.database import session

Row = TypeVar("Row")


def page(template: str, *, status: int = 200, **context: object) -> Response:
    """A whole page; or only its title and main part, when htmx will put it into the page on screen.

    `g.frame` is another frame than the customer's.
    """
    layout = "layout/main.html" if is_swap() else g.get("frame", "layout/full.html")
    response = make_response(render_template(template, layout=layout, **context), status)
    response.vary.update(["HX-Request", "HX-Request-Type"])
    g.is_page = True  # web/same_site.py gives such answers the form token's cookie
    return response


def is_swap() -> bool:
    """Whether htmx asks for a part. A restored history entry always gets the whole page."""
    headers = request.headers
    wants_part = headers.get("HX-Request") == "true" and headers.get("HX-Request-Type") == "partial"
    return wants_part and "HX-History-Restore-Request" not in headers


def see_other(address: str) -> Response:
    """End a POST: the browser fetches the next page with GET."""
    response = redirect(address, 303)
    assert isinstance(response, Response)  # noqa: S101  # Flask's redirect is typed for werkzeug
    return response


def one_or_404(query: Select[Row]) -> Row:
    """The one record found. Somebody else's is simply not there."""
    found = session().scalars(query).unique().one_or_none()
    if found is None:
        raise NotFound
    return found
