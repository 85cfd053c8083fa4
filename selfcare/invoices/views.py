"""Invoice pages: the list, one invoice, and its two files."""

import hashlib
from urllib.parse import urlencode

from flask import Blueprint, Response, current_app, request
from flask_babel import get_locale
from sqlalchemy import select
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import NotFound

from selfcare import clock
from selfcare.auth.signed_in import current_customer
from selfcare.brand import Operator
from selfcare.database import session
from selfcare.documents.actions import kept_or_made
from selfcare.invoices import comparison, fa3, filters, ksef, paper, queries
from selfcare.invoices.breakdown import breakdown_of, groups_of, is_net, vat_of
from selfcare.invoices.document import Document
from selfcare.invoices.downloads import download
from selfcare.invoices.listing import Filters, NoSuchPage, listing_for
from selfcare.invoices.models import Invoice
from selfcare.invoices.paper import Paper
from selfcare.invoices.relations import relations_of
from selfcare.invoices.transfer import transfer_for
from selfcare.lines.models import Line
from selfcare.web.offline import kept_offline
from selfcare.web.pages import one_or_404, page, see_other

pages = Blueprint("invoices", __name__)
filters.init_app(pages)


@pages.get("/invoices")
@kept_offline
def index() -> Response:
    try:
        wanted = Filters.from_address(request.args)
    except NoSuchPage:
        raise NotFound from None
    listing = listing_for(session(), current_customer(), wanted, clock.today())
    return page("invoices/index.html", listing=listing, shown_id=listing.newest.id if listing.newest else None)


@pages.get("/invoices/<invoice_id>")
@kept_offline
def show(invoice_id: str) -> Response:
    invoice = _invoice(invoice_id)
    document = fa3.read(invoice.xml.content)
    related = session().scalars(queries.related_to(invoice)).all()
    return page(
        "invoices/show.html",
        invoice=invoice,
        document_facts=document,
        breakdown=breakdown_of(invoice, document),
        groups=groups_of(document),
        are_net=is_net(document),
        vat=vat_of(document),
        related=relations_of(document, related),
        is_comparable=not invoice.is_correction,
        transfer=transfer_for(invoice, document, current_customer().bank_account, invoice.left_to_pay),
        verification_url=ksef.verification_url(invoice.seller_nip, invoice.issued_on, invoice.xml.content),
    )


@pages.get("/invoices/<invoice_id>/compare")
def compare(invoice_id: str) -> Response:
    """Why it differs from the one before. A correction says itself what it changes."""
    invoice = _invoice(invoice_id)
    earlier = session().scalars(queries.with_xml(queries.one_before(invoice))).first()
    if invoice.is_correction:
        raise NotFound
    document, before = fa3.read(invoice.xml.content), fa3.read(earlier.xml.content) if earlier else None
    return page(
        "invoices/compare.html",
        listing=listing_for(session(), current_customer(), Filters(), clock.today()),
        shown_id=invoice.id,
        invoice=invoice,
        earlier=earlier,
        found=comparison.compare(document, before) if before else None,
        are_net=is_net(document),
        places=_place_of_numbers(document),
        places_before=_place_of_numbers(before),
    )


@pages.get("/invoices/<invoice_id>/usage/<int:place>")
def usage(invoice_id: str, place: int) -> Response:
    """To what the number at that place of the invoice was used for; an address never holds a phone number."""
    invoice = _invoice(invoice_id)
    groups = groups_of(fa3.read(invoice.xml.content))
    number = groups[place].msisdn if place < len(groups) else ""
    own = select(Line.id).where(Line.customer_id == current_customer().id, Line.msisdn == number)
    line_id = session().scalars(own.order_by(Line.ended_at.is_not(None), Line.id.desc()).limit(1)).first()
    if line_id is None:
        return see_other("/billing")
    return see_other(f"/billing/{line_id}?{urlencode({'period': invoice.id, **_passed_on()})}")


@pages.get("/invoices/<invoice_id>/pdf")
@kept_offline
def pdf(invoice_id: str) -> Response:
    """Made at the first download and kept: the same bytes for ever. `?inline` shows it instead of saving it."""
    invoice = _invoice(invoice_id)
    name = f"{invoice.number}.pdf"
    operator: Operator = current_app.extensions["operator"]
    account = current_customer().bank_account
    kept = kept_or_made(
        session(),
        f"invoice/{invoice.id}",
        _edition(invoice, operator, account),
        lambda: _print(invoice, operator, account),
        clock.now(),
    )
    content, digest = kept.content, kept.sha256
    _commit_if_possible()
    return download(content, "application/pdf", name, digest=digest, inline="inline" in request.args)


@pages.get("/invoices/<invoice_id>/xml")
def xml(invoice_id: str) -> Response:
    """The document itself, byte for byte."""
    invoice = _invoice(invoice_id)
    return download(invoice.xml.content, "application/xml", f"{invoice.number}.xml", digest=invoice.sha256)


def _invoice(invoice_id: str) -> Invoice:
    """The customer's own invoice with its XML. An id is digits; one that no database can hold is not found either."""
    if not (invoice_id.isascii() and invoice_id.isdigit() and len(invoice_id) < 19):
        raise NotFound
    own = queries.invoices_of(current_customer()).where(Invoice.id == int(invoice_id))
    return one_or_404(queries.with_xml(own))


def _passed_on() -> dict[str, str]:
    return {"paid_only": "1"} if request.args.get("paid_only") else {}


def _place_of_numbers(document: Document | None) -> dict[str, int]:
    """At which place each phone number stands on an invoice."""
    return {group.msisdn: place for place, group in enumerate(groups_of(document) if document else ())}


def _print(invoice: Invoice, operator: Operator, account: str) -> bytes:
    content = invoice.xml.content
    document = fa3.read(content)
    return Paper(invoice=invoice, document=document, xml=content, operator=operator, customers_account=account).pdf()


def _edition(invoice: Invoice, operator: Operator, account: str) -> str:
    """Language, template, and a hash of what is printed besides the XML: when one changes, a new PDF is made."""
    beside = (invoice.ksef_number, operator.name, operator.legal_name, operator.colours.fill, account)
    digest = hashlib.sha256("\x1f".join((*beside, str(operator.is_synthetic))).encode()).hexdigest()
    return f"{get_locale()}-{paper.EDITION}-{digest[:16]}"


def _commit_if_possible() -> None:
    """Keeping the PDF is for next time only: a full disk must not stop anyone from reading."""
    try:
        session().commit()
    except OperationalError:
        session().rollback()
