"""The price list and the rules of the promotion of the invented operator, as its site would have them."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from selfcare.brand import DEMO_FILE, operator_from
from selfcare.catalogue.models import Paper, Tariff
from selfcare.catalogue.papers import PRICE_LIST, addresses_of, keep
from selfcare.documents.typesetting import typeset

_TEMPLATE = Path(__file__).parent / "paper.typ"
_SINCE = date(2026, 1, 1)
_RULES = (
    "Promocja obejmuje każdą taryfę z cennika i trwa do odwołania.",
    "W promocji zmiana taryfy jest bezpłatna i zaczyna obowiązywać od następnego okresu rozliczeniowego.",
    "Niewykorzystane gigabajty, minuty i wiadomości nie przechodzą na następny okres.",
    "Gdy cennik i regulamin mówią co innego, obowiązuje regulamin.",
)


def add_papers(session: Session, *, now: datetime) -> None:
    """Once. All tariffs share them, so two documents are enough."""
    if session.scalars(select(Paper.address).limit(1)).first():
        return
    tariffs = session.scalars(select(Tariff).order_by(Tariff.monthly_gross, Tariff.code)).all()
    prices = _typeset("Cennik usług", [], [_prices(tariff) for tariff in tariffs])
    rules = _typeset("Regulamin promocji", list(_RULES), [])
    for tariff in tariffs:
        for one in addresses_of(tariff):
            keep(session, one.address, prices if one.what == PRICE_LIST else rules, now=now)


def _prices(tariff: Tariff) -> list[str]:
    rates = (tariff.rate_minute, tariff.rate_sms, tariff.rate_mb)
    return [tariff.name, *(f"{amount} zł".replace(".", ",") for amount in (tariff.monthly_gross, *rates))]


def _typeset(title: str, paragraphs: list[str], rows: list[list[str]]) -> bytes:
    operator = operator_from(DEMO_FILE)
    facts = {
        "title": f"{title} {operator.name}",
        "author": operator.legal_name,
        "since": "Obowiązuje od 1 stycznia 2026. Ceny z VAT.",
        "synthetic": "Zmyślony operator. Wszystkie dane są syntetyczne.",
        "paragraphs": paragraphs,
        "columns": ["Taryfa", "Abonament", "Minuta", "SMS", "Megabajt"] if rows else [],
        "rows": rows,
    }
    return typeset(_TEMPLATE, facts, _SINCE)
