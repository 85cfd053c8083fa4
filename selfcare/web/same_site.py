"""Forms are only taken from our own pages: a token in each form, and what the browser says of where it comes from."""

from urllib.parse import urlsplit

from flask import Flask, Response, abort, g, request
from flask_wtf.csrf import CSRFProtect, generate_csrf, validate_csrf
from wtforms import ValidationError

csrf = CSRFProtect()

_SAFE = {"GET", "HEAD", "OPTIONS"}


def init_app(app: Flask, *, cookie_prefix: str, secure: bool) -> None:
    csrf.init_app(app)
    cookie = f"{cookie_prefix}csrf"

    @app.before_request
    def refuse_other_sites() -> None:
        if request.method not in _SAFE and _is_from_elsewhere():
            abort(403)

    @app.after_request
    def give_token(response: Response) -> Response:
        """Kept pages hold old tokens; the script puts this one into every form it sends."""
        if g.get("is_page") and not _is_valid(request.cookies.get(cookie)):
            response.set_cookie(cookie, generate_csrf(), secure=secure, samesite="Strict", httponly=False)
        return response


def _is_from_elsewhere() -> bool:
    """Judged by Sec-Fetch-Site and Origin when present; a client that sends neither is allowed (contract §2)."""
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None and site not in {"same-origin", "none"}:
        return True
    origin = request.headers.get("Origin")
    return origin is not None and urlsplit(origin).netloc != request.host


def _is_valid(token: str | None) -> bool:
    try:
        validate_csrf(token)
    except ValidationError:
        return False
    return True
