"""Files in forms: how large a request may be, looking into what came, and handing it out again."""

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar, cast

from flask import Flask, Response, current_app, request, send_file
from werkzeug.exceptions import NotFound

from selfcare.attachments.folder import NAME
from selfcare.attachments.gateway import OnlyTheTestFile, VirusScanner
from selfcare.attachments.gateways.clamd import Clamd
from selfcare.attachments.inspection import LARGEST, MOST_FILES, Accepted, accepted
from selfcare.attachments.models import Attachment
from selfcare.attachments.refusals import FileRefused, TooManyFiles
from selfcare.config import Settings
from selfcare.database import begin_writing, session

View = TypeVar("View", bound=Callable[..., Any])

ACCEPT = ".pdf,.jpg,.jpeg,.png,.heic,.heif,.docx"  # what a phone offers; what counts is what is inside
_MOST = MOST_FILES * LARGEST + 1024 * 1024  # bytes of one request
_ALONE = "sandbox; default-src 'none'"


def takes_files(view: View) -> View:
    """Mark a page whose form may hold files: only its requests may be large."""
    view.takes_files = True  # type: ignore[attr-defined]
    return view


def init_app(app: Flask) -> None:
    """To be called before anything that reads forms."""
    scanner = cast("Settings", app.extensions["settings"]).clamd
    app.extensions["virus_scanner"] = Clamd(scanner) if scanner else OnlyTheTestFile()
    app.jinja_env.globals["accepted_files"] = ACCEPT

    @app.before_request
    def allow_large_requests() -> None:
        view = current_app.view_functions.get(str(request.endpoint))
        if getattr(view, "takes_files", False):
            request.max_content_length = _MOST


def received(field: Any) -> list[Accepted] | None:
    """The files of a form's field, looked into; None when one is refused, and then the field says why.

    Takes seconds, so the database is let go of meanwhile: call it before anything is changed.
    """
    sent = [file for file in field.data or () if file and file.filename]
    if not sent:
        return []
    session().commit()
    try:
        if len(sent) > MOST_FILES:
            raise TooManyFiles(most=MOST_FILES)
        found = [accepted(file.filename, file.stream.read(LARGEST + 1), _scanner()) for file in sent]
    except FileRefused as refused:
        field.errors = [str(refused)]
        return None
    finally:
        begin_writing()
    return found


def handed_out(attachment: Attachment) -> Response:
    """The file to save, never to show: whatever is in it, it runs nowhere near our pages."""
    try:
        content = io.BytesIO((attachments_folder() / attachment.place).read_bytes())
    except FileNotFoundError:
        raise NotFound from None
    name, digest = attachment.name, attachment.sha256.hex()
    response = send_file(content, attachment.mimetype, as_attachment=True, download_name=name, etag=digest)
    response.headers["Cache-Control"] = "no-store"
    response.headers["Content-Security-Policy"] = _ALONE
    return response


def attachments_folder() -> Path:
    settings = cast("Settings", current_app.extensions["settings"])
    return (settings.data / NAME).absolute()


def _scanner() -> VirusScanner:
    return cast("VirusScanner", current_app.extensions["virus_scanner"])
