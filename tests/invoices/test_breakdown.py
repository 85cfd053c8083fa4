"""Where an amount comes from."""

from typing import Any

from selfcare.invoices import fa3
from selfcare.invoices.breakdown import Breakdown, breakdown_of, groups_of, is_net, vat_of
from selfcare.invoices.models import Invoice
from selfcare.money import Money
from tests.invoices.xml import PART_PAID, SUBSCRIPTIONS, corrected, invoice_xml, row

OUTSIDE = row("Numery specjalne", "4.92", index="500100200", number=4, quantity="2", price="2.46", unit="poł.")
CREDIT = """<Rozliczenie><Obciazenia><Kwota>0.00</Kwota><Powod>Odsetki</Powod></Obciazenia>
<Odliczenia><Kwota>5.00</Kwota><Powod>Nadpłata</Powod></Odliczenia><DoZaplaty>114.89</DoZaplaty></Rozliczenie>"""


def known(*, left: int | None = None, **facts: Any) -> Breakdown:
    document = fa3.read(invoice_xml(**facts))
    left_to_pay = document.left_to_pay if left is None else Money(left)
    return breakdown_of(Invoice(to_pay=document.to_pay, left_to_pay=left_to_pay), document)


def test_subscriptions_and_the_rest_make_the_total() -> None:
    found = known(rows=[*SUBSCRIPTIONS, OUTSIDE], total="119.89")

    assert found.split is not None
    assert (found.split.subscriptions, found.split.numbers) == (Money(11497), 3)
    assert (found.split.outside, found.split.others) == (Money(492), 1)
    assert (found.split.vat, found.split.rounding) == (None, Money())


def test_net_lines_need_vat_to_make_the_total() -> None:
    found = known(rows=[row("Abonament", "93.47", net=True)])

    assert found.split is not None
    assert (found.split.subscriptions, found.split.vat, found.split.outside) == (Money(9347), Money(2150), None)


def test_a_grosz_of_rounding_is_shown() -> None:
    found = known(rows=[row("Lodówka", "114.98")])

    assert found.split is not None
    assert (found.split.subscriptions, found.split.rounding) == (None, Money(-1))


def test_lines_that_do_not_make_the_total_are_not_summed_up() -> None:
    assert known(rows=[row("Lodówka", "10.00")]).split is None
    assert known(rows=[row("Lodówka")]).split is None
    assert known(rows=[]).split is None


def test_charges_and_deductions_lead_to_what_is_to_pay_without_their_zeros() -> None:
    found = known(rows=[*SUBSCRIPTIONS, OUTSIDE], total="119.89", settlement=CREDIT)

    assert found.is_settled
    assert found.charges == ()
    assert [item.amount for item in found.deductions] == [Money(500)]
    assert found.to_pay == Money(11489)


def test_part_payments_are_counted_once() -> None:
    at_first = known(payment=PART_PAID)
    later = known(payment=PART_PAID, left=4497)

    assert (at_first.left, at_first.paid_since, at_first.is_partly_paid) == (Money(5497), Money(), True)
    assert (later.left, later.paid_since, later.is_partly_paid) == (Money(4497), Money(1000), True)


def test_a_bill_that_is_paid_whole_has_no_rest() -> None:
    found = known(left=0)

    assert (found.left, found.paid_since, found.is_partly_paid) == (Money(), Money(), False)


def test_lines_stand_by_number_and_those_without_come_last() -> None:
    document = fa3.read(invoice_xml(rows=[row("Faktura papierowa", "6.15"), *SUBSCRIPTIONS, OUTSIDE]))

    groups = groups_of(document)

    assert [group.msisdn for group in groups] == ["+48500100200", "+48500100201", "+48500100209", ""]
    assert [item.title for item in groups[0].items] == ["Listek 30 GB", "Numery specjalne"]
    assert groups[0].items[0].rest == "abonament 1–30 listopada"
    assert [item.is_counted for item in groups[0].items] == [False, True]
    assert not is_net(document)


def test_before_and_after_become_one_line_with_the_difference() -> None:
    rows = [
        row("SMS premium", "12.30", before=True),
        row("Abonament", "39.99", number=2, before=True),
        row("SMS premium", "0.00"),
        row("Rabat", "-1.00", number=3),
    ]
    document = fa3.read(invoice_xml(kind="KOR", correction=corrected("FV/1", "2026-10-19"), rows=rows))

    (group,) = groups_of(document)

    assert [(item.title, item.amount) for item in group.items] == [
        ("SMS premium", Money(-1230)),
        ("Rabat", Money(-100)),
        ("Abonament", Money(-3999)),
    ]
    assert group.items[0].before is not None


def test_the_vat_table_has_sums() -> None:
    vat = "<P_13_1>100</P_13_1><P_14_1>23</P_14_1><P_14_1W>98.76</P_14_1W><P_13_7>10</P_13_7>"

    found = vat_of(fa3.read(invoice_xml(vat=vat, currency="EUR")))

    assert found is not None
    assert (found.net, found.tax, found.gross) == (Money(11000), Money(2300), Money(13300))
    assert found.in_pln == Money(9876)
    assert vat_of(fa3.read(invoice_xml(vat=""))) is None
