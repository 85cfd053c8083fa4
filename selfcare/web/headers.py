"""What every answer says to the browser, so that it trusts nothing but us."""

from flask import Flask, Response

_POLICY = ("default-src 'self'", "object-src 'none'", "base-uri 'none'", "frame-ancestors 'none'", "form-action 'self'")
_ALWAYS = {
    "Content-Security-Policy": "; ".join(_POLICY),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}
_OVER_TLS = {"Strict-Transport-Security": "max-age=31536000; includeSubDomains"}


def always(*, secure: bool) -> dict[str, str]:
    """The headers of every answer; static files, which Flask does not serve, bear them too."""
    return _ALWAYS | _OVER_TLS if secure else _ALWAYS


def init_app(app: Flask, *, secure: bool) -> None:
    said = always(secure=secure)

    @app.after_request
    def add_headers(response: Response) -> Response:
        response.headers.extend({name: value for name, value in said.items() if name not in response.headers})
        if "Cache-Control" not in response.headers:
            response.headers["Cache-Control"] = "no-store"
        if response.mimetype == "text/html":
            response.vary.add("HX-Request")
        return response
