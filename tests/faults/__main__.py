"""`python -m tests.faults [--times 20] [--rows 1000000] [--on sqlite|postgresql]`."""

import argparse
import sys
from tempfile import TemporaryDirectory

from tests.faults.imports import kill_again_and_again


def main() -> int:
    arguments = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    arguments.add_argument("--times", type=int, default=20)
    arguments.add_argument("--rows", type=int, default=1_000_000)
    arguments.add_argument("--on", choices=["sqlite", "postgresql"])
    given = arguments.parse_args()
    failed = 0
    for database in [given.on] if given.on else ["sqlite", "postgresql"]:
        with TemporaryDirectory(prefix="faults-") as folder:
            failed += kill_again_and_again(database, folder, times=given.times, rows=given.rows)
    sys.stdout.write("Every file was whole or absent.\n" if not failed else f"{failed} kills left something behind.\n")
    return int(failed > 0)


if __name__ == "__main__":
    sys.exit(main())
