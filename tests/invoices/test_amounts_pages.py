"""One invoice costs the same on every page: what is to pay, after its settlement."""

from sqlalchemy.orm import Session

from selfcare.customers.models import Customer
from tests.browser import Browser
from tests.invoices.reception import received
from tests.invoices.xml import corrected

SETTLEMENT = """<Rozliczenie><Odliczenia><Kwota>5.00</Kwota><Powod>Nadpłata</Powod></Odliczenia>
<DoZaplaty>109.97</DoZaplaty></Rozliczenie>"""


def test_the_start_page_says_what_the_list_says(reader: Browser, db: Session, anna: Customer) -> None:
    received(db, anna, settlement=SETTLEMENT)

    for page in ("/", "/invoices"):
        reader.open(page)

        assert "109.97" in reader.text
        assert "114.97" not in reader.text


def test_related_documents_say_what_the_list_says(reader: Browser, db: Session, anna: Customer) -> None:
    received(db, anna, number="FV/1", issued_on="2026-10-19", settlement=SETTLEMENT)
    correction = received(
        db, anna, number="FK/1", kind="KOR", correction=corrected("FV/1", "2026-10-19"), total="-1.00", payment=""
    )

    reader.open(f"/invoices/{correction.id}")

    related = reader.page.xpath("//section[.//a[contains(., 'FV/1')]]")
    assert related
    assert all("109.97" in part.text_content() for part in related)
