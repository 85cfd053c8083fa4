"""Telling the browser's worker whose answer this is, so that nobody ever reads what another kept on the device."""

from flask import Flask, Response, abort, current_app, request, url_for
from flask_login import current_user

from selfcare.auth.queries import was_ended
from selfcare.auth.signed_in import current_customer, current_session, forget_cookie, hash_of
from selfcare.database import session
from selfcare.outbox.seals import keyed_hash
from selfcare.web.access import is_apart_from_database
from selfcare.web.offline import is_kept_offline
from selfcare.web.pages import is_swap, see_other


def init_app(app: Flask) -> None:
    app.before_request(_refuse_what_another_wrote)
    app.after_request(_say_whose)
    app.context_processor(lambda: {"keeps_offline": _is_kept_here()})


def goodbye() -> Response:
    """The answer to whoever signs this device out: back to the sign-in page, and nothing stays behind.

    A browser whose worker says that it has forgotten everything is not told to empty itself (docs/adr/0016).
    """
    response = see_other(url_for("auth.sign_in", done="signed_out"))
    if "X-Emptied" not in request.headers:
        response.headers["Clear-Site-Data"] = '"cache", "storage"'
    forget_cookie(response)
    return response


def _say_whose(response: Response) -> Response:
    """X-Customer-Key on every answer to a device of one's own, X-Offline on those that may be kept, else X-Purge."""
    if is_apart_from_database():
        return response
    if _is_kept_here():
        response.headers["X-Customer-Key"] = _key_of(current_customer().id)
        if response.status_code == 200 and is_kept_offline():
            response.headers["X-Offline"] = "part" if is_swap() else "1"
    elif _is_signed_in() or (response.status_code < 500 and _was_thrown_out()):
        response.headers["X-Purge"] = "1"
    return response


def _refuse_what_another_wrote() -> None:
    """A form that waited on the device for a network names its writer; somebody else may be signed in by now."""
    writer = request.headers.get("X-For-Customer")
    if writer is not None and not (_is_kept_here() and writer == _key_of(current_customer().id)):
        abort(403)


def _is_signed_in() -> bool:
    return bool(current_user and current_user.is_authenticated)


def _is_kept_here() -> bool:
    """Whether the customer said that this device is his own, and the operator lets it keep invoices."""
    return _is_signed_in() and current_session().my_device and current_app.extensions["settings"].offline_reading


def _key_of(customer_id: int) -> str:
    return keyed_hash(current_app.config["SECRET_KEY"], "offline copies", str(customer_id)).hex()[:32]


def _was_thrown_out() -> bool:
    """Ended, not merely run out: somebody signed this device out, or the operator blocked the customer."""
    token = request.cookies.get(current_app.config["SID_COOKIE"], "")
    return bool(token) and session().scalar(was_ended(hash_of(token))) is not None
