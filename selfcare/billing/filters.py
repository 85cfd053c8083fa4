"""What templates and messages can say about usage. Registered for the whole portal: messages know them too."""

from collections.abc import Callable

from flask import Blueprint

from selfcare.billing import words


def init_app(pages: Blueprint) -> None:
    filters: dict[str, Callable[..., object]] = {
        "volume": words.volume,
        "duration": words.duration,
        "as_of": words.as_of,
        "grosze": words.grosze,
    }
    for name, function in filters.items():
        pages.add_app_template_filter(function, name)
