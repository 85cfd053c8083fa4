"""Which bills a person of the demo has: what is on them, and which are paid."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from random import Random

from selfcare.demo.bills import Bill, Item
from selfcare.demo.people import ACTIVATION_FEE, PAPER_FEE, Person, Sim
from selfcare.demo.periods import Period, periods_until
from selfcare.money import Money

TERM = timedelta(days=14)
FIRST_NUMBER = 121  # of the serial numbers of a month
_PREMIUM = Money(615)
_MONTHLY = "mies."  # the unit by which pages know a subscription
_SPECIAL = ("Numery specjalne", Money(246), "poł.", 3)
_EXTRAS = (  # name, gross price of one, unit, at most
    _SPECIAL,
    ("Połączenia międzynarodowe", Money(129), "min", 14),
    ("Internet w roamingu, Szwajcaria", Money(12), "MB", 150),
    ("SMS do krajów spoza UE", Money(62), "szt.", 9),
)
_RUNNING = (1, 6)  # of the first extras
_CORRECTED, _PART_PAID, _OVERDUE = 7, 1, 2  # ages, in invoices: 0 is the newest


def bills_of(person: Person, today: date) -> list[Bill]:
    """All of them, oldest first. The newest was issued within the last week and is still to be paid."""
    newest = len(person.periods) - 1
    bills = [_bill(person, period, newest - place, today) for place, period in enumerate(person.periods)]
    return list(_with_annas_story(bills)) if person.place == 0 else bills


def bills_since(person: Person, month: tuple[int, int], today: date) -> list[Bill]:
    """Only those after a (year, month): time went on in a demo that already has the others."""
    newest = len(person.periods) - 1
    later = [(place, one) for place, one in enumerate(person.periods) if (one.first.year, one.first.month) > month]
    return [_with_running(_bill(person, period, newest - place, today)) for place, period in later]


def bill_to_come(person: Person, today: date) -> Bill:
    """What the running period will be billed as."""
    following = person.periods[-1].last + timedelta(days=1)
    (period,) = periods_until(following, cycle_day=person.cycle_day, count=1)
    return _with_running(_bill(person, period, 0, today))


def _bill(person: Person, period: Period, age: int, today: date) -> Bill:
    issued_on = period.first if age else max(period.first, today - timedelta(days=6))
    dice = Random(f"paid/{person.customer_no}/{period.first}")  # noqa: S311  # the same every time, nothing secret
    forgotten = person.place > 1 and age == 1 and dice.random() < 0.1
    paid = age > 0 and not forgotten
    return Bill(
        person=person,
        number=f"FV/{period.first:%Y/%m}/{FIRST_NUMBER + person.place:06d}",
        period=period,
        issued_on=issued_on,
        due_on=issued_on + TERM,
        items=tuple(_items(person, period)),
        paid_on=issued_on + timedelta(days=dice.randint(5, 13)) if paid else None,
    )


def _items(person: Person, period: Period) -> Iterator[Item]:
    """In advance for this period; in arrears for the one before; each number's lines together."""
    dice = Random(f"items/{person.customer_no}/{period.first}")  # noqa: S311  # the same every time, nothing secret
    for sim in person.sims:
        if sim.activated_on >= period.first:
            continue
        price = sim.plan.monthly_net if person.is_business else sim.plan.monthly
        if sim.activated_on >= period.before.first:
            yield from _first_lines(person, sim, period, price)
        yield Item(f"{sim.plan.name}, abonament {period}", price, unit=_MONTHLY, number=sim.national)
        if sim.plan.kind == "voice" and dice.random() < 0.3:
            name, gross, unit, most = dice.choice(_EXTRAS)
            yield _extra(person, sim, f"{name}, {period.before}", gross, (dice.randint(1, most), unit))
    if person.paper_invoice:
        yield Item(f"Faktura papierowa, {period}", _price(person, PAPER_FEE))


def _first_lines(person: Person, sim: Sim, period: Period, price: Money) -> Iterator[Item]:
    """The rest of the period in which the number was activated, day by day, and the fee for it."""
    rest = Period(sim.activated_on, period.before.last)
    part = Money.rounded(price.zlote * rest.days / period.before.days)
    yield Item("Opłata aktywacyjna", _price(person, ACTIVATION_FEE), number=sim.national)
    yield Item(f"{sim.plan.name}, abonament {rest}", part, unit=_MONTHLY, number=sim.national)


def _extra(person: Person, sim: Sim, name: str, gross: Money, measure: tuple[int, str]) -> Item:
    quantity, unit = measure
    return Item(name, _price(person, gross), quantity, unit, sim.national)


def _price(person: Person, gross: Money) -> Money:
    return Money.rounded(gross.zlote / Decimal("1.23")) if person.is_business else gross


def _with_annas_story(bills: list[Bill]) -> Iterator[Bill]:
    """One invoice corrected and the money given back on a later one, one overdue, one paid in part."""
    newest = len(bills) - 1
    for place, bill in enumerate(bills):
        age = newest - place
        if age == _CORRECTED:
            wrong = _with_premium(bill)
            correction = _correction(wrong, bills[place + 1].issued_on + timedelta(days=11))
            yield wrong
        elif age == _CORRECTED - 1:
            yield bill
            yield correction
        elif age == _CORRECTED - 2:
            yield replace(bill, credit=-correction.total, credit_reason=f"Nadpłata po korekcie {correction.number}")
        elif age == _OVERDUE:
            yield replace(bill, paid_on=None)
        elif age == _PART_PAID:
            part = (Money(6000), bill.issued_on + timedelta(days=12))
            later = "Przedłużony na prośbę klienta po wpłacie pierwszej części"
            yield replace(bill, paid_on=None, part_paid=part, due_on=bills[-1].due_on, remark=later)
        else:
            yield bill if age else _with_special_numbers(bill)


def _with_premium(bill: Bill) -> Bill:
    main = bill.person.main.national
    premium = Item(f"SMS premium 75550, {bill.period.before}", _PREMIUM, 2, number=main)
    return replace(bill, items=(*bill.items, premium))


def _with_special_numbers(bill: Bill) -> Bill:
    """So that the newest, which everybody looks at first, has more than subscriptions on it."""
    name, price, unit, _most = _SPECIAL
    extra = Item(f"{name}, {bill.period.before}", price, 2, unit, bill.person.main.national)
    return replace(bill, items=(bill.items[0], extra, *(item for item in bill.items[1:] if item.name != extra.name)))


def _with_running(bill: Bill) -> Bill:
    """What those two used in a running period while somebody looked at it comes on the bill, too."""
    person = bill.person
    if person.place > 1:
        return bill
    there = {item.name for item in bill.items}
    used = [
        _extra(person, person.main, f"{name}, {bill.period.before}", gross, (quantity, unit))
        for (name, gross, unit, _most), quantity in zip(_EXTRAS, _RUNNING, strict=False)
    ]
    return replace(bill, items=(*bill.items, *(item for item in used if item.name not in there)))


def _correction(wrong: Bill, issued_on: date) -> Bill:
    return Bill(
        person=wrong.person,
        number=f"FK/{issued_on:%Y/%m}/000004",
        period=wrong.period,
        issued_on=issued_on,
        due_on=issued_on + TERM,
        items=(replace(wrong.items[-1], quantity=0),),
        corrects=wrong,
        reason="Uznana reklamacja: usługa premium, której klient nie zamawiał",
    )
