"""`make bench`: measure, and write bench/results.md. `python -m bench pages weight` measures only these parts."""

import argparse
import importlib
import sys
import time

from bench import report

PARTS = ("pages", "weight", "documents", "imports", "usage", "advice", "offline", "outside")
LARGE = ("large", "account", "usage_large", "staff")


def main() -> int:
    arguments = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    arguments.add_argument("parts", nargs="*", choices=[[], *PARTS, *LARGE], default=[])
    arguments.add_argument("--large", action="store_true", help="a million invoices and whatever else is large, too")
    given = arguments.parse_args()
    tables = []
    for part in given.parts or (*PARTS, *(LARGE if given.large else ())):
        began = time.monotonic()
        found = importlib.import_module(f"bench.{part}").measure()
        tables += found
        print("\n".join(table.markdown() for table in found), flush=True)
        print(f"[{part}: {time.monotonic() - began:.0f} s]\n", file=sys.stderr)
    if not given.parts:
        report.write(tables)
        print(f"Written to {report.FILE}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
