"""The doctor asks every payment company whether it knows us."""

from pathlib import Path
from urllib.parse import urlsplit

import pytest

from selfcare.demo import folder
from selfcare.demo.processes import free_port
from selfcare.fakebank import Bank, accounts
from tests.commands.conftest import Installation


@pytest.fixture
def demo(tmp_path: Path) -> Installation:
    folder.prepare(tmp_path)
    demo = Installation(tmp_path)
    demo.run("db", "upgrade")
    return demo


def test_both_companies_are_asked(demo: Installation) -> None:
    with Bank(demo.data / folder.BANK) as bank:
        folder.note_bank(demo.data, "127.0.0.1", urlsplit(bank.address).port or 0)
        said = demo.run("doctor").output

    assert f"PayU knows point of sale {accounts.PAYU_POS_ID}, Przelewy24 knows shop {accounts.P24_MERCHANT_ID}" in said


def test_a_company_that_is_silent_is_bad(demo: Installation) -> None:
    folder.note_bank(demo.data, "127.0.0.1", free_port("127.0.0.1"))

    assert "the payment company says: ConnectError" in demo.run("doctor", exit_code=1).output


def test_a_real_installation_refuses_toy_money(tmp_path: Path) -> None:
    more = {"SELFCARE_PAYMENT_P24_ADDRESS": "http://127.0.0.1:8090", "SELFCARE_PAYMENT_GATEWAY": "przelewy24"}

    said = Installation(tmp_path, more=more).run("doctor", exit_code=1).output

    assert "SELFCARE_PAYMENT_P24_CRC: required; SELFCARE_PAYMENT_P24_ADDRESS: must be https" in said


def test_the_fake_bank_works_for_a_demo_only(tmp_path: Path) -> None:
    said = Installation(tmp_path).run("fake-bank", "--data", str(tmp_path), exit_code=2).output

    assert "is not the folder of a demo" in said


def test_the_fake_bank_says_when_its_port_is_taken(demo: Installation) -> None:
    with Bank(demo.data / folder.BANK) as bank:
        port = str(urlsplit(bank.address).port)
        said = demo.run("fake-bank", "--data", str(demo.data), "--port", port, exit_code=2).output

    assert "is taken" in said
