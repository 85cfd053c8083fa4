"""Finding invoices. Every page starts from `invoices_of`."""

from datetime import date

from sqlalchemy import ColumnElement, Select, and_, bindparam, extract, func, or_, select, tuple_
from sqlalchemy.orm import aliased, joinedload

from selfcare.customers.models import Customer
from selfcare.invoices.models import Corrected, Invoice
from selfcare.money import Money

MOST_COUNTED = 2000  # documents: enough for every real account, and a page never waits for a strange one


def invoices_of(customer: Customer) -> Select[Invoice]:
    """The customer's own invoices, newest first."""
    return (
        select(Invoice).where(Invoice.customer_id == customer.id).order_by(Invoice.issued_on.desc(), Invoice.id.desc())
    )


def older_than(query: Select[Invoice], issued_on: date, invoice_id: int) -> Select[Invoice]:
    """The rest of a list, from the invoice after this one on."""
    return query.where(tuple_(Invoice.issued_on, Invoice.id) < tuple_(issued_on, invoice_id))


def of_year(query: Select[Invoice], year: int) -> Select[Invoice]:
    return query.where(Invoice.issued_on.between(date(year, 1, 1), date(year, 12, 31)))


def unpaid(query: Select[Invoice]) -> Select[Invoice]:
    return query.where(Invoice.left_to_pay > Money())


def to_pay_of(customer: Customer) -> Select[Invoice]:
    """What is left to pay, the oldest due first; those without a day come last."""
    return unpaid(select(Invoice).where(Invoice.customer_id == customer.id)).order_by(
        Invoice.due_on.is_(None), Invoice.due_on, Invoice.id
    )


def one_before(invoice: Invoice) -> Select[Invoice]:
    """The customer's ordinary invoice before this one, in the same currency; the newest of them first."""
    same = select(Invoice).where(Invoice.customer_id == invoice.customer_id, Invoice.currency == invoice.currency)
    earlier = older_than(same, invoice.issued_on, invoice.id).where(Invoice.kind.not_like("KOR%"))
    return earlier.order_by(Invoice.issued_on.desc(), Invoice.id.desc()).limit(1)


def years_of(customer: Customer) -> Select[int, int]:
    """Years and how many documents each has, newest first; the newest MOST_COUNTED documents are looked at."""
    newest = invoices_of(customer).with_only_columns(Invoice.issued_on).limit(MOST_COUNTED).subquery()
    year = extract("year", newest.c.issued_on).label("year")
    return select(year, func.count()).group_by(year).order_by(year.desc())


def with_xml(query: Select[Invoice]) -> Select[Invoice]:
    """The same, with the document itself in the same statement."""
    return query.options(joinedload(Invoice.xml))


def invoice_with_sha256(digest: bytes) -> Select[Invoice]:
    return select(Invoice).where(Invoice.sha256 == digest)


def related_to(invoice: Invoice) -> Select[Invoice]:
    """What this document corrects and what corrects it: only documents of the same customer."""
    return _RELATED.params(this_id=invoice.id, its_customer_id=invoice.customer_id)


def _names(corrected: type[Corrected], invoice: type[Invoice]) -> ColumnElement[bool]:
    """The number and the day agree; KSeF numbers too, where both are known. A number alone is not unique."""
    return and_(
        corrected.number == invoice.number,
        or_(corrected.issued_on.is_(None), corrected.issued_on == invoice.issued_on),
        or_(corrected.ksef_number == "", invoice.ksef_number == "", corrected.ksef_number == invoice.ksef_number),
    )


def _related() -> Select[Invoice]:
    this_id, customer_id = (
        bindparam("this_id", type_=Invoice.id.type),
        bindparam("its_customer_id", type_=Invoice.id.type),
    )
    corrected_here = select(Corrected.id).where(Corrected.correction_id == this_id, _names(Corrected, Invoice)).exists()
    this = aliased(Invoice)
    corrects_this = (
        select(Corrected.id)
        .join(this, this.id == this_id)
        .where(Corrected.correction_id == Invoice.id, _names(Corrected, this))
        .exists()
    )
    return (
        select(Invoice)
        .where(Invoice.customer_id == customer_id, Invoice.id != this_id, or_(corrected_here, corrects_this))
        .order_by(Invoice.issued_on, Invoice.id)
    )


_RELATED = _related()  # put together once: that takes longer than the database needs to answer it
