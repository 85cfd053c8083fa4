"""Corrections and what they correct, sorted out for one invoice."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from selfcare.invoices.document import CorrectedFact, Document
from selfcare.invoices.models import Invoice


@dataclass(frozen=True)
class Relations:
    """Documents of the same customer around one invoice."""

    corrected: Sequence[Invoice]  # what it corrects, as far as we have it
    unknown: Sequence[CorrectedFact]  # what it names and we do not have
    corrections: Sequence[Invoice]  # what corrects it


def relations_of(document: Document, related: Sequence[Invoice]) -> Relations:
    """Sort what `queries.related_to` found: a document we name is corrected here, any other corrects us."""
    named = {
        (fact.number, fact.issued_on): fact for fact in (document.correction.corrected if document.correction else ())
    }
    corrected = [invoice for invoice in related if (invoice.number, invoice.issued_on) in named]
    found = {(invoice.number, invoice.issued_on) for invoice in corrected}
    return Relations(
        corrected=corrected,
        unknown=[fact for key, fact in named.items() if key not in found],
        corrections=[invoice for invoice in related if invoice not in corrected],
    )
