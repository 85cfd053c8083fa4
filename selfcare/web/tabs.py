"""The five places one can be: a bar under the thumb on phones, a rail beside the page elsewhere."""

from dataclasses import dataclass, replace

from flask import Flask, request
from flask_babel import lazy_gettext as _l


@dataclass(frozen=True)
class Tab:
    """One place: where it is, how it looks, and the addresses that belong to it too."""

    path: str
    icon: str
    label: str
    also: tuple[str, ...] = ()

    @property
    def is_current(self) -> bool:
        """Whether the page now asked for is this place or lies inside it."""
        if self.path == "/":
            return request.path == "/"
        return any(request.path == path or request.path.startswith(f"{path}/") for path in (self.path, *self.also))


ALL = (
    Tab("/", "house", _l("Start")),
    Tab("/invoices", "receipt-text", _l("Invoices"), also=("/payments",)),
    Tab("/billing", "phone-call", _l("Billing"), also=("/tariffs",)),
    Tab("/complaints", "messages-square", _l("Cases"), also=("/contact", "/orders", "/help")),
    Tab("/account", "circle-user-round", _l("Account")),
)


def init_app(app: Flask) -> None:
    """To be called when every feature is registered."""
    addresses = {rule.rule for rule in app.url_map.iter_rules()}
    existing = tuple(found for tab in ALL if (found := _existing(tab, addresses)))
    app.extensions["tabs"] = existing
    app.jinja_env.globals["tabs"] = existing


def _existing(tab: Tab, addresses: set[str]) -> Tab | None:
    """The place, or the first part of it that there is."""
    path = next((path for path in (tab.path, *tab.also) if path in addresses), None)
    return replace(tab, path=path) if path else None
