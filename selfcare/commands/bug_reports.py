"""Bugs, told to a Sentry of the operator's own where SELFCARE_SENTRY_DSN says so. Nothing of a customer goes along."""

from typing import Any

from selfcare.config import SettingsWrong

_OF_REQUEST = ("url", "method")  # all that may be told; no cookies, headers, query or form


def send_to(dsn: str) -> None:
    """Raises SettingsWrong when the library for it is not installed, or that is no address."""
    try:
        import sentry_sdk  # noqa: PLC0415  # optional: most installations read the log
    except ImportError as error:
        raise SettingsWrong("SELFCARE_SENTRY_DSN: needs sentry-sdk, install selfcare[sentry]") from error
    try:
        sentry_sdk.init(
            dsn,
            include_local_variables=False,
            max_request_body_size="never",
            max_breadcrumbs=0,
            auto_session_tracking=False,
            before_send=_without_customer,
        )
    except sentry_sdk.utils.BadDsn as error:
        raise SettingsWrong("SELFCARE_SENTRY_DSN: malformed") from error


def _without_customer(event: Any, _hint: Any) -> Any:
    request = event.get("request", {})
    event["request"] = {name: request[name] for name in _OF_REQUEST if name in request}
    event.pop("user", None)
    return event
