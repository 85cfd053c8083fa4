"""The terms of a tariff as they stood on one day: every fact of it, and one hash that changes with any of them."""

import hashlib
import json
from collections.abc import Mapping, Sequence

from selfcare.catalogue.models import Option, Tariff
from selfcare.money import Money

Terms = Mapping[str, str | int]  # amounts in grosze

_AMOUNTS = ("monthly_gross", "rate_minute", "rate_sms", "rate_mms", "rate_mb")
_OTHERS = ("code", "name", "kind", "data_mb", "eu_data_mb", "minutes", "sms", "mms", "price_list_url", "promotion_url")
_OF_OPTION = ("code", "name", "kind", "recurring", "data_mb", "ends", "starts")


def terms_of(tariff: Tariff) -> dict[str, str | int]:
    """A copy of everything that is promised, to be kept with whatever was agreed."""
    return {name: getattr(tariff, name).grosze for name in _AMOUNTS} | {name: getattr(tariff, name) for name in _OTHERS}


def tariff_with(terms: Terms) -> Tariff:
    """A tariff to be shown, not stored, with the terms of that day."""
    amounts = {name: Money(int(terms[name])) for name in _AMOUNTS}
    return Tariff(**amounts, **{name: terms[name] for name in _OTHERS})


def version_of(tariff: Tariff, papers: Sequence[Mapping[str, str]] = ()) -> str:
    """SHA-256 of the terms, in hexadecimal: the version that a customer reads and accepts.

    With `papers` (see papers.py) it changes with every byte of the price list and of the promotion's rules.
    """
    terms: dict[str, object] = {**terms_of(tariff)}
    if papers:
        terms["papers"] = [paper["sha256"] for paper in papers]
    return digest_of(terms)


def option_terms(option: Option) -> dict[str, str | int]:
    """The same of an option."""
    return {name: getattr(option, name) for name in _OF_OPTION} | {"price_gross": option.price_gross.grosze}


def option_with(terms: Terms) -> Option:
    """An option to be shown, not stored, with the terms of that day."""
    return Option(**{name: terms[name] for name in _OF_OPTION}, price_gross=Money(int(terms["price_gross"])))


def digest_of(terms: Mapping[str, object]) -> str:
    """SHA-256 of such facts, whatever order they are in."""
    text = json.dumps(terms, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
