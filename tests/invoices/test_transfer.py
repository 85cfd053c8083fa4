"""The ZBP 2D code, and where a transfer goes."""

import pytest

from selfcare.invoices import fa3
from selfcare.invoices.models import Invoice
from selfcare.invoices.transfer import Transfer, code_text, transfer_for
from selfcare.money import Money
from tests.builders import ANNA_ACCOUNT
from tests.invoices.xml import DUE, invoice_xml

OTHER_ACCOUNT = "61109010140000071219812874"


def a_transfer(**facts: object) -> Transfer:
    defaults: dict[str, object] = {
        "account": ANNA_ACCOUNT,
        "recipient": "Listek sp. z o.o.",
        "recipient_nip": "9999999999",
        "title": "FV/2026/12/000123",
        "amount": Money(11489),
    }
    return Transfer(**(defaults | facts))  # type: ignore[arg-type]


def an_invoice(**facts: object) -> Invoice:
    defaults: dict[str, object] = {"number": "FV/1", "currency": "PLN", "bank_account": ANNA_ACCOUNT}
    return Invoice(**(defaults | facts))


def test_the_banks_own_example_comes_out() -> None:
    transfer = a_transfer(
        recipient_nip="1234567890",
        account="92124012340001567890123456",
        amount=Money(1200),
        recipient="Odbiorca 1",
        title="FV 1234/34/2012",
    )

    assert code_text(transfer) == "1234567890|PL|92124012340001567890123456|001200|Odbiorca 1|FV 1234/34/2012|||"


@pytest.mark.parametrize(
    ("grosze", "written"), [(1, "000001"), (999_999, "999999"), (1_000_000, "000000"), (5_000_000, "000000")]
)
def test_amounts_have_six_digits_and_none_above_9999_99(grosze: int, written: str) -> None:
    assert code_text(a_transfer(amount=Money(grosze))).split("|")[3] == written


def test_names_and_titles_are_cut_and_hold_no_separators() -> None:
    text = code_text(a_transfer(recipient="Bardzo | długa nazwa odbiorcy ŻŹĆ", title="FV|" + "9" * 300))

    fields = text.split("|")
    assert len(fields) == 9
    assert fields[4] == "Bardzo długa nazwa o"
    assert fields[5] == "FV " + "9" * 29
    assert len(text) <= 160


def test_there_is_no_code_in_another_currency_or_for_a_wrong_account() -> None:
    assert a_transfer().code
    assert a_transfer(currency="EUR").code == ""
    assert a_transfer(account="45999000090000010024560002").code == ""


def test_the_invoices_own_account_wins() -> None:
    document = fa3.read(invoice_xml())

    transfer = transfer_for(an_invoice(), document, OTHER_ACCOUNT, Money(100))

    assert transfer is not None
    assert (transfer.account, transfer.recipient, transfer.title) == (ANNA_ACCOUNT, "Listek sp. z o.o.", "FV/1")


def test_the_customers_account_stands_in() -> None:
    document = fa3.read(invoice_xml(payment=""))

    transfer = transfer_for(an_invoice(bank_account=""), document, OTHER_ACCOUNT, Money(100))

    assert transfer is not None
    assert transfer.account == OTHER_ACCOUNT


def test_without_any_account_or_anything_to_pay_there_is_no_transfer() -> None:
    document = fa3.read(invoice_xml(payment=""))

    assert transfer_for(an_invoice(bank_account=""), document, "", Money(100)) is None
    assert transfer_for(an_invoice(), document, OTHER_ACCOUNT, Money()) is None
    assert transfer_for(an_invoice(), document, OTHER_ACCOUNT, Money(-1)) is None


def test_another_currency_is_paid_to_the_account_the_invoice_writes() -> None:
    foreign = DUE.replace("45999000090000010024560001", "DE89370400440532013000")
    invoice = an_invoice(currency="EUR", bank_account="")

    transfer = transfer_for(invoice, fa3.read(invoice_xml(currency="EUR", payment=foreign)), OTHER_ACCOUNT, Money(100))
    nowhere = transfer_for(invoice, fa3.read(invoice_xml(currency="EUR", payment="")), OTHER_ACCOUNT, Money(100))

    assert transfer is not None
    assert (transfer.account, transfer.code) == ("DE89370400440532013000", "")
    assert nowhere is None
