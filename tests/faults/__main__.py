"""`make faults`: things that are broken on purpose, many times. `python -m tests.faults payments` runs one subject."""

import importlib
import pkgutil
import sys

import tests.faults


def main(wanted: list[str]) -> None:
    """Every module here that has a `run` is a subject."""
    for found in pkgutil.iter_modules(tests.faults.__path__):
        module = importlib.import_module(f"tests.faults.{found.name}") if found.name != "__main__" else None
        if hasattr(module, "run") and (not wanted or found.name in wanted):
            print(f"— {found.name}", flush=True)
            module.run()


main(sys.argv[1:])
