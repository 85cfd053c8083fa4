"""A demo's folder: made when missing, never over somebody else's files."""

from pathlib import Path

import pytest

from selfcare.config import Settings
from selfcare.demo.folder import (
    NotOurs,
    desk_port_of,
    desk_secret_of,
    note_bank,
    note_desk,
    prepare,
    secret_key_of,
    with_bank,
    with_desk,
)
from selfcare.fakebank import accounts
from selfcare.payments.wiring import gateways_of


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


def test_in_a_demo_all_payments_go_to_the_bank_to_play_with(tmp_path: Path) -> None:
    prepare(tmp_path)
    assert note_bank(tmp_path, "0.0.0.0", 8090) == "http://127.0.0.1:8090"  # noqa: S104  # a phone may reach it
    assert note_bank(tmp_path, "::1", 8090) == "http://[::1]:8090"

    settings = with_bank(tmp_path, Settings(payment_payu_second_key="real"))

    assert settings.payment_payu_address == settings.payment_p24_address == "http://[::1]:8090"
    assert settings.payment_payu_second_key == accounts.PAYU_SECOND_KEY
    assert settings.payment_gateway == "payu"
    assert with_bank(tmp_path, Settings(payment_gateway="przelewy24")).payment_gateway == "przelewy24"
    assert set(gateways_of(settings)) == {"payu", "przelewy24"}


def test_a_demo_without_a_bank_takes_no_payments(tmp_path: Path) -> None:
    prepare(tmp_path)

    assert with_bank(tmp_path, Settings(payment_gateway="payu")).payment_gateway == ""


def test_in_a_demo_orders_go_to_the_operator_to_play_with_and_nowhere_else(tmp_path: Path) -> None:
    prepare(tmp_path)
    real = Settings(orders_endpoint="https://billing.example.org/orders", orders_secret="real")
    assert (with_desk(tmp_path, real).orders_endpoint, desk_port_of(tmp_path)) == ("", 0)

    note_desk(tmp_path, "127.0.0.1", 8091)

    settings = with_desk(tmp_path, real)
    assert settings.orders_endpoint == "http://127.0.0.1:8091/orders"
    assert settings.orders_secret == desk_secret_of(tmp_path)
    assert len(settings.orders_secret) == 64
    assert desk_port_of(tmp_path) == 8091
