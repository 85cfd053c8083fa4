"""Every page there is, found as a customer finds it: by following links."""

import re
from collections import Counter
from urllib.parse import urljoin, urlsplit

from lxml import html
from playwright.sync_api import APIRequestContext

OPEN = ("/login", "/offline", "/help", "/status", "/staff/login", "/no-such-page")
NUMBER = r"/(\d+|[A-Z]\d{6}-\w+)(?=/|$)"  # ours, or that of a case or an order
_OF_EACH_KIND = 2  # two invoices speak for all


def private_pages(signed_in: APIRequestContext, address: str) -> list[str]:
    """Addresses of the pages a customer can reach from the start page."""
    found: list[str] = []
    waiting, known = ["/"], {"/"}
    kinds: Counter[str] = Counter()
    while waiting:
        path = waiting.pop(0)
        kind, has_query = _kind_of(path)
        if kinds[kind] >= (1 if has_query else _OF_EACH_KIND):
            continue
        answer = signed_in.get(address + path, max_redirects=0)
        if answer.status != 200 or "text/html" not in answer.headers.get("content-type", ""):
            assert answer.status < 400, f"{path}: {answer.status}"
            continue
        kinds[kind] += 1
        found.append(path)
        links = [link for link in _links(answer.text(), address + path) if link not in known]
        known.update(links)
        waiting += links
    return found


def _kind_of(path: str) -> tuple[str, bool]:
    """Addresses that differ in numbers, or in what a filter is set to, lead to pages of one kind."""
    place, _, query = path.partition("?")
    names = sorted({part.partition("=")[0] for part in query.split("&")})
    return re.sub(NUMBER, "/<>", place) + "?" + "&".join(names), bool(query)


def _links(text: str, address: str) -> list[str]:
    """Paths of this site that the page leads to, each once, in its order."""
    site = urlsplit(address).netloc
    parts = (
        urlsplit(urljoin(address, link.get("href"))) for link in html.document_fromstring(text).iterfind(".//a[@href]")
    )
    ours = (part for part in parts if part.netloc == site and part.scheme.startswith("http"))
    return list(dict.fromkeys(part.path + (f"?{part.query}" if part.query else "") for part in ours))
