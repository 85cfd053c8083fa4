"""The two files at the top of the repository, with what only the running portal knows written in."""

import hashlib
import json
from pathlib import Path
from typing import Any

from selfcare.brand import Operator
from selfcare.web.assets import Assets
from selfcare.web.tabs import Tab

SHELL_FILES = (
    "css/app.css",
    "js/app.js",
    "js/offline.js",
    "js/drafts.js",
    "vendor/htmx-4.0.1/htmx.min.js",
    "vendor/lucide-1.62.0/sprite.svg",
    "icons/favicon.svg",
    "icons/icon-192.png",
)
_PACKAGE = Path(__file__).parent


def text_of(name: str) -> str:
    """Beside the package when developing, else the copy in the wheel: an editable install leaves old copies."""
    beside = _PACKAGE.parent.parent / name
    found = beside if beside.exists() else _PACKAGE / name
    return found.read_text(encoding="utf-8")


OPEN_PAGES = ("/offline", "/help")  # of the shell, as a stranger sees them


def worker(assets: Assets, open_pages: str, kept: list[str]) -> str:
    """The service worker with its version and its files. Other texts of the open pages are another version."""
    source = text_of("service-worker.js")
    files = [*(assets.url(name) for name in SHELL_FILES), *OPEN_PAGES]
    version = hashlib.sha256("".join([source, open_pages, *files, *kept]).encode()).hexdigest()[:12]
    facts = {"VERSION": version, "SHELL_FILES": files, "KEPT_PAGES": kept}
    return "".join(f"const {name} = {json.dumps(fact)};\n" for name, fact in facts.items()) + source


def kill_switch() -> str:
    """What takes the worker's place when the operator switches it off."""
    return (_PACKAGE / "kill-switch.js").read_text(encoding="utf-8")


def manifest(assets: Assets, operator: Operator, tabs: tuple[Tab, ...], description: str) -> dict[str, Any]:
    """How the portal installs: the operator's name, icons under their hashed names, shortcuts to tabs that exist."""
    facts: dict[str, Any] = json.loads(text_of("manifest.json"))
    facts |= {"name": operator.name, "short_name": operator.name, "description": description}
    facts["lang"] = operator.languages[0]
    labels = {tab.path: str(tab.label) for tab in tabs}
    facts["shortcuts"] = [one | {"name": labels[one["url"]]} for one in facts["shortcuts"] if one["url"] in labels]
    facts["screenshots"] = [one for one in facts["screenshots"] if one["src"] in assets.names]
    pictures = [*facts["icons"], *facts["screenshots"], *(icon for one in facts["shortcuts"] for icon in one["icons"])]
    for picture in pictures:
        picture["src"] = assets.url(picture["src"])
    return facts
