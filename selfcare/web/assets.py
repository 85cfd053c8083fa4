"""Style, script and icons under names that hold their hash, compressed once at start, kept by browsers for a year."""

import atexit
import hashlib
import shutil
import tempfile
from functools import cache
from pathlib import Path

import brotli
from flask import Flask
from whitenoise import WhiteNoise

_STATIC = Path(__file__).parent.parent / "static"
_TEXT = {".css", ".js", ".svg", ".json"}
_YEAR = 365 * 24 * 3600


class Assets:
    """A published copy of static/: `css/app.css` becomes `css/app.1a2b3c4d.css`."""

    def __init__(self, folder: Path, extra: dict[str, str]) -> None:
        self.folder = folder
        self.names: dict[str, str] = {}
        for file in sorted(_STATIC.rglob("*")):
            if file.is_file():
                self._publish(file.relative_to(_STATIC).as_posix(), file.read_bytes())
        for name, text in extra.items():
            self._publish(name, text.encode())

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


def init_app(app: Flask, *, brand_css: str) -> None:
    assets = _published(brand_css)
    app.extensions["assets"] = assets
    app.jinja_env.globals["asset"] = assets.url
    app.wsgi_app = WhiteNoise(  # type: ignore[method-assign]
        app.wsgi_app,
        root=assets.folder,
        prefix="static/",
        max_age=_YEAR,
        immutable_file_test=lambda _path, _url: True,
        add_headers_function=_harden,
    )


@cache
def _published(brand_css: str) -> Assets:
    folder = Path(tempfile.mkdtemp(prefix="selfcare-static-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return Assets(folder, {"css/brand.css": brand_css})


def _harden(headers: dict[str, str], _path: str, _url: str) -> None:
    headers["X-Content-Type-Options"] = "nosniff"
    headers["Cross-Origin-Resource-Policy"] = "same-origin"
