"""Answering with a file: safe names, one hash, parts of it when asked for."""

import re
from typing import Any
from urllib.parse import quote

from flask import Response, request
from werkzeug.http import parse_range_header

_LONGEST = 120  # characters of a name, without its suffix


def download(content: bytes, mimetype: str, name: str, *, digest: bytes, inline: bool = False) -> Response:
    """The bytes as they are; 304 for who has them already (by SHA-256), 206 for a part of them."""
    response = Response(content, mimetype=mimetype)
    response.headers["Content-Disposition"] = disposition(name, inline=inline)
    response.headers["Cache-Control"] = "no-store"  # private: only our own offline store keeps it
    response.set_etag(digest.hex())
    response.make_conditional(_with_usable_range(), accept_ranges=True, complete_length=len(content))
    return response


def _with_usable_range() -> dict[str, Any]:
    """The request without a Range that is malformed or has several parts: it gets the whole file (RFC 9110 §14.2)."""
    wanted = parse_range_header(request.environ.get("HTTP_RANGE"))
    is_usable = wanted is not None and wanted.units == "bytes" and len(wanted.ranges) == 1
    return {name: value for name, value in request.environ.items() if is_usable or name != "HTTP_RANGE"}


def disposition(name: str, *, inline: bool = False) -> str:
    """Content-Disposition with a name in ASCII for old programs and the whole one in UTF-8 (RFC 6266)."""
    stem, dot, suffix = re.sub(r"[\x00-\x1f\x7f/\\:*?\"<>|]+", "-", name).rpartition(".")
    whole = f"{stem.strip(' .-')[:_LONGEST] or 'document'}{dot}{suffix}"
    plain = re.sub(r"[^A-Za-z0-9._]+", "-", whole)
    kind = "inline" if inline else "attachment"
    return f"{kind}; filename=\"{plain}\"; filename*=UTF-8''{quote(whole)}"
