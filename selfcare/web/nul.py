"""The character NUL: no page of ours sends one, and PostgreSQL keeps none. Whoever sends it reads so at once."""

from collections.abc import Iterable

from flask import Flask, abort, g, request

_NUL = "\0"


def init_app(app: Flask) -> None:
    """To be called after whatever finds out who is asking: its pages of errors greet people."""
    app.before_request(_refuse_nul)


def _refuse_nul() -> None:
    """In an address: there is no such page. In a form: it is not ours.

    Only forms whose token was looked at, so they are read by then, each within its page's limits; a signed notice
    must find its body untouched.
    """
    if _NUL in request.path or _is_in(request.args.items(multi=True)):
        abort(404)
    if g.get("csrf_valid") and _is_in(request.form.items(multi=True)):
        abort(400)


def _is_in(pairs: Iterable[tuple[str, str]]) -> bool:
    return any(_NUL in text for pair in pairs for text in pair)
