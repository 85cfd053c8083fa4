"""A search among very many records looks through a part of them at a time, and says how far it came."""

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from selfcare.billing import screens
from selfcare.billing.models import UsagePeriod
from selfcare.lines.models import Line
from tests import builders
from tests.browser import Browser
from tests.builders import NOON


@pytest.fixture
def period(db: Session, line: Line, monkeypatch: pytest.MonkeyPatch) -> UsagePeriod:
    """Twelve calls, an hour apart; only the oldest one is to somebody else. Five are looked through at once."""
    monkeypatch.setattr(screens, "LOOKED_THROUGH", 5)
    found = builders.make_period(db, line)
    for number in range(12):
        peer = "+48777100999" if number == 11 else "+48600100001"
        builders.make_record(db, found, NOON - timedelta(hours=number), peer=peer)
    return found


def further(reader: Browser) -> None:
    reader.open(next(link for link in reader.links() if "after=" in link))


def test_it_says_how_far_it_came_and_leads_on(reader: Browser, line: Line, period: UsagePeriod) -> None:
    reader.open(f"/billing/{line.id}?q=777")

    assert "Nothing yet. There are very many records; we looked through them back to today, 8:00." in reader.text
    further(reader)
    assert "back to today, 3:00" in reader.text
    further(reader)
    assert "777 *** 999" in reader.text.replace("\u00a0", " ")
    assert "Search further back" not in reader.text


def test_what_is_found_on_the_way_is_shown(reader: Browser, line: Line, period: UsagePeriod) -> None:
    reader.open(f"/billing/{line.id}?q=600&kind=voice")

    assert reader.text.count("call 3") == 5
    assert "We looked through them back to today, 8:00." in reader.text


def test_nothing_at_all_says_so_in_the_end(reader: Browser, line: Line, period: UsagePeriod) -> None:
    reader.open(f"/billing/{line.id}?q=999888777")
    further(reader)
    further(reader)

    assert "No record of this period fits." in reader.text


def test_without_a_search_nothing_ends_early(reader: Browser, line: Line, period: UsagePeriod) -> None:
    reader.open(f"/billing/{line.id}?kind=voice")

    assert reader.text.count("call 3") == 12
    assert not [link for link in reader.links() if "after=" in link]
