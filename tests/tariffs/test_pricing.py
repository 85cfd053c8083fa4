"""Hand-worked cases: what is on each line, what the sum is, and how VAT is rounded."""

from typing import Any

import pytest

from selfcare.catalogue.models import Tariff
from selfcare.money import Money
from selfcare.tariffs.pricing import (
    DATA,
    DATA_EU,
    FEE,
    INTERNATIONAL,
    MINUTES,
    PICTURES,
    PREMIUM,
    TEXTS,
    Bill,
    Charged,
    Used,
    price,
)

MB = 1024**2


def tariff(**facts: Any) -> Tariff:
    """14,99 zł: 2048 MB, 1024 of them in the EU, 200 minutes, 100 SMS, 10 MMS."""
    defaults: dict[str, Any] = {
        "code": "MINI",
        "name": "Listek Mini",
        "kind": "voice",
        "monthly_gross": Money(1499),
        "data_mb": 2048,
        "eu_data_mb": 1024,
        "minutes": 200,
        "sms": 100,
        "mms": 10,
        "rate_minute": Money(29),
        "rate_sms": Money(12),
        "rate_mms": Money(49),
        "rate_mb": Money(1),
    }
    return Tariff(**(defaults | facts))


def lines(bill: Bill) -> dict[str, tuple[int, int, int]]:
    """Used, beyond, grosze of each line."""
    return {item.what: (item.used, item.beyond, item.gross.grosze) for item in bill.items}


def test_nothing_used_costs_the_fee() -> None:
    bill = price(tariff(), Used(), from_net=False)

    assert lines(bill) == {FEE: (1, 1, 1499)}
    assert (bill.net, bill.vat, bill.gross) == (Money(1219), Money(280), Money(1499))


def test_what_is_included_costs_nothing_to_the_last_piece() -> None:
    bill = price(tariff(), Used(minutes=200, texts=100, pictures=10, data=2048 * MB), from_net=False)

    assert bill.gross == Money(1499)


@pytest.mark.parametrize(
    ("used", "what", "line"),
    [
        (Used(minutes=243), MINUTES, (243, 43, 1247)),  # 43 × 0,29
        (Used(texts=101), TEXTS, (101, 1, 12)),
        (Used(pictures=13), PICTURES, (13, 3, 147)),  # 3 × 0,49
        (Used(data=2048 * MB + 1), DATA, (2049, 1, 1)),  # a begun megabyte is a whole one
        (Used(data=3000 * MB), DATA, (3000, 952, 952)),
        (Used(data=1500 * MB, data_eu=700 * MB), DATA, (2200, 152, 152)),  # the EU counts like at home
        (Used(data_eu=1100 * MB), DATA_EU, (76, 76, 76)),  # beyond the limit of the EU, though the package is not full
    ],
)
def test_each_piece_beyond_costs_its_price(used: Used, what: str, line: tuple[int, int, int]) -> None:
    bill = price(tariff(), used, from_net=False)

    assert lines(bill)[what] == line
    assert bill.gross == Money(1499 + line[2])


def test_data_beyond_both_limits_is_paid_once() -> None:
    """1500 MB at home, 1524 in the EU: 1024 of them join the package, 476 exceed it, 500 exceed the EU's limit."""
    bill = price(tariff(), Used(data=1500 * MB, data_eu=1524 * MB), from_net=False)

    assert lines(bill)[DATA] == (2524, 476, 476)
    assert lines(bill)[DATA_EU] == (500, 500, 500)
    assert bill.gross == Money(1499 + 976)


def test_what_has_no_limit_is_never_beyond_it() -> None:
    unlimited = tariff(data_mb=-1, eu_data_mb=-1, minutes=-1, sms=-1, mms=-1)

    bill = price(unlimited, Used(minutes=9999, texts=999, pictures=99, data=10**12, data_eu=10**12), from_net=False)

    assert bill.gross == Money(1499)


def test_a_tariff_that_includes_nothing_is_paid_by_the_piece() -> None:
    bill = price(tariff(minutes=0, monthly_gross=Money()), Used(minutes=7), from_net=False)

    assert lines(bill) == {FEE: (1, 1, 0), MINUTES: (7, 7, 203)}


def test_what_was_charged_anyway_is_added_as_it_was() -> None:
    charged = (Charged(PREMIUM, 2, Money(400), Money(492)), Charged(INTERNATIONAL, 1, Money(105), Money(129)))

    bill = price(tariff(), Used(charged=charged), from_net=False)

    assert lines(bill)[PREMIUM] == (2, 2, 492)
    assert bill.gross == Money(1499 + 492 + 129)
    assert bill.vat == Money(396)  # 21,20 × 23/123 = 3,9642…, once from the sum and not line by line


def test_a_firms_invoice_adds_up_net_amounts_and_vat_once() -> None:
    """Net 12,19 + 10,14 (43 min: 12,47/1,23) = 22,33; VAT 5,1359 → 5,14; together 27,47 where lines say 27,46."""
    bill = price(tariff(), Used(minutes=243), from_net=True)

    assert [item.net.grosze for item in bill.items] == [1219, 1014]
    assert (bill.net, bill.vat, bill.gross) == (Money(2233), Money(514), Money(2747))


def test_rates_of_vat_are_rounded_apart() -> None:
    charged = (Charged(PREMIUM, 1, Money(100), Money(108), "8"), Charged(INTERNATIONAL, 1, Money(50), Money(50), "zw"))

    bill = price(tariff(), Used(charged=charged), from_net=False)

    assert bill.gross == Money(1499 + 108 + 50)
    assert bill.vat == Money(280 + 8)


def test_what_is_free_of_vat_stays_so_for_a_firm() -> None:
    bill = price(tariff(), Used(charged=(Charged(PREMIUM, 1, Money(50), Money(50), "zw"),)), from_net=True)

    assert (bill.net, bill.gross) == (Money(1219 + 50), Money(1499 + 50))
