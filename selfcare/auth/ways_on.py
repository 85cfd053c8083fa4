"""Where the way leads after signing in."""

from urllib.parse import urlsplit

from selfcare.web.addresses import START, local_path

_GATES = ("/login", "/logout")


def way_on(text: str | None) -> str:
    """The page that was wanted, if it is one of this site; the door itself would only lead round in a circle."""
    wanted = local_path(text)
    path = urlsplit(wanted).path
    return START if path in _GATES or path.startswith("/login/") else wanted
