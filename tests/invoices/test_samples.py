"""The Ministry's own sample invoices, where they lie beside the checkout."""

from datetime import date
from pathlib import Path

import pytest

from selfcare.invoices import fa3, ksef
from selfcare.money import Money

pytestmark = pytest.mark.samples


def read(samples: Path, name: str) -> fa3.Document:
    return fa3.read((samples / f"FA_3_Przykład_{name}.xml").read_bytes())


def test_every_sample_is_read(samples: Path) -> None:
    documents = [fa3.read(file.read_bytes()) for file in sorted(samples.glob("*.xml"))]

    assert len(documents) == 14
    assert all(document.number and document.seller.nip for document in documents)


@pytest.mark.parametrize(
    ("name", "end"),
    [
        ("24", "28-02-2026/cDp3uaHY9RUGw93v48d_QQCCXqMyjRDQshhK63FHfR0"),
        ("9", "15-02-2026/pRaz2Ny8Ap9kgs_171PTLZhJaX1M2ZLVzy49mhKycrY"),
        ("2", "15-03-2026/eyROIS42niPMZdBMHNLFuekj6jyffHa7LeCVYKSVX3c"),
        ("8", "27-02-2026/nqSPGdSManaoSFJW0hxu2ZN9T7E8DvkJO3bi-XqHT5I"),
    ],
)
def test_the_official_verification_codes_come_out(samples: Path, name: str, end: str) -> None:
    xml = (samples / f"FA_3_Przykład_{name}.xml").read_bytes()
    document = fa3.read(xml)

    address = ksef.verification_url(document.seller.nip, document.issued_on, xml)

    assert address == f"https://qr.ksef.mf.gov.pl/invoice/9999999999/{end}"


@pytest.mark.parametrize(
    ("name", "total", "to_pay", "left"),
    [
        ("1", 205100, 205100, 0),
        ("2", -20000, -20000, 0),
        ("5", 0, 0, 0),
        ("8", 1500000, 1500000, 500000),
        ("9", 276000, 276000, 276000),
        ("10", 2000000, 2000000, 0),
        ("15", 45000, 45000, 45000),
        ("24", 5363, 5363, 5363),
        ("26", 3150, 3650, 3650),
    ],
)
def test_what_each_asks_for(samples: Path, name: str, total: int, to_pay: int, left: int) -> None:
    document = read(samples, name)

    assert (document.total, document.to_pay, document.left_to_pay) == (Money(total), Money(to_pay), Money(left))


def test_rates_and_sums_of_several_rates(samples: Path) -> None:
    rows = [(row.rate, row.net, row.vat) for row in read(samples, "9").vat]

    assert rows == [("23", Money(200000), Money(46000)), ("zw", Money(30000), None)]


def test_a_correction_of_a_half_year_names_all_six(samples: Path) -> None:
    correction = read(samples, "6").correction

    assert correction is not None
    assert len(correction.corrected) == 6
    assert correction.period == "pierwsze półrocze 2026"


def test_a_correction_may_change_only_a_name(samples: Path) -> None:
    document = read(samples, "5")

    assert document.correction is not None
    assert document.correction.buyers_before[0].name == "CDE sp. j."
    assert document.vat == ()


def test_before_and_after_are_told_apart(samples: Path) -> None:
    before, after = read(samples, "2").lines

    assert (before.before, before.net) == (True, Money(162601))
    assert (after.before, after.net) == (False, Money(146341))


def test_another_currency_and_a_foreign_buyer(samples: Path) -> None:
    document = read(samples, "23")

    assert (document.currency, document.total, document.buyer.tax_id) == ("USD", Money(800000), "US 999999999")
    assert document.lines[0].on == date(2026, 1, 3)


def test_an_invoice_for_an_advance_has_an_order(samples: Path) -> None:
    document = read(samples, "10")

    assert document.lines == ()
    assert [line.net for line in document.order_lines] == [Money(30000000), Money(500000)]


def test_attached_tables_keep_their_shape(samples: Path) -> None:
    (attachment,) = read(samples, "24").attachments

    assert [len(table.columns) for table in attachment.tables] == [9, 6, 9]
    assert attachment.tables[1].total[0] == "Ogółem wartość - sprzedaż energii:"
    assert len(attachment.notes) == 8


def test_empty_cells_stay_in_their_places(samples: Path) -> None:
    (attachment,) = read(samples, "25").attachments

    assert attachment.tables[2].rows[1][3] == ""
