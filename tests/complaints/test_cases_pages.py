"""Complaints, questions and orders in one list; and one complaint with all that can be done about it."""

from datetime import date, timedelta

import pytest
from sqlalchemy.orm import Session

from selfcare import clock
from selfcare.auth.queries import main_line_of
from selfcare.complaints import words
from selfcare.complaints.cases import Key, cases_of
from selfcare.complaints.models import ACCEPTED, ACCOUNT, IN_PART, POST, REFUSED, Kind, State
from selfcare.contact.models import Thread
from selfcare.customers.models import Customer
from selfcare.money import Money
from selfcare.orders.tariff_change import change_of
from tests.browser import Browser
from tests.builders import ANNA_ACCOUNT, NOON
from tests.complaints.filed import TODAY, answer, draft, file
from tests.contact.questions import ask
from tests.statements import MOST_PER_PAGE, count_statements


def _said(reader: Browser) -> str:
    return reader.text.replace("\u00a0", " ")


def test_without_cases_the_page_says_what_will_be_there(reader: Browser) -> None:
    reader.open("/complaints")

    assert "No cases yet" in reader.text
    assert "/complaints/new" in reader.links()
    assert "/contact" in reader.links()


def test_everything_open_comes_first(reader: Browser, db: Session, anna: Customer) -> None:
    waiting, refused, begun = file(db, anna), file(db, anna, Kind.START), draft(db, anna, Kind.OTHER)
    answer(db, refused, REFUSED, 0)
    thread = ask(db, anna, "May I?")

    reader.open("/complaints")

    links = reader.links()
    there = [links.index(f"/complaints/{number}") for number in (f"new/{begun.draft}/check", waiting.number)]
    found = [*there, links.index(f"/contact/{thread.id}"), links.index(f"/complaints/{refused.number}")]
    assert found == sorted(found)
    reader.open("/complaints?show=open")
    assert f"/complaints/{refused.number}" not in reader.links()


def test_a_full_page_asks_six_things(reader: Browser, db: Session, anna: Customer) -> None:
    for _ in range(3):
        answer(db, file(db, anna))
        file(db, anna)
        ask(db, anna, key=str(_))

    with count_statements() as sent:
        reader.open("/complaints")
    assert len(sent) <= MOST_PER_PAGE, sent


def test_pages_follow_one_another_without_gaps(db: Session, anna: Customer, noon: None) -> None:
    for number in range(14):
        answer(db, file(db, anna))
        thread = ask(db, anna, key=f"k{number}", now=NOON)
        thread.is_answered = True
    db.flush()
    seen: list[tuple[str, int]] = []
    key: Key | None = None

    while True:
        page = cases_of(db, anna, key)
        seen += [(case.kind, case.key.id) for case in page.ended]
        if not page.next_key:
            break
        key = Key.read(page.next_key)

    assert len(seen) == len(set(seen)) == 28


def test_a_question_that_was_read_has_ended(db: Session, anna: Customer, noon: None) -> None:
    thread = ask(db, anna)
    assert [case.record for case in cases_of(db, anna).open] == [thread]

    thread.is_answered = True
    db.flush()

    assert [case.record for case in cases_of(db, anna).ended if isinstance(case.record, Thread)] == [thread]


@pytest.mark.parametrize("key", ["", "1", "x-c-1", "1-z-1", "1-c-", "9" * 40 + "-c-1"])
def test_a_key_that_no_page_wrote_leads_nowhere(reader: Browser, key: str) -> None:
    reader.open(f"/complaints?after={key}", status=404)


def test_the_clock_stands_on_its_page(reader: Browser, db: Session, anna: Customer) -> None:
    complaint = file(db, anna, now=NOON - timedelta(days=20))

    with count_statements() as sent:
        reader.open(f"/complaints/{complaint.number}")

    assert len(sent) <= MOST_PER_PAGE, sent
    assert "10 of 30 days left We answer by 5 December" in _said(reader)
    assert "Confirmation (PDF)" in reader.text


@pytest.mark.parametrize(("days", "colour"), [(20, ""), (27, "clock-warn"), (29, "clock-bad"), (30, "clock-bad")])
def test_the_ring_warns_near_the_end(reader: Browser, db: Session, anna: Customer, days: int, colour: str) -> None:
    complaint = file(db, anna, now=NOON - timedelta(days=days))

    reader.open(f"/complaints/{complaint.number}")

    assert ("clock-warn" in reader.response.text, "clock-bad" in reader.response.text) == (
        colour == "clock-warn",
        colour == "clock-bad",
    )


def test_after_midnight_the_page_does_not_wait_for_the_worker(reader: Browser, db: Session, anna: Customer) -> None:
    complaint = file(db, anna, now=NOON - timedelta(days=31))

    reader.open(f"/complaints/{complaint.number}")

    assert complaint.state == State.FILED
    assert "accepted by law" in reader.text
    assert "Withdraw" not in reader.text


def test_an_answer_is_shown_with_its_reasons_and_ways_on(reader: Browser, db: Session, anna: Customer) -> None:
    complaint = file(db, anna)
    answer(db, complaint, REFUSED, 0, reasons="The network was well.\nArt. 379.")

    reader.open(f"/complaints/{complaint.number}")

    for said in ("Refused", "The network was well.", "Art. 379.", "Marta, agent"):
        assert said in reader.text
    assert f"/complaints/{complaint.number}/uke.pdf" in reader.links()
    assert "until 25 November 2027" in _said(reader)
    reader.press("Mark as read")
    db.refresh(complaint)
    assert not complaint.is_unread


def test_what_was_granted_goes_nowhere_further(reader: Browser, db: Session, anna: Customer) -> None:
    complaint = file(db, anna, wish=ACCOUNT, account=ANNA_ACCOUNT)
    answer(db, complaint, ACCEPTED)

    reader.open(f"/complaints/{complaint.number}")

    assert "Transfer to your account 20.00 zł" in _said(reader)
    assert f"/complaints/{complaint.number}/uke.pdf" not in reader.links()
    reader.open(f"/complaints/{complaint.number}/uke.pdf", status=404)


def test_a_firm_can_only_go_to_court(reader: Browser, db: Session, bartek: Customer) -> None:
    bartek.chosen_language = "en"
    complaint = file(db, bartek)
    answer(db, complaint, IN_PART, 100)
    reader.sign_in(bartek)

    reader.open(f"/complaints/{complaint.number}")

    assert "UKE" not in reader.text
    assert "1.00 zł pays what you owe" in _said(reader)


def test_more_can_be_written_once(reader: Browser, db: Session, anna: Customer) -> None:
    complaint = file(db, anna)
    reader.open(f"/complaints/{complaint.number}/more")
    reader.press("Send", status=422, text="")

    for _ in range(2):
        reader.open(f"/complaints/{complaint.number}/more")
        reader.press("Send", text="It happened again.", form_key="k")

    assert _said(reader).count("It happened again.") == 1
    answer(db, complaint)
    reader.open(f"/complaints/{complaint.number}/more")
    reader.press("Send", status=409, text="And again.")


def test_it_can_be_withdrawn(reader: Browser, db: Session, anna: Customer) -> None:
    complaint = file(db, anna)

    for _ in range(2):
        reader.open(f"/complaints/{complaint.number}/withdraw")
        reader.press("Withdraw the complaint")

    db.refresh(complaint)
    assert complaint.state == State.WITHDRAWN
    assert "The complaint is withdrawn." in reader.text


def test_an_answer_that_did_not_arrive_goes_again(reader: Browser, db: Session, anna: Customer) -> None:
    complaint = file(db, anna, medium=POST)
    answer(db, complaint)
    reader.open(f"/complaints/{complaint.number}")

    reader.press("The answer did not arrive")

    assert "We send the answer once more by 30 November at the latest." in _said(reader)


def test_what_is_missing_is_asked_for_and_nothing_else(reader: Browser, db: Session, anna: Customer) -> None:
    complaint = file(db, anna, since=None, claimed=None)
    reader.open(f"/complaints/{complaint.number}")
    assert "Missing: when it was, how much money you want." in _said(reader)
    reader.open(f"/complaints/{complaint.number}/complete")
    assert reader.page.find(".//input[@name='account']") is None
    reader.press("Send", status=422, since="2026-11-10", claimed="")

    reader.press("Send", since="2026-11-10", claimed="12,50")

    db.refresh(complaint)
    assert (complaint.state, complaint.claimed) == (State.FILED, Money(1250))
    assert "the complaint is complete" in reader.text
    reader.open(f"/complaints/{complaint.number}/complete")
    assert reader.address == f"/complaints/{complaint.number}"


def test_a_lapsed_one_can_begin_anew(reader: Browser, db: Session, anna: Customer) -> None:
    complaint = file(db, anna, circumstances="", now=NOON - timedelta(days=10))
    complaint.move(State.LAPSED, now=clock.now())
    db.flush()
    reader.open(f"/complaints/{complaint.number}")
    assert "Not completed in time" in reader.text
    reader.open(f"/complaints/{complaint.number}/complete")

    reader.press("Send", text="No signal in the kitchen.")

    assert "We answer by 25 December" in _said(reader)


def test_a_stranger_finds_nothing(reader: Browser, db: Session, anna: Customer, bartek: Customer) -> None:
    theirs, begun = file(db, bartek), draft(db, bartek)
    answer(db, theirs, REFUSED, 0)
    pages = ("", "/more", "/complete", "/withdraw", "/confirmation.pdf", "/answer.pdf", "/uke.pdf", "/files/1")
    steps = ("about", "what", "wish", "files", "check")

    for address in (
        *(f"/complaints/{theirs.number}{page}" for page in pages),
        *(f"/complaints/new/{begun.draft}/{step}" for step in steps),
        f"/complaints/{begun.draft}",
        "/complaints/R000000-ABCDEF",
        f"/complaints/{theirs.number}/other.pdf",
        f"/complaints/{theirs.number}/files/{2**63}",
    ):
        reader.open(address, status=404)


def test_each_state_has_its_word_in_the_list(reader: Browser, db: Session, anna: Customer) -> None:
    lacking = file(db, anna, circumstances="", now=NOON - timedelta(days=2))
    last_day = file(db, anna, now=NOON - timedelta(days=30))
    over, accepted, withdrawn, lapsed = (file(db, anna, now=NOON - timedelta(days=31)) for _ in range(4))
    for complaint, state in (
        (accepted, State.ACCEPTED_BY_LAW),
        (withdrawn, State.WITHDRAWN),
        (lapsed, State.INCOMPLETE),
        (lapsed, State.LAPSED),
    ):
        complaint.move(state, now=NOON)
    db.flush()

    reader.open("/complaints")

    for word in ("Something is missing", "the last day", "Accepted by law", "Withdrawn", "Not completed"):
        assert word in reader.text
    assert words.status(over, TODAY).kind == "ok"
    assert {words.status(one, TODAY).kind for one in (lacking, last_day)} == {"warn", "plain"}


def test_an_order_stands_among_the_cases(reader: Browser, db: Session, anna: Customer) -> None:
    line = db.scalars(main_line_of(anna)).one()
    assert line.tariff
    order = change_of(line, line.tariff, line.tariff, date(2026, 12, 1))
    order.number, order.customer, order.language, order.sent_to, order.asked_at = "Z1", anna, "en", line.msisdn, NOON
    order.state = "draft"
    order.move("waiting", now=NOON)
    db.add(order)
    db.flush()

    reader.open("/complaints")

    assert "/orders/Z1" in reader.links()
    assert "1Dec" in reader.text.replace(" ", "")
