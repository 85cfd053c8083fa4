"""Credit leaves within 30 days, to an account that exists, and a large sum only with two people."""

from typing import Any

import pytest
from sqlalchemy import select

from selfcare.audit.models import Entry as AuditEntry
from selfcare.balance import payouts
from selfcare.balance.actions import NotEnoughCredit
from selfcare.balance.models import Payout
from selfcare.balance.payouts import NotAnAccount, NotPossibleNow, SecondPersonNeeded
from selfcare.money import Money
from tests.balance.ledger import TODAY, Ledger
from tests.builders import NOON

ACCOUNT = "61 1090 1014 0000 0712 1981 2874"


def ask(annas: Ledger, grosze: int = 5000, account: str = ACCOUNT, **facts: Any) -> Payout:
    facts = {"form_key": "k1", "needs_two_above": Money(50000), "now": NOON, "today": TODAY, **facts}
    return payouts.ask(annas.db, annas.customer, Money(grosze), account, **facts)


def test_asking_sets_the_credit_apart_at_once(annas: Ledger) -> None:
    annas.receive(8000)

    payout, again = ask(annas), ask(annas)

    assert payout is again
    assert annas.balance == 3000
    assert (payout.state, str(payout.due_on), payout.needs_two) == (Payout.ASKED, "2026-12-25", False)
    with pytest.raises(NotEnoughCredit):
        ask(annas, form_key="k2")


@pytest.mark.parametrize("account", ["", "61 1090 1014 0000 0712 1981 2875", "DE89370400440532013000", "6110901014"])
def test_a_mistyped_account_is_refused(annas: Ledger, account: str) -> None:
    annas.receive(8000)

    with pytest.raises(NotAnAccount):
        ask(annas, account=account)

    assert annas.balance == 8000


def test_a_small_one_needs_one_person(annas: Ledger) -> None:
    annas.receive(8000)
    payout = ask(annas)

    payouts.approve(annas.db, payout, by="bok@example.org", now=NOON)
    payouts.note_sent(annas.db, payout, by="bok@example.org", now=NOON)

    assert (payout.state, payout.account, payout.ended_at) == (Payout.SENT, "2874", NOON)
    annas.db.flush()
    assert set(annas.db.scalars(select(AuditEntry.what))) == {"payout_approved", "payout_sent"}


def test_a_large_one_needs_two(annas: Ledger) -> None:
    annas.receive(90000)
    payout = ask(annas, 50001)

    payouts.approve(annas.db, payout, by="bok@example.org", now=NOON)
    with pytest.raises(NotPossibleNow):
        payouts.note_sent(annas.db, payout, by="bok@example.org", now=NOON)
    with pytest.raises(SecondPersonNeeded):
        payouts.approve(annas.db, payout, by="bok@example.org", now=NOON)
    payouts.approve(annas.db, payout, by="szef@example.org", now=NOON)

    assert payout.state == Payout.APPROVED


@pytest.mark.parametrize("is_approved", [False, True])
def test_a_rejected_one_gives_the_credit_back(annas: Ledger, *, is_approved: bool) -> None:
    annas.receive(8000)
    payout = ask(annas)
    if is_approved:
        payouts.approve(annas.db, payout, by="bok@example.org", now=NOON)

    payouts.reject(annas.db, payout, by="szef@example.org", reason="Nobody's account", now=NOON)

    assert annas.balance == 8000
    assert payout.state == Payout.REJECTED


@pytest.mark.parametrize("end", ["sent", "rejected"])
def test_what_is_over_stays_over(annas: Ledger, end: str) -> None:
    annas.receive(8000)
    payout = ask(annas)
    payout.state = end
    who: dict[str, Any] = {"by": "bok@example.org", "now": NOON}

    for act in (payouts.approve, payouts.note_sent):
        with pytest.raises(NotPossibleNow):
            act(annas.db, payout, **who)
    with pytest.raises(NotPossibleNow):
        payouts.reject(annas.db, payout, reason="", **who)


def test_what_is_late_is_found(annas: Ledger) -> None:
    annas.receive(8000)
    payout = ask(annas)

    assert annas.db.scalars(payouts.late_payouts(payout.due_on)).all() == []
    assert annas.db.scalars(payouts.late_payouts(payout.due_on.replace(day=26))).all() == [payout]
    assert annas.db.scalars(payouts.payouts_of(annas.customer)).all() == [payout]
