"""`make test-engines`: reading without a network in Chromium, WebKit and Firefox, wherever they can be had."""

import sys
import tempfile
import traceback
from pathlib import Path

from tests.engines.drivers import ENGINES, NotHere
from tests.engines.stories import STORIES, Visit
from tests.journeys.portal import Portal


def main(wanted: list[str]) -> int:
    failed = 0
    with tempfile.TemporaryDirectory() as folder, Portal(Path(folder)) as portal:
        for name in wanted or ENGINES:
            with Portal(portal.data, "serve", "--workers", "1") as doomed, tempfile.TemporaryDirectory() as profile:
                failed += _tell(name, doomed, Path(profile))
    return min(failed, 1)


def _tell(name: str, portal: Portal, profile: Path) -> int:
    """All stories to one engine. Returns how many failed; after a failure the rest cannot be told."""
    try:
        driver = ENGINES[name](profile)
    except NotHere as reason:
        print(f"{name}: skipped, {reason}")
        return 0
    visit = Visit(driver, portal)
    try:
        for story in STORIES:
            story(visit)
            print(f"{name}: {story.__name__.replace('_', ' ')}", flush=True)
    except (AssertionError, OSError):
        traceback.print_exc()
        print(f"{name}: FAILED in {story.__name__}", flush=True)
        return 1
    finally:
        driver.close()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
