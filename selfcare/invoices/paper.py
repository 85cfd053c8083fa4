"""The invoice on paper: every text and figure of the PDF, ready to print, in the language of the page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from flask_babel import get_locale

from selfcare.brand import Operator
from selfcare.documents.typesetting import typeset
from selfcare.invoices import ksef, qr, wording
from selfcare.invoices.breakdown import Group, Item, breakdown_of, groups_of, is_net, vat_of
from selfcare.invoices.document import Attachment, Document, Note, Party, VatRow
from selfcare.invoices.models import Invoice
from selfcare.invoices.transfer import transfer_for
from selfcare.invoices.wording import _, quantity
from selfcare.lines.numbers import shown
from selfcare.money import CURRENCY, Money
from selfcare.web.formats import DASH, NBSP, amount, fours, full_day, money, unit

TEMPLATE = Path(__file__).with_name("invoice.typ")
EDITION = 1  # of the template: a new number makes every PDF anew
_SVG = '<svg xmlns="http://www.w3.org/2000/svg" '

Facts = dict[str, object]


@dataclass(frozen=True, kw_only=True)
class Paper:
    """One invoice, about to be printed."""

    invoice: Invoice
    document: Document
    xml: bytes
    operator: Operator
    customers_account: str

    def pdf(self) -> bytes:
        """PDF/A-3a and PDF/UA-1 with the XML embedded byte for byte."""
        return typeset(TEMPLATE, self.facts(), self.invoice.issued_on, self.xml.decode())

    def facts(self) -> Facts:
        return {
            "lang": str(get_locale() or "pl"),
            "colour": self.operator.colours.fill,
            "operator": self.operator.name,
            "author": self.operator.legal_name,
            "xml-name": "invoice.xml",
            **self._head(),
            **self._sums(),
            "labels": self._labels(),
            "groups": [_group(group, self.invoice.currency) for group in groups_of(self.document)],
            "codes": [code for code in (self._transfer(), self._verification()) if code],
            "notes": _notes(self.document.notes),
            "attachments": [_attachment(block) for block in self.document.attachments],
        }

    def _head(self) -> Facts:
        document = self.document
        heading = wording.kind_name(document.kind) or _("Invoice")
        synthetic = _("Synthetic data – this is not a real invoice") if self.operator.is_synthetic else ""
        return {
            "title": f"{heading} {document.number}",
            "description": f"{heading} {document.number}, {document.seller.name}",
            "synthetic": synthetic,
            "head": self._dates(),
            "parties": [*_parties(document)],
            "corrects": [*self._corrects()],
            "foot": f"{document.seller.name}, NIP {document.seller.nip}. {document.number}. {synthetic}",
            "page-of": _("Page {page} of {pages}"),
        }

    def _dates(self) -> list[tuple[str, str]]:
        document = self.document
        issued = ", ".join(filter(None, (full_day(document.issued_on), document.issued_at)))
        rows = [(_("Number"), document.number), (_("Issued"), issued)]
        if document.period_from and document.period_to:
            rows.append((_("Period"), _period(document.period_from, document.period_to)))
        rows += [(_("Pay by"), full_day(due.on) if due.on else due.text) for due in document.payment.due]
        if document.payment.method:
            rows.append((_("Way to pay"), wording.method_name(document.payment.method)))
        if document.buyer.customer_no:
            rows.append((_("Customer number"), document.buyer.customer_no))
        return rows

    def _corrects(self) -> list[str]:
        correction = self.document.correction
        if correction is None:
            return []
        lines = [
            _("%(number)s of %(day)s", number=fact.number, day=full_day(fact.issued_on))
            + (f", KSeF {fact.ksef_number}" if fact.ksef_number else "")
            for fact in correction.corrected
        ]
        return [*lines, *filter(None, (correction.period, correction.reason))]

    def _sums(self) -> Facts:
        vat = vat_of(self.document)
        return {
            "amount": self._amount(),
            "vat": [_vat_row(row, with_pln=vat.in_pln is not None) for row in vat.rows] if vat else [],
            "vat-total": [_("Total"), *_amounts(vat.net, vat.tax, vat.gross, vat.in_pln)] if vat else [],
            "exemption": self.document.exemption,
            "settlement": self._settlement(),
        }

    def _amount(self) -> Facts:
        """The one big figure, as things were when the invoice was issued."""
        document, currency = self.document, self.invoice.currency
        if document.left_to_pay:
            note = _("By %(day)s", day=full_day(document.due_on)) if document.due_on else ""
            return {"label": _("To pay"), "value": money(document.left_to_pay, currency), "note": note}
        paid_on = document.payment.paid_on
        label = _("Paid in full") if document.to_pay > Money() else _("To settle")
        note = full_day(paid_on) if paid_on else ""
        return {"label": label, "value": money(document.to_pay, currency), "note": note}

    def _settlement(self) -> list[tuple[str, str]]:
        """From the gross total to what is left; one row alone says nothing new and is not printed."""
        known, currency = breakdown_of(self.invoice, self.document), self.invoice.currency
        rows = [(_("Gross total"), known.total)]
        rows += [(item.reason, item.amount) for item in known.charges]
        rows += [(item.reason, -item.amount) for item in known.deductions]
        if known.is_settled:
            rows.append((_("To pay"), known.to_pay))
        rows += [(_("Paid %(day)s", day=full_day(part.on)), -part.amount) for part in known.parts]
        if known.parts:
            rows.append((_("Left to pay"), self.document.left_to_pay))
        return [(name, money(value, currency)) for name, value in rows]

    def _labels(self) -> Facts:
        currency = unit(self.invoice.currency)
        net = is_net(self.document)
        return {
            "corrects": _("Corrects"),
            "lines": _("Items"),
            "line-columns": [
                _("Name"),
                _("Quantity"),
                _("Unit price, net") if net else _("Unit price, gross"),
                _("VAT"),
                _("Net, %(currency)s", currency=currency) if net else _("Gross, %(currency)s", currency=currency),
            ],
            "vat": _("VAT"),
            "vat-columns": [
                _("Rate"),
                _("Net, %(currency)s", currency=currency),
                _("VAT, %(currency)s", currency=currency),
                _("Gross, %(currency)s", currency=currency),
                *([_("VAT, zł")] if any(row.vat_in_pln is not None for row in self.document.vat) else []),
            ],
            "settlement": _("Settlement"),
            "settlement-columns": [_("What"), _("Amount")],
            "notes": _("Notes"),
            "xml": _("The invoice as FA(3) XML, unchanged"),
        }

    def _transfer(self) -> Facts | None:
        """As the invoice was issued: a PDF is made once, so it does not know of later payments."""
        transfer = transfer_for(self.invoice, self.document, self.customers_account, self.document.left_to_pay)
        if transfer is None:
            return None
        account = fours(transfer.account) if transfer.currency == CURRENCY else transfer.account
        return {
            "heading": _("Pay by transfer"),
            "pairs": [
                (_("Account number"), account),
                (_("Title"), transfer.title),
                (_("Recipient"), transfer.recipient),
                (_("Amount"), money(transfer.amount, transfer.currency)),
            ],
            "note": "",
            "svg": _drawn(transfer.code, qr.TRANSFER) if transfer.code else "",
            "alt": _("Transfer code for a bank's app"),
            "caption": _("Scan it in your bank's app"),
        }

    def _verification(self) -> Facts:
        invoice = self.invoice
        url = ksef.verification_url(invoice.seller_nip, invoice.issued_on, self.xml)
        return {
            "heading": _("Check the invoice in KSeF"),
            "pairs": [
                (_("KSeF number"), invoice.ksef_number or ksef.OFFLINE),
                (_("SHA-256 of the XML"), invoice.sha256.hex()),
            ],
            "note": url,
            "svg": _drawn(url, qr.VERIFICATION),
            "alt": _("KSeF verification code"),
            "caption": invoice.ksef_number or ksef.OFFLINE,
        }


def _period(first: date, last: date) -> str:
    return full_day(first) if first == last else f"{full_day(first)} {DASH}{NBSP}{full_day(last)}"


def _drawn(text: str, level: str) -> str:
    return qr.svg(text, level).replace("<svg ", _SVG, 1)


def _parties(document: Document) -> list[Facts]:
    parties = [(_("Seller"), document.seller), (_("Buyer"), document.buyer)]
    parties += [(wording.role_name(other.role) or _("Third party"), other) for other in document.others]
    if document.correction:
        before = document.correction
        parties += [(_("Seller before the correction"), party) for party in (before.seller_before,) if party]
        parties += [(_("Buyer before the correction"), party) for party in before.buyers_before]
    return [_party(role, party, document if party is document.seller else None) for role, party in parties]


def _party(role: str, party: Party, seller_of: Document | None) -> Facts:
    tax_id = f"NIP {party.nip}" if party.nip else party.foreign_id
    registers = [f"{note.key} {note.value}" for note in seller_of.registers] if seller_of else []
    footer = list(seller_of.footer) if seller_of else []
    contact = ", ".join(filter(None, (party.email, party.phone)))
    lines = [*party.address, tax_id, contact, ", ".join(registers), *footer]
    return {"role": role, "name": party.name, "lines": [line for line in lines if line]}


def _vat_row(row: VatRow, *, with_pln: bool) -> list[str]:
    tax = amount(row.vat) if row.vat is not None else ""
    in_pln = [amount(row.vat_in_pln) if row.vat_in_pln is not None else ""] if with_pln else []
    return [wording.rate_name(row.rate), amount(row.net), tax, amount(row.gross), *in_pln]


def _amounts(*values: Money | None) -> list[str]:
    return [amount(value) for value in values if value is not None]


def _group(group: Group, currency: str) -> Facts:
    return {
        "heading": shown(group.msisdn) if group.msisdn else "",
        "rows": [_row(item, currency) for item in group.items],
    }


def _row(item: Item, currency: str) -> list[str]:
    line = item.line
    rest = [item.rest, full_day(line.on) if line.on else ""]
    if item.before and item.before.amount is not None and line.amount is not None:
        was, now = money(item.before.amount, currency), money(line.amount, currency)
        rest.append(_("was %(before)s, is %(after)s", before=was, after=now))
    return [
        item.title,
        "; ".join(filter(None, rest)),
        f"{quantity(line.quantity)} {line.unit}".strip() if line.quantity is not None else line.unit,
        quantity(line.price, 2) if line.price is not None else "",
        wording.rate_name(line.rate),
        amount(item.amount) if item.amount is not None else "",
    ]


def _notes(notes: tuple[Note, ...]) -> list[tuple[str, str]]:
    return [(note.key, note.value) for note in notes]


def _attachment(block: Attachment) -> Facts:
    return {
        "title": block.title or _("Attachment"),
        "notes": _notes(block.notes),
        "paragraphs": block.paragraphs,
        "tables": [
            {
                "title": table.title,
                "notes": _notes(table.notes),
                "columns": table.columns,
                "right": table.are_right,
                "rows": [row if len(row) == 1 else table.filled(row) for row in table.rows],
                "total": table.filled(table.total) if table.total else (),
            }
            for table in block.tables
        ],
    }
