"""A demo's folder: made when missing, never over somebody else's files."""

from pathlib import Path

import pytest

from selfcare.demo.folder import NotOurs, prepare, secret_key_of


def test_a_demo_makes_its_folder_and_a_key_of_its_own(tmp_path: Path) -> None:
    prepare(tmp_path / "one" / "deep")
    prepare(tmp_path / "other")

    keys = {secret_key_of(tmp_path / "one" / "deep"), secret_key_of(tmp_path / "other")}
    assert None not in keys
    assert len(keys) == 2
    assert (tmp_path / "other" / "demo.json").stat().st_mode & 0o077 == 0


def test_the_key_stays_the_same(tmp_path: Path) -> None:
    prepare(tmp_path)
    key = secret_key_of(tmp_path)

    prepare(tmp_path)

    assert secret_key_of(tmp_path) == key


def test_the_database_of_a_real_installation_is_not_touched(tmp_path: Path) -> None:
    (tmp_path / "selfcare.db").write_text("customers")

    with pytest.raises(NotOurs, match=r"selfcare\.db was not made by a demo"):
        prepare(tmp_path, fresh=True)

    assert (tmp_path / "selfcare.db").read_text() == "customers"
    assert secret_key_of(tmp_path) is None


def test_starting_afresh_forgets_only_what_the_demo_made(tmp_path: Path) -> None:
    prepare(tmp_path)
    key = secret_key_of(tmp_path)
    (tmp_path / "selfcare.db").write_text("old")
    (tmp_path / "feed").mkdir()
    (tmp_path / "feed" / "tariffs.csv").write_text("old")
    (tmp_path / "notes.txt").write_text("mine")

    prepare(tmp_path, fresh=True)

    assert sorted(path.name for path in tmp_path.iterdir()) == ["demo.json", "notes.txt"]
    assert secret_key_of(tmp_path) != key
