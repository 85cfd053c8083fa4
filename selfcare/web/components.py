"""Components: one file, one macro, one name. `ui.money(x)` calls the macro `money` in components/money.html."""

from typing import Any

from flask import Flask
from jinja2 import Environment, StrictUndefined


class Components:
    """What templates know as `ui`."""

    def __init__(self, environment: Environment) -> None:
        self._environment = environment

    def __getattr__(self, name: str) -> Any:
        macro = getattr(self._environment.get_template(f"components/{name}.html").module, name)
        if not self._environment.auto_reload:
            setattr(self, name, macro)  # found once, then as fast as any attribute
        return macro


def init_app(app: Flask) -> None:
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals["ui"] = Components(app.jinja_env)
