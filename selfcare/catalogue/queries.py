"""Finding tariffs."""

from datetime import date

from sqlalchemy import ColumnElement, Select, or_, select

from selfcare.catalogue.models import DATA, OPTION_KINDS, PREMIUM, ROAMING, Option, Tariff


def tariffs_on_sale(kind: str, today: date) -> Select[Tariff]:
    """What a line of this kind may change to today, the cheapest first."""
    return select(Tariff).where(Tariff.kind == kind, *_is_on_sale(today)).order_by(Tariff.monthly_gross, Tariff.code)


def options_for(kind: str) -> Select[Option]:
    """What a line of this kind may have. A data line makes no calls."""
    fitting = OPTION_KINDS if kind == "voice" else (ROAMING, DATA)
    return select(Option).where(Option.kind.in_(fitting)).order_by(Option.price_gross, Option.name, Option.code)


def all_on_sale(today: date) -> Select[Tariff]:
    """Of every kind."""
    return select(Tariff).where(*_is_on_sale(today))


def _is_on_sale(today: date) -> tuple[ColumnElement[bool], ...]:
    return (
        or_(Tariff.available_from.is_(None), Tariff.available_from <= today),
        or_(Tariff.available_to.is_(None), Tariff.available_to >= today),
    )


def threshold_for(kind: str) -> Select[str]:
    """The code of the option by which such a line orders another threshold for special numbers."""
    return options_for(kind).with_only_columns(Option.code).where(Option.kind == PREMIUM).limit(1)
