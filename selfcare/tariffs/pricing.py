"""What one billing period would have cost on a tariff: line by line, in grosze, rounded as on an invoice.

What is counted against which allowance, and what costs the same on every tariff, stands in docs/tariffs.md.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from selfcare.catalogue.models import Tariff
from selfcare.money import Money

VAT = "23"  # percent on subscriptions and telecommunications (VAT act of 11 March 2004, art. 41 and 146ef)
UNLIMITED = -1
MEGABYTE = 1024**2
FEE, MINUTES, TEXTS, PICTURES, DATA, DATA_EU = "fee", "minutes", "texts", "pictures", "data", "data_eu"
PREMIUM, INTERNATIONAL, WORLD, RECEIVED = "premium", "international", "world", "received"


@dataclass(frozen=True)
class Charged:
    """Records that cost the same on every tariff: their sums, as they were charged."""

    what: str  # PREMIUM, INTERNATIONAL, WORLD or RECEIVED
    records: int
    net: Money
    gross: Money
    vat_rate: str = VAT  # as invoices write it: 23, 8, zw


@dataclass(frozen=True, kw_only=True)
class Used:
    """What a line used in one billing period."""

    minutes: int = 0  # begun ones of each call made at home and in the EU
    texts: int = 0
    pictures: int = 0
    data: int = 0  # bytes at home
    data_eu: int = 0  # bytes in the EU
    charged: tuple[Charged, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Item:
    """One line: so much was used, so much of it is included, and the rest costs so much a piece."""

    what: str
    used: int
    beyond: int  # pieces that are paid for
    included: int = 0  # what the fee includes; UNLIMITED
    price: Money | None = None  # gross, of one piece; none where records were charged one by one
    net: Money
    gross: Money
    vat_rate: str = VAT


@dataclass(frozen=True)
class Bill:
    """All lines of a period, and their sum."""

    items: tuple[Item, ...]
    net: Money
    gross: Money

    @property
    def vat(self) -> Money:
        return self.gross - self.net


def price(tariff: Tariff, used: Used, *, from_net: bool) -> Bill:
    """`from_net` for firms, whose invoices add up net amounts; everybody else's add up gross ones."""
    items = tuple(_items(tariff, used))
    return Bill(items, *_sums(items, from_net=from_net))


def _items(tariff: Tariff, used: Used) -> Iterable[Item]:
    yield _item(FEE, 1, 0, tariff.monthly_gross)
    for what, count, included, rate in (
        (MINUTES, used.minutes, tariff.minutes, tariff.rate_minute),
        (TEXTS, used.texts, tariff.sms, tariff.rate_sms),
        (PICTURES, used.pictures, tariff.mms, tariff.rate_mms),
    ):
        if count:
            yield _item(what, count, included, rate)
    yield from _data(tariff, used)
    for one in used.charged:
        yield Item(
            what=one.what, used=one.records, beyond=one.records, net=one.net, gross=one.gross, vat_rate=one.vat_rate
        )


def _data(tariff: Tariff, used: Used) -> Iterable[Item]:
    """In the EU the package is good up to a limit of its own. Beyond either one pays for begun megabytes."""
    limit = used.data_eu if tariff.eu_data_mb == UNLIMITED else tariff.eu_data_mb * MEGABYTE
    from_package = used.data + min(used.data_eu, limit)
    if from_package:
        yield _item(DATA, _begun(from_package), tariff.data_mb, tariff.rate_mb)
    if used.data_eu > limit:
        yield _item(DATA_EU, _begun(used.data_eu - limit), 0, tariff.rate_mb)


def _item(what: str, used: int, included: int, rate: Money) -> Item:
    beyond = 0 if included == UNLIMITED else max(0, used - included)
    gross = rate * beyond
    return Item(what=what, used=used, beyond=beyond, included=included, price=rate, net=_net_of(gross), gross=gross)


def _sums(items: Iterable[Item], *, from_net: bool) -> tuple[Money, Money]:
    """Net and gross. VAT is counted once for each rate, from the sum of its lines (VAT act, art. 106e)."""
    net = gross = Money()
    for rate, lines in _by_rate(items).items():
        its_net, its_gross = (sum((getattr(line, name) for line in lines), Money()) for name in ("net", "gross"))
        if rate.isdecimal():
            if from_net:
                its_gross = its_net + Money.rounded(its_net.zlote * int(rate) / 100)
            else:
                its_net = its_gross - Money.rounded(its_gross.zlote * int(rate) / (100 + int(rate)))
        net, gross = net + its_net, gross + its_gross
    return net, gross


def _by_rate(items: Iterable[Item]) -> dict[str, list[Item]]:
    found: dict[str, list[Item]] = {}
    for item in items:
        found.setdefault(item.vat_rate, []).append(item)
    return found


def _net_of(gross: Money) -> Money:
    return Money.rounded(gross.zlote / (1 + Decimal(VAT) / 100))


def _begun(size: int) -> int:
    """Bytes in megabytes, the last one counted whole."""
    return -(-size // MEGABYTE)
