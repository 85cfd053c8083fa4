"""Money that needs a person: transfers without an owner, payouts of credit, and whether the records agree."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from selfcare.audit.models import Entry as AuditEntry
from selfcare.balance import actions, by_hand, checking, payouts
from selfcare.balance.by_hand import NoLongerWaiting
from selfcare.balance.models import Entry, Payout
from selfcare.customers.models import Customer
from selfcare.money import Money
from tests.browser import Browser
from tests.builders import NOON, make_invoice
from tests.staff_queues.cases import receive
from tests.statements import MOST_PER_PAGE, count_statements

TODAY = date(2026, 11, 25)
ACCOUNT = "61 1090 1014 0000 0712 1981 2874"


def ask_payout(db: Session, customer: Customer, grosze: int) -> Payout:
    facts: dict[str, Any] = {"source": "test", "title": "", "booked_on": TODAY, "now": NOON}
    actions.credit(db, customer, Money(grosze), **facts)
    return payouts.ask(
        db, customer, Money(grosze), ACCOUNT, form_key="k", needs_two_above=Money(50000), now=NOON, today=TODAY
    )


def test_a_transfer_finds_its_owner_and_pays_the_invoice_named(
    supervisor: Browser, db: Session, anna: Customer
) -> None:
    invoice = make_invoice(db, anna, "FV/2026/11/1", total=Money(5000))
    actions.charge(db, invoice, now=NOON)
    incoming = receive(db)

    supervisor.open("/staff/money")
    assert "rachunek" in supervisor.text
    supervisor.open(f"/staff/money/{incoming.id}")
    assert "1002456, Kraków" in supervisor.text
    supervisor.press("Book 50.00 zł", customer_no=" 1002456", invoice="FV/2026/11/1")

    assert "All money has an owner" in supervisor.text
    assert invoice.left_to_pay == Money()
    assert incoming.customer_id == anna.id
    logged = db.scalars(select(AuditEntry).where(AuditEntry.what == "transfer_found")).one()
    assert (logged.customer_no, logged.actor) == ("1002456", "ewa@example.org")
    assert {check.wrong for check in checking.check_all(db, now=NOON)} == {0}


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        (("", ""), "Type the customer number."),
        (("1", ""), "There is no customer with this number."),
        (("1002456", "FV/9"), "This customer has no such invoice."),
    ],
)
def test_nobody_gets_money_by_mistake(
    supervisor: Browser, db: Session, anna: Customer, typed: tuple[str, str], sentence: str
) -> None:
    incoming = receive(db, payer="")

    supervisor.open(f"/staff/money/{incoming.id}")
    supervisor.press("Book 50.00 zł", status=422, customer_no=typed[0], invoice=typed[1])

    assert sentence in supervisor.text
    assert incoming.entry_id is None


def test_what_is_none_of_ours_goes_back(supervisor: Browser, db: Session) -> None:
    incoming = receive(db, payer="Somebody")
    supervisor.open(f"/staff/money/{incoming.id}")
    assert "Say why." in supervisor.press("Send it back", status=422, reason="").text

    supervisor.press("Send it back", reason="Meant for somebody else.")

    assert "Put aside" in supervisor.text
    assert incoming.set_aside_at == NOON
    supervisor.open(f"/staff/money/{incoming.id}", status=404)
    with pytest.raises(NoLongerWaiting):
        by_hand.set_aside(db, incoming, reason="", by="", now=NOON)


@pytest.mark.parametrize("facts", [{"amount": Money(-5000)}, {"currency": "EUR"}])
def test_only_money_in_our_own_currency_is_booked(
    supervisor: Browser, db: Session, anna: Customer, facts: dict[str, object]
) -> None:
    incoming = receive(db, **facts)
    supervisor.open(f"/staff/money/{incoming.id}")
    button = next(b for b in supervisor.page.iterfind(".//form//button") if "Book" in "".join(b.itertext()))

    supervisor.press(" ".join("".join(button.itertext()).split()), status=409, customer_no="1002456")

    assert supervisor.notice == "This amount cannot be booked to a customer. It can only be put aside."


def test_what_waits_comes_in_pages(supervisor: Browser, db: Session) -> None:
    for number in range(by_hand.PER_PAGE + 1):
        receive(db, payment_id=f"P-{number}", payer=f"Payer {number}", booked_on=TODAY - timedelta(days=number % 2))

    with count_statements() as sent:
        supervisor.open("/staff/money")
    first = supervisor.text
    link = next(link for link in supervisor.links() if "after=" in link)
    supervisor.open(link)

    assert first.count("Payer ") == by_hand.PER_PAGE
    assert supervisor.text.count("Payer ") == 1
    assert len(sent) <= MOST_PER_PAGE
    for wrong in ("x", "2026-11-25", "2026-11-25.x", f"2026-11-25.-{2**70}", f"2026-11-25.{2**63}"):
        supervisor.open(f"/staff/money?after={wrong}", status=404)


def test_the_newest_comparison_of_the_records_is_shown(supervisor: Browser, db: Session, anna: Customer) -> None:
    assert "The first comparison is made tonight." in supervisor.open("/staff/money").text
    receive(db)
    checking.check_all(db, now=NOON)
    checking.note(db, checking.INVOICES, [7], looked_at=9, now=NOON)
    checking.note(db, "something_new", [], looked_at=1, now=NOON)

    supervisor.open("/staff/money")

    assert "1 wrong" in supervisor.text
    assert "First of them: 7" in supervisor.text
    assert "something_new" in supervisor.text


def test_a_payout_is_consented_to_and_sent(supervisor: Browser, db: Session, anna: Customer) -> None:
    payout = ask_payout(db, anna, 5000)
    assert "Payout of credit" in supervisor.open("/staff/money").text
    assert "To approve" in supervisor.open("/staff/queue").text

    supervisor.open(f"/staff/queue/payout/{payout.id}").press("Consent to 50.00 zł")
    assert "To send" in supervisor.open("/staff/queue").text
    supervisor.open(f"/staff/queue/payout/{payout.id}").press("The bank has it")

    assert (payout.state, payout.first_by) == (Payout.SENT, "ewa@example.org")
    assert "•••• 2874" in supervisor.text
    supervisor.open("/staff/queue")
    assert f"/staff/queue/payout/{payout.id}" not in supervisor.links()


def test_a_large_payout_needs_two(supervisor: Browser, db: Session, anna: Customer) -> None:
    payout = ask_payout(db, anna, 90000)

    supervisor.open(f"/staff/queue/payout/{payout.id}").press("Consent to 900.00 zł")

    assert payout.state == Payout.ASKED
    assert "Another person must do so, too." in supervisor.text
    assert "Waits for a second person" in supervisor.open("/staff/queue").text


def test_a_rejected_payout_is_credit_again(supervisor: Browser, db: Session, anna: Customer) -> None:
    payout = ask_payout(db, anna, 5000)
    supervisor.open(f"/staff/queue/payout/{payout.id}")
    assert "Say why." in supervisor.press("Reject the payout", status=422, reason=" ").text

    supervisor.press("Reject the payout", reason="The account is closed.")

    assert payout.state == Payout.REJECTED
    assert "the credit is the customer's again" in supervisor.text
    assert sum(entry.amount.grosze for entry in db.scalars(select(Entry))) == 5000


@pytest.mark.parametrize("address", ["/staff/money", "/staff/money/1", "/staff/queue/payout/1"])
def test_agents_have_no_business_with_money(agent: Browser, db: Session, anna: Customer, address: str) -> None:
    receive(db)
    ask_payout(db, anna, 5000)

    agent.open(address, status=404)

    assert "Payout" not in agent.open("/staff/queue").text
