"""Style, script and icons under names that hold their hash, compressed once at start, kept by browsers for ever."""

import atexit
import hashlib
import shutil
import tempfile
from functools import cache
from pathlib import Path
from wsgiref.headers import Headers

import brotli  # type: ignore[import-untyped]
from flask import Flask
from whitenoise import WhiteNoise  # type: ignore[import-untyped]

from selfcare.brand import Colours, Operator
from selfcare.web.headers import always
from selfcare.web.style import stylesheet

_STATIC = Path(__file__).parent.parent / "static"
_TEXT = {".css", ".js", ".svg", ".json"}
_NOT_SERVED = {".css", ".toml", ""}  # styles are served as one; the rest says where files came from


class Assets:
    """A published copy of static/: `css/app.css` becomes `css/app.1a2b3c4d.css`."""

    def __init__(self, folder: Path, colours: Colours, favicon: str, icons: Path | None = None) -> None:
        self.folder = folder
        self.names: dict[str, str] = {}
        for file in sorted(_STATIC.rglob("*")):
            if file.is_file() and file.suffix not in _NOT_SERVED:
                self._publish(file.relative_to(_STATIC).as_posix(), file.read_bytes())
        self._publish("css/app.css", stylesheet(_STATIC / "css", colours.css()).encode())
        self._publish("icons/favicon.svg", favicon.encode())
        if icons:
            for file in sorted(icons.rglob("*.*")):
                self._publish(f"icons/{file.relative_to(icons).as_posix()}", file.read_bytes())

    def url(self, name: str) -> str:
        """Address of a file, e.g. `/static/css/app.1a2b3c4d.css`. Raises KeyError for one that does not exist."""
        return f"/static/{self.names[name]}"

    def _publish(self, name: str, content: bytes) -> None:
        path = Path(name)
        digest = hashlib.sha256(content).hexdigest()[:8]
        self.names[name] = str(path.with_name(f"{path.stem}.{digest}{path.suffix}"))
        target = self.folder / self.names[name]
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
        if path.suffix in _TEXT:
            target.with_name(target.name + ".br").write_bytes(brotli.compress(content, quality=9))


def init_app(app: Flask, operator: Operator, *, secure: bool) -> None:
    said = always(secure=secure)

    def harden(headers: Headers, _path: str, _url: str) -> None:
        for name, value in said.items():
            headers[name] = value

    assets = _published(operator.colours, operator.favicon(), operator.icons)
    app.extensions["assets"] = assets
    app.jinja_env.globals["asset"] = assets.url
    app.wsgi_app = WhiteNoise(  # type: ignore[method-assign]
        app.wsgi_app,
        root=assets.folder,
        prefix="static/",
        immutable_file_test=lambda _path, _url: True,
        add_headers_function=harden,
    )


@cache
def _published(colours: Colours, favicon: str, icons: Path | None) -> Assets:
    folder = Path(tempfile.mkdtemp(prefix="selfcare-static-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return Assets(folder, colours, favicon, icons)
