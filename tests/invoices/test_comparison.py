"""Why one invoice differs from the one before: each cause, and sums that agree to the grosz."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from selfcare.invoices import comparison
from selfcare.invoices.comparison import Change, Comparison, compare
from selfcare.invoices.document import Adjustment, Document, Line, Party, Settlement
from selfcare.money import Money
from tests.builders import NOON

MAIN, SECOND = "+48500100200", "+48500100201"


def line(name: str, grosze: int, msisdn: str = MAIN, **facts: Decimal | str) -> Line:
    return Line(number=1, name=name, msisdn=msisdn, gross=Money(grosze), **facts)  # type: ignore[arg-type]  # of tests


def invoice(*lines: Line, settlement: Settlement | None = None, total: int | None = None) -> Document:
    summed = sum(one.gross.grosze for one in lines if one.gross)
    return Document(
        seller=Party(),
        buyer=Party(),
        currency="PLN",
        issued_on=NOON.date(),
        number="FV/1",
        kind="VAT",
        lines=lines,
        total=Money(summed if total is None else total),
        settlement=settlement,
    )


def causes(found: Comparison) -> list[tuple[str, int]]:
    return [(change.cause, change.difference.grosze) for change in found.changes]


SUBSCRIPTION = line("Listek 30 GB, abonament 1–30 listopada", 3999)


@pytest.mark.parametrize(
    ("name", "cause"),
    [
        ("Numery specjalne, 1–30 listopada", comparison.PREMIUM),
        ("SMS premium 75550, 1–30 listopada", comparison.PREMIUM),
        ("Internet w roamingu, Szwajcaria", comparison.ROAMING),
        ("SMS do krajów spoza UE", comparison.ROAMING),
        ("Połączenia międzynarodowe", comparison.INTERNATIONAL),
        ("Faktura papierowa, 1–31 grudnia", comparison.PAPER_FEE),
        ("Opłata aktywacyjna", comparison.ACTIVATION),
        ("Pakiet 10 GB", comparison.PACKAGE),
        ("Rabat za e-fakturę", comparison.DISCOUNT),
        ("Wymiana karty SIM", comparison.OTHER),
    ],
)
def test_a_line_is_known_by_its_words(name: str, cause: str) -> None:
    found = compare(invoice(SUBSCRIPTION, line(name, 615)), invoice(SUBSCRIPTION))

    assert causes(found) == [(cause, 615)]
    assert [one.title for one in found.unchanged] == ["Listek 30 GB"]


def test_another_price_of_the_same_tariff() -> None:
    dearer = line("Listek 30 GB, abonament 1–31 grudnia", 4299)

    assert causes(compare(invoice(dearer), invoice(SUBSCRIPTION))) == [(comparison.PRICE, 300)]


def test_another_tariff_says_what_it_was_also_at_the_same_price() -> None:
    found = compare(invoice(line("Listek 60 GB, abonament 1–31 grudnia", 3999)), invoice(SUBSCRIPTION))

    (change,) = found.changes
    assert (change.cause, change.was, change.title) == (comparison.TARIFF, "Listek 30 GB", "Listek 60 GB")


def test_a_part_of_a_period_beside_a_whole_one() -> None:
    part = line("Listek 30 GB, abonament 19–30 listopada", 1600)
    whole = line("Listek 30 GB, abonament 1–31 grudnia", 3999)

    assert causes(compare(invoice(whole), invoice(part, SUBSCRIPTION))) == [(comparison.PRO_RATA, -1600)]
    assert causes(compare(invoice(whole), invoice(part))) == [(comparison.PRO_RATA, 2399)]
    half = line("Listek 30 GB, abonament", 2000, quantity=Decimal("0.5"))
    assert causes(compare(invoice(half), invoice(SUBSCRIPTION))) == [(comparison.PRO_RATA, -1999)]


def test_a_new_number_and_one_that_is_gone() -> None:
    second = line("Listek 10 GB, abonament 1–30 listopada", 2499, SECOND)

    assert causes(compare(invoice(SUBSCRIPTION, second), invoice(SUBSCRIPTION))) == [(comparison.NEW_NUMBER, 2499)]
    assert causes(compare(invoice(SUBSCRIPTION), invoice(SUBSCRIPTION, second))) == [(comparison.NUMBER_GONE, -2499)]


def test_a_subscription_that_begins_on_a_known_number() -> None:
    extra = line("Numery specjalne", 246, SECOND)
    second = line("Listek 10 GB, abonament 1–30 listopada", 2499, SECOND)

    assert causes(compare(invoice(extra, second), invoice(extra))) == [(comparison.SUBSCRIPTION, 2499)]


def test_settlements_are_differences_too() -> None:
    given_back = Settlement(deductions=(Adjustment("Nadpłata", Money(1230)), Adjustment("Nic", Money())))
    charged = Settlement(charges=(Adjustment("Odsetki", Money(50)),))

    found = compare(invoice(SUBSCRIPTION, settlement=given_back), invoice(SUBSCRIPTION, settlement=charged))

    assert causes(found) == [(comparison.SETTLEMENT, -1230), (comparison.SETTLEMENT, -50)]
    assert found.difference == Money(-1280)


def test_the_largest_difference_comes_first() -> None:
    found = compare(
        invoice(SUBSCRIPTION, line("Pakiet 1 GB", 500), line("Numery specjalne", 2460)), invoice(SUBSCRIPTION)
    )

    assert causes(found) == [(comparison.PREMIUM, 2460), (comparison.PACKAGE, 500)]


NAMES = (
    *("Listek 30 GB, abonament 1–30 listopada", "Numery specjalne", "Opłata aktywacyjna", "Pakiet 5 GB"),
    *("Internet w roamingu", "Rabat", "Coś innego", "Listek 10 GB, abonament 8–30 listopada"),
)
LINES = st.lists(
    st.builds(line, st.sampled_from(NAMES), st.integers(-10_000, 10_000), st.sampled_from([MAIN, SECOND, ""])),
    max_size=8,
)


@given(before=LINES, after=LINES, rounding=st.integers(-100, 100))
def test_differences_add_up_to_the_grosz(before: list[Line], after: list[Line], rounding: int) -> None:
    total = sum(one.gross.grosze for one in after if one.gross) + rounding
    found = compare(invoice(*after, total=total), invoice(*before))

    assert sum((change.difference.grosze for change in found.changes), 0) == found.difference.grosze
    assert not any(change.difference for change in found.unchanged)
    assert all(isinstance(change, Change) for change in found.changes)
