"""`make faults`: things that are broken on purpose, many times. `python -m tests.faults payments` runs one subject."""

import importlib
import pkgutil
import sys

import tests.faults


def main(wanted: list[str]) -> None:
    """Every module here that has a `run` is a subject."""
    for found in pkgutil.iter_modules(tests.faults.__path__):
        if found.name == "__main__" or (wanted and found.name not in wanted):
            continue
        run = getattr(importlib.import_module(f"tests.faults.{found.name}"), "run", None)
        if run:
            print(f"— {found.name}", flush=True)
            run()


main(sys.argv[1:])
