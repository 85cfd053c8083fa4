"""Two transactions that meet on PostgreSQL, one a moment behind the other: the later one sees what the first did."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
from sqlalchemy import Engine, make_url, select, text
from sqlalchemy.orm import Session

from selfcare import create_app, database
from selfcare.auth.models import SessionRow
from selfcare.auth.tokens import hash_of
from selfcare.config import Settings
from selfcare.customers.models import Customer
from selfcare.lines.models import Line
from selfcare.money import Money
from selfcare.orders import actions, contact_change, settling
from selfcare.orders.asking import Asking
from selfcare.orders.contact_models import ContactChange
from selfcare.orders.models import DRAFT, STAFF, WAITING, Order
from selfcare.orders.sim_exchange import SimExchange, exchange_of
from selfcare.orders.way_back import change_behind, take_back
from selfcare.tables import Table
from tests import builders
from tests.browser import ORIGIN
from tests.builders import NOON
from tests.conftest import SECRET_KEY
from tests.notifications.waiting import wait_for
from tests.orders.operator import letters

TODAY = NOON.date()
Two = tuple[Session, Session]


@pytest.fixture(autouse=True)
def _letters_fit_their_schema() -> None:
    """Nothing here happens in the database that the other tests share."""


@pytest.fixture(scope="module")
def engine(postgresql: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """A database of its own, whose transactions end in real commits."""
    _on_server(postgresql, "CREATE DATABASE orders_races")
    url = make_url(postgresql).set(database="orders_races").render_as_string(hide_password=False)
    data: Path = tmp_path_factory.mktemp("races")
    settings = Settings(data=data, secret_key=SECRET_KEY, database_url=url, public_url=ORIGIN)
    with create_app(settings, create_database=True).app_context():
        Table.metadata.create_all(database.db.engine)
        yield database.db.engine
        database.db.engine.dispose()
    _on_server(postgresql, "DROP DATABASE orders_races WITH (FORCE)")


@pytest.fixture
def two(engine: Engine) -> Iterator[Two]:
    """Two sessions in one database where only Anna is."""
    with Session(engine, expire_on_commit=False) as first, Session(engine, expire_on_commit=False) as second:
        names = ", ".join(table.name for table in Table.metadata.sorted_tables)
        first.execute(text("SET LOCAL session_replication_role = replica"))  # the log's triggers sleep
        first.execute(text(f"TRUNCATE {names}"))
        builders.make_anna(first, builders.make_tariff(first))
        first.commit()
        yield first, second


def test_the_way_back_is_gone_once(two: Two) -> None:
    first, second = two
    first.add(_change(first, way_back=hash_of("token")))
    first.commit()
    found, found_too = change_behind(first, "token", NOON), change_behind(second, "token", NOON)
    assert found
    assert found_too

    take_back(first, found, now=NOON, today=TODAY)
    first.commit()
    take_back(second, found_too, now=NOON, today=TODAY)
    second.commit()

    assert second.scalars(select(Customer.email)).one() == "anna@example.org"
    assert len(second.scalars(select(Order.id)).all()) == 2  # the change, and the one that takes it back


def test_a_change_that_holds_is_not_dropped(two: Two) -> None:
    first, second = two
    first.add(_change(first, is_open=True))
    first.commit()
    ours, theirs = first.scalars(select(ContactChange)).one(), second.scalars(select(ContactChange)).one()
    ours.order = contact_change.contact_order(ours, ours.former, ours.wanted, now=NOON, today=TODAY)
    first.add(ours.order)
    first.commit()

    contact_change.drop_contact_change(second, theirs, now=NOON)
    second.commit()

    assert second.scalars(select(ContactChange.dropped_at)).one() is None


def test_what_was_placed_in_another_tab_is_not_dropped(two: Two) -> None:
    first, second = two
    first.add(order := _exchange(first, state=DRAFT))
    first.commit()
    asking = _asking(second)
    another = exchange_of(second.scalars(select(Line).where(Line.main)).one(), "esim", "own", Money(), TODAY)
    order.move(WAITING, now=NOON)
    first.flush()

    with ThreadPoolExecutor(1) as tab:
        beginning = tab.submit(actions.begin, second, asking, another)
        wait_for(lambda: beginning.done() or _somebody_waits(first))
        first.commit()

        with pytest.raises(actions.AlreadyWaiting):
            beginning.result()
    second.rollback()
    first.refresh(order)
    assert order.state == WAITING


def test_the_operator_is_told_of_a_cancellation_though_it_was_accepted_meanwhile(two: Two) -> None:
    first, second = two
    first.add(order := _exchange(first, waits_for=STAFF, effective_on=TODAY + timedelta(days=1)))
    first.commit()
    theirs, asking = second.get_one(Order, order.id), _asking(second)
    settling.accept(first, order, actor="kasia@example.org", now=NOON)
    first.commit()

    actions.cancel(second, asking, theirs, SimExchange())
    second.commit()

    assert [letter["event"] for letter in letters(second)] == ["placed", "withdrawn"]


def test_whoever_accepts_second_changes_nothing(two: Two) -> None:
    first, second = two
    first.add(order := _exchange(first, waits_for=STAFF))
    first.commit()
    theirs = second.get_one(Order, order.id)
    settling.accept(first, order, actor="kasia@example.org", now=NOON)
    first.commit()

    settling.accept(second, theirs, actor="ewa@example.org", now=NOON)
    second.commit()

    assert [letter["event"] for letter in letters(second)] == ["placed"]


def _exchange(session: Session, **more: Any) -> Order:
    """Anna's order of an eSIM for her main number."""
    line = session.scalars(select(Line).where(Line.main)).one()
    order = exchange_of(line, "esim", "own", Money(), TODAY)
    told = {"number": "Z261125-7KQ2MB", "language": "en", "sent_to": line.msisdn, "asked_at": NOON, "placed_at": NOON}
    for name, value in (told | {"customer": line.customer, "state": WAITING} | more).items():
        setattr(order, name, value)
    return order


def _asking(session: Session) -> Asking:
    """Anna, in a browser that has signed in."""
    anna = session.scalars(select(Customer)).one()
    row = SessionRow(token_hash=b"1", customer_id=anna.id, stage="signed_in", login_key=b"")
    row.created_at = row.seen_at = row.expires_at = NOON
    session.add(row)
    session.commit()
    return Asking(customer=anna, row=row, now=NOON, today=TODAY, secret_key=SECRET_KEY, request_id="1")


def _somebody_waits(session: Session) -> bool:
    waiting = text("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = 'orders_races'")
    return bool(session.scalar(waiting))


def _change(session: Session, *, is_open: bool = False, **more: bytes) -> ContactChange:
    """Anna's e-mail, changed by somebody."""
    anna = session.scalars(select(Customer)).one()
    change = ContactChange(
        customer=anna, what="email", former=anna.email, wanted="new@example.net", session_id=1, asked_at=NOON, **more
    )
    if not is_open:
        change.order = contact_change.contact_order(change, anna.email, change.wanted, now=NOON, today=TODAY)
        change.set_to(change.wanted)
    return change


def _on_server(url: str, statement: str) -> None:
    server = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
    with closing(psycopg.connect(server, autocommit=True)) as connection:
        connection.execute(statement)
