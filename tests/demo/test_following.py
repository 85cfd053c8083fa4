"""A demo that starts again finds its customers as they were left."""

from datetime import date
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from selfcare.catalogue.models import Option
from selfcare.customers.models import Customer
from selfcare.demo.following import follow
from selfcare.lines.models import Line, LineOption
from selfcare.money import Money
from tests import builders

LINES = "msisdn,customer_no,tariff_code,status,sim_changed_at\n"


def test_files_say_what_became_of_tariffs_contacts_and_options(db: Session, anna: Customer, tmp_path: Path) -> None:
    line = db.scalars(select(Line).where(Line.msisdn == "+48500100200")).one()
    line.tariff_id = builders.make_tariff(db, "L60").id
    line.sim_changed_at = builders.NOON
    anna.email, anna.paper_invoice = "nowa@example.org", True
    option = Option(code="NET5", name="5 GB", kind="data", price_gross=Money(500), recurring=False)
    option.data_mb, option.ends, option.starts = 5120, "none", "now"
    db.add(option)
    db.flush()
    begins, ends = date(2026, 11, 1), date(2026, 11, 30)
    db.add(LineOption(line_id=line.id, option_id=option.id, begins_on=begins, ends_on=ends, value=None))
    db.flush()
    (tmp_path / "lines.csv").write_text(
        LINES + "+48500100200,1002456,L30,active,\n+48500100200,9999999,L30,ended,\n+48500100299,1002456,L10,active,\n"
    )
    (tmp_path / "customers.csv").write_text("customer_no,email,paper_invoice\n1002456,anna@example.org,0\n")
    (tmp_path / "line_options.csv").write_text("msisdn,code,value,from,to\n+48500100200,NET5,,2026-11-01,\n")

    follow(db, tmp_path)

    assert (tmp_path / "lines.csv").read_text() == LINES + (
        "+48500100200,1002456,L60,active,2026-11-25T11:00:00+00:00\n"
        "+48500100200,9999999,L30,ended,\n+48500100299,1002456,L10,active,\n"
    )
    assert (tmp_path / "customers.csv").read_text().splitlines()[1] == "1002456,nowa@example.org,1"
    assert (tmp_path / "line_options.csv").read_text().splitlines()[1] == "+48500100200,NET5,,2026-11-01,2026-11-30"


def test_the_first_start_has_nothing_to_follow(db: Session, tmp_path: Path) -> None:
    follow(db, tmp_path)

    assert list(tmp_path.iterdir()) == []
