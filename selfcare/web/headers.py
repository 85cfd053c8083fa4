"""What every answer says to the browser, so that it trusts nothing but us."""

from collections.abc import Sequence

from flask import Flask, Response

_POLICY = ("default-src 'self'", "object-src 'none'", "base-uri 'none'", "frame-ancestors 'none'")
_ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}
_OVER_TLS = {"Strict-Transport-Security": "max-age=31536000; includeSubDomains"}


def always(*, secure: bool, leads_to: Sequence[str] = ()) -> dict[str, str]:
    """The headers of every answer; static files, which Flask does not serve, bear them too.

    `leads_to`: the sites that a form of ours may end at, after a redirect.
    """
    policy = "; ".join([*_POLICY, " ".join(["form-action 'self'", *leads_to])])
    said = {"Content-Security-Policy": policy, **_ALWAYS}
    return said | _OVER_TLS if secure else said


def init_app(app: Flask, *, secure: bool, leads_to: Sequence[str] = ()) -> None:
    said = always(secure=secure, leads_to=leads_to)

    @app.after_request
    def add_headers(response: Response) -> Response:
        response.headers.extend({name: value for name, value in said.items() if name not in response.headers})
        if "Cache-Control" not in response.headers:
            response.headers["Cache-Control"] = "no-store"
        if response.mimetype == "text/html":
            response.vary.add("HX-Request")
        return response
