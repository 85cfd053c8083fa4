"""The Ministry's own sample invoices, loaded from their folder."""

from pathlib import Path

import pytest
from lxml import etree
from sqlalchemy import select

from selfcare.customers.models import Customer
from selfcare.invoices.models import Invoice, InvoiceXml
from tests.feeds.feed import Feed
from tests.invoices.xml import NAMESPACE

pytestmark = pytest.mark.samples


def test_all_samples_load_byte_for_byte(feed: Feed, samples: Path) -> None:
    """Those whose buyer has no number that we could know need the operator's list."""
    files = {path.name: path.read_bytes() for path in samples.glob("*.xml")}
    buyers = {name: _buyer(content) for name, content in files.items()}
    feed.add(*(Customer(customer_no=nip, kind="business", name="N", nip=nip) for nip in {*buyers.values()} - {""}))
    foreign = [name for name, nip in buyers.items() if not nip]
    feed.add(Customer(customer_no="foreign", kind="business", name="Nabywca"))
    listed = feed.write("invoices.csv", *({"file": name, "customer_no": "foreign"} for name in foreign))

    rows, report = feed.load(samples, listed)

    assert (rows.new, report.new, report.reason) == (len(foreign), len(files), "")
    assert sorted(feed.all(select(InvoiceXml.content))) == sorted(files.values())
    assert len(feed.all(select(Invoice))) == len(files)


def _buyer(content: bytes) -> str:
    """The buyer's NIP; nothing for one from abroad."""
    path = "/".join(f"{{{NAMESPACE}}}{name}" for name in ("Podmiot2", "DaneIdentyfikacyjne", "NIP"))
    return etree.fromstring(content).findtext(path) or ""
