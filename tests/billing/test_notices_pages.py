"""Choosing what to be told about."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from selfcare.audit.models import Entry
from selfcare.billing.notice_models import UsageWish
from selfcare.lines.models import Line
from selfcare.money import Money
from tests.browser import Browser


def test_without_a_choice_all_is_told_and_the_limit_is_35(reader: Browser, line: Line) -> None:
    reader.open(f"/billing/{line.id}/notices")

    assert len(reader.page.xpath("//input[@type='checkbox'][@checked]")) == 2
    assert reader.page.xpath("//input[@name='premium'][@checked]/@value") == ["3500"]


def test_a_choice_is_kept_and_stands_in_the_log(reader: Browser, db: Session, line: Line) -> None:
    reader.open(f"/billing/{line.id}/notices")
    reader.press("Save", roaming="", premium="10000")

    assert "Saved. It counts from now on." in reader.text
    wish = db.get_one(UsageWish, line.id)
    assert (wish.data, wish.roaming, wish.premium_limit) == (True, False, Money(10000))
    assert db.scalars(select(Entry.what).where(Entry.what == "alerts_chosen")).all() == ["alerts_chosen"]
    reader.open(f"/billing/{line.id}/notices")
    assert reader.page.xpath("//input[@name='premium'][@checked]/@value") == ["10000"]


@pytest.mark.parametrize(("typed", "grosze"), [("50", 5000), ("49,90", 4990), (" 1 000 zł", 100000), ("0", 0)])
def test_an_amount_of_ones_own(reader: Browser, db: Session, line: Line, typed: str, grosze: int) -> None:
    reader.open(f"/billing/{line.id}/notices")
    reader.press("Save", premium="own", own=typed)

    assert db.get_one(UsageWish, line.id).premium_limit == Money(grosze)


def test_ones_own_amount_is_shown_again(reader: Browser, db: Session, line: Line) -> None:
    db.add(UsageWish(line_id=line.id, premium_limit=Money(4990)))
    db.flush()

    reader.open(f"/billing/{line.id}/notices")

    assert reader.page.xpath("//input[@name='own']/@value") == ["49.90"]
    reader.press("Save")
    assert db.get_one(UsageWish, line.id).premium_limit == Money(4990)


@pytest.mark.parametrize("typed", ["", "much", "-1", "100000.01", "1e3", "NaN"])
def test_what_is_no_amount_is_said_at_its_field(reader: Browser, db: Session, line: Line, typed: str) -> None:
    reader.open(f"/billing/{line.id}/notices")
    reader.press("Save", status=422, premium="own", own=typed)

    assert reader.page.xpath("//div[@role='alert']//a[@href='#own']")
    assert db.get(UsageWish, line.id) is None


def test_an_amount_that_is_not_offered_is_refused(reader: Browser, line: Line) -> None:
    reader.open(f"/billing/{line.id}/notices")
    reader.page.xpath("//input[@value='10000']")[0].set("value", "1")

    reader.press("Save", status=422, premium="1")
