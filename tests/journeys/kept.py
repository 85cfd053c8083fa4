"""What a browser has stored of the portal: looked into as somebody would who opens the developer's tools."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Page, expect

# Whatever tells who the customer is or what she pays. Anna's, of the demo.
ANNAS = (
    "Nowak",
    "1002456",
    "500100200",
    "500 100 200",
    "500\u00a0100\u00a0200",
    "anna@example.org",
    "119,89",
    "Klonowa",
)

DUMP = """async () => {
  const latin = new TextDecoder('latin1'), utf = new TextDecoder();
  const pages = [];
  for (const name of await caches.keys()) {
    const store = await caches.open(name);
    for (const request of await store.keys()) {
      const answer = await store.match(request);
      const bytes = await answer.arrayBuffer();
      const headers = JSON.stringify([...answer.headers]);
      pages.push({store: name, path: new URL(request.url).pathname, size: bytes.byteLength,
                  text: request.url + headers + latin.decode(bytes) + utf.decode(bytes)});
    }
  }
  const facts = [];
  for (const {name} of await indexedDB.databases()) {
    const database = await new Promise((done, fail) => {
      const opening = indexedDB.open(name);
      opening.onsuccess = () => done(opening.result);
      opening.onerror = fail;
    });
    for (const store of database.objectStoreNames) {
      const ask = database.transaction(store).objectStore(store);
      const all = (request) => new Promise((done) => { request.onsuccess = () => done(request.result); });
      const [names, values] = await Promise.all([all(ask.getAllKeys()), all(ask.getAll())]);
      names.forEach((key, i) => facts.push({name: String(key), kind: values[i]?.constructor.name,
                                            leaves: Boolean(values[i]?.extractable), text: String(values[i])}));
    }
    database.close();
  }
  return {pages, facts, local: JSON.stringify({...localStorage, ...sessionStorage})};
}"""


class Kept:
    """What was in Cache Storage, in IndexedDB and in the small stores, at one moment."""

    def __init__(self, found: dict[str, Any]) -> None:
        self.pages = [page for page in found["pages"] if page["store"].startswith("kept-")]
        self.shell = [page["path"] for page in found["pages"] if page["store"].startswith("shell-")]
        self.facts = {fact["name"]: fact for fact in found["facts"]}
        self.text = "\n".join(
            [*(page["text"] for page in found["pages"]), *(fact["text"] for fact in found["facts"]), found["local"]]
        )

    @property
    def paths(self) -> set[str]:
        return {page["path"] for page in self.pages}

    @property
    def owners(self) -> set[str]:
        """Whose they are, as the server calls them."""
        return {page["store"].removeprefix("kept-") for page in self.pages}

    @property
    def readable(self) -> list[str]:
        """What of Anna stands in plain text anywhere."""
        return [word for word in ANNAS if word in self.text]

    @property
    def is_empty(self) -> bool:
        """Nothing of any customer; the look of the portal may stay."""
        return not self.pages and "key" not in self.facts and not self.readable


def kept_in(page: Page) -> Kept:
    return Kept(page.evaluate(DUMP))


def wait_until_kept(page: Page) -> None:
    """The moment from which a customer may enter a tunnel."""
    page.locator("html[data-offline=ready]").wait_for(state="attached", timeout=30_000)
    expect(page.locator(".kept")).to_have_text("dostępne offline")


def wait_until_all_is_kept(page: Page, count: int = 55) -> None:
    """Also the older invoices, which come when the newest are there."""
    for _time in range(100):
        if len(kept_in(page).paths) >= count:
            return
        page.wait_for_timeout(100)
    raise AssertionError(f"only {len(kept_in(page).paths)} pages were kept")


def wait_until_empty(page: Page) -> None:
    for _time in range(50):
        if kept_in(page).is_empty:
            return
        page.wait_for_timeout(100)
    kept = kept_in(page)
    raise AssertionError(f"{sorted(kept.paths)} {sorted(kept.facts)} {kept.readable} is still here")
