"""Nobody answers for 31 days: the law decides, the money is there, and no queue holds the complaint any more."""

from datetime import timedelta

import time_machine
from sqlalchemy.orm import Session

from selfcare.balance.queries import balance_of
from selfcare.complaints import jobs
from selfcare.complaints.models import State
from selfcare.customers.models import Customer
from selfcare.staff.models import StaffMember
from tests.browser import Browser
from tests.builders import NOON
from tests.staff_queues.cases import file_complaint


def test_the_law_answers_when_nobody_does(browser: Browser, db: Session, anna: Customer, kasia: StaffMember) -> None:
    anna.chosen_language = "en"
    complaint = file_complaint(db, anna, filed=NOON)

    with time_machine.travel(NOON + timedelta(days=31), tick=False):
        jobs.keep_the_clock(db, now=NOON + timedelta(days=31))
        browser.speak("en")
        browser.sign_in_staff(kasia)
        queue = browser.open("/staff/queue").text
        page = browser.open(f"/staff/queue/complaint/{complaint.id}").text
        browser.sign_in(anna)
        mine = browser.open(f"/complaints/{complaint.number}").text

    assert complaint.state == State.ACCEPTED_BY_LAW
    assert db.execute(balance_of(anna)).scalar_one().grosze == 3000
    assert complaint.number not in queue
    assert "Accepted by law" in page
    assert "Accepted by law" in mine
