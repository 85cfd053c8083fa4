import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.exceptions import NotFound

from selfcare.customers.models import Customer
from selfcare.web.pages import is_swap, one_or_404, see_other


def test_what_is_there_is_found(db: Session, anna: Customer) -> None:
    assert one_or_404(select(Customer).where(Customer.id == anna.id)) is anna


def test_what_is_not_there_is_not_found(db: Session, anna: Customer) -> None:
    with pytest.raises(NotFound):
        one_or_404(select(Customer).where(Customer.id == -1))


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ({}, False),
        ({"HX-Request": "true"}, False),
        ({"HX-Request": "true", "HX-Request-Type": "full"}, False),
        ({"HX-Request": "true", "HX-Request-Type": "partial"}, True),
        ({"HX-Request": "true", "HX-Request-Type": "partial", "HX-History-Restore-Request": "true"}, False),
    ],
)
def test_only_htmx_gets_a_part(app: Flask, headers: dict[str, str], expected: bool) -> None:  # noqa: FBT001
    with app.test_request_context(headers=headers):
        assert is_swap() is expected


def test_a_post_ends_where_get_begins(app: Flask) -> None:
    with app.test_request_context():
        answer = see_other("/invoices")

    assert (answer.status_code, answer.location) == (303, "/invoices")
