"""Two people at one payout: whoever comes second judges what it is by then. Real commits on a real server."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from selfcare import create_app, database
from selfcare.balance import actions, payouts
from selfcare.balance.models import Entry, Payout
from selfcare.balance.payouts import NotPossibleNow
from selfcare.config import Settings
from selfcare.money import Money
from selfcare.tables import Table
from tests import builders
from tests.balance.ledger import TODAY
from tests.builders import NOON
from tests.commands.conftest import new_database
from tests.conftest import SECRET_KEY

Act = Callable[[Session, Payout], None]


@pytest.fixture
def engine(postgresql: str, tmp_path: Path) -> Iterator[Engine]:
    with new_database(postgresql) as url:
        app = create_app(Settings(data=tmp_path, secret_key=SECRET_KEY, database_url=url))
        with app.app_context():
            Table.metadata.create_all(database.db.engine)
            yield database.db.engine
            database.db.engine.dispose()


def approve(session: Session, payout: Payout) -> None:
    payouts.approve(session, payout, by="bok@example.org", now=NOON)


def note_sent(session: Session, payout: Payout) -> None:
    payouts.note_sent(session, payout, by="bok@example.org", now=NOON)


def reject(session: Session, payout: Payout) -> None:
    payouts.reject(session, payout, by="szef@example.org", reason="a typo", now=NOON)


def withdraw(session: Session, payout: Payout) -> None:
    payouts.withdraw(session, payout, now=NOON)


@pytest.mark.parametrize(
    ("acts", "state", "ledger"),
    [
        ([approve, reject, note_sent], Payout.REJECTED, [10000, -10000, 10000]),
        ([approve, note_sent, reject], Payout.SENT, [10000, -10000]),
        ([withdraw, approve], Payout.REJECTED, [10000, -10000, 10000]),
        ([approve, withdraw], Payout.APPROVED, [10000, -10000]),
    ],
)
def test_the_second_one_is_told(engine: Engine, acts: list[Act], state: str, ledger: list[int]) -> None:
    *before, first, second = acts
    with _session(engine) as session:
        payout_id = _payout(session)
        for act in before:
            act(session, session.get_one(Payout, payout_id))
        session.commit()

    with _session(engine) as one, _session(engine) as other:
        seen_by_one, seen_by_other = one.get_one(Payout, payout_id), other.get_one(Payout, payout_id)
        first(one, seen_by_one)
        one.commit()
        with pytest.raises(NotPossibleNow):
            second(other, seen_by_other)

    with _session(engine) as session:
        assert session.get_one(Payout, payout_id).state == state
        assert [amount.grosze for amount in session.scalars(select(Entry.amount).order_by(Entry.id))] == ledger


def _session(engine: Engine) -> Session:
    return Session(engine, expire_on_commit=False)


def _payout(session: Session) -> int:
    """All of a customer's credit is asked for."""
    anna = builders.make_customer(session, "1002456")
    actions.credit(session, anna, Money(10000), source="1", title="1", booked_on=TODAY, now=NOON)
    payout = payouts.ask(
        session,
        anna,
        Money(10000),
        "61109010140000071219812874",
        form_key="1",
        needs_two_above=Money(50000),
        now=NOON,
        today=TODAY,
    )
    return payout.id
