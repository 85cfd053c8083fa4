"""Where rejected rows are written, and that they do not outlive their mistake."""

import stat
from pathlib import Path

import pytest

from selfcare.config import Settings
from selfcare.feeds import rejects
from tests.feeds.feed import Feed, counts


def test_rejected_rows_are_for_their_owner_only(feed: Feed) -> None:
    path = Path(feed.load_rows("customers", {"kind": "fax"}).rejects)

    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_good_file_takes_the_old_rejects_away(feed: Feed) -> None:
    path = Path(feed.load_rows("customers", {"kind": "fax"}).rejects)
    feed.load_rows("customers", {})

    assert not path.exists()


def test_where_nothing_may_be_written_they_go_into_the_data_folder(feed: Feed) -> None:
    """A folder stands where the file would: root could write into a folder that is only marked read-only."""
    (feed.folder / "customers.csv.rejected.csv").mkdir()

    report = feed.load_rows("customers", {"kind": "fax"})

    settings: Settings = feed.portal.extensions["settings"]
    assert report.rejects == str(settings.data / "customers.csv.rejected.csv")
    assert Path(report.rejects).is_file()


def test_where_nothing_may_be_removed_they_stay(feed: Feed) -> None:
    (feed.folder / "customers.csv.rejected.csv").mkdir()

    assert counts(feed.load_rows("customers", {})) == (1, 0, 0, 0)


def test_where_there_is_no_room_at_all_the_rest_is_loaded(feed: Feed, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rejects, "ENDING", "/nowhere/rejected.csv")

    report = feed.load_rows("customers", {"customer_no": "1", "kind": "fax"}, {"customer_no": "2"})

    assert counts(report) == (1, 0, 0, 1)
    assert report.rejects == ""
    assert report.warnings == ("The rejected rows could not be written down: No such file or directory.",)
