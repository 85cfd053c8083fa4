"""Finding lines, and how long a new SIM proves nothing."""

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from selfcare.catalogue.models import Tariff
from selfcare.customers.models import Customer
from selfcare.lines.models import Line
from selfcare.lines.queries import lines_of, main_line_numbered
from tests.builders import NOON, make_line


def test_the_main_line_comes_first_and_each_with_its_tariff(db: Session, anna: Customer, tariff: Tariff) -> None:
    lines = db.scalars(lines_of(anna)).all()

    assert [line.msisdn for line in lines] == ["+48500100200", "+48500100201", "+48500100209"]
    assert [line.tariff for line in lines] == [tariff, tariff, None]


def test_lines_that_ended_and_those_of_others_are_not_there(db: Session, anna: Customer, bartek: Customer) -> None:
    make_line(db, bartek, "+48500100301", status="ended", ended_at=NOON)

    assert [line.msisdn for line in db.scalars(lines_of(bartek))] == ["+48500100300"]


def test_only_an_open_main_line_is_found_by_its_number(db: Session, anna: Customer) -> None:
    make_line(db, anna, "+48500100400", main=True, status="ended", ended_at=NOON)

    assert db.scalars(main_line_numbered("+48500100200")).one().customer_id == anna.id
    assert db.scalars(main_line_numbered("+48500100201")).all() == []
    assert db.scalars(main_line_numbered("+48500100400")).all() == []


def test_a_number_may_be_held_by_one_after_the_other(db: Session, anna: Customer, bartek: Customer) -> None:
    make_line(db, anna, "+48500100500", status="ended", ended_at=NOON)
    make_line(db, bartek, "+48500100500")

    assert len(db.scalars(select(Line).where(Line.msisdn == "+48500100500")).all()) == 2


def test_a_sim_proves_nothing_for_48_hours() -> None:
    line = Line(sim_changed_at=NOON)

    assert line.sim_was_changed_lately(NOON + timedelta(hours=47, minutes=59))
    assert not line.sim_was_changed_lately(NOON + timedelta(hours=48))
    assert not Line(sim_changed_at=None).sim_was_changed_lately(NOON)
