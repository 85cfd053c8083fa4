"""What a PDF costs the first time, and the second."""

from __future__ import annotations

import statistics
import time

from flask import Flask
from sqlalchemy import select

from bench.report import Table
from bench.servers import Server
from bench.worlds import WORKERS, World, filled
from selfcare import create_app, database
from selfcare.brand import Operator
from selfcare.invoices import fa3
from selfcare.invoices.models import Invoice
from selfcare.invoices.paper import Paper

TIMES = 20
AIM_MS = 150


def measure() -> list[Table]:
    with filled() as world:
        first = _setting_in_type(world)
        again, size = _downloading_again(world)
    table = Table(
        "PDF of an invoice",
        ["", "CPU"],
        note=f"Median of {TIMES} invoices, warm; {size / 1000:.0f} kB with the XML inside. Aim: {AIM_MS} ms.",
    )
    table.add("made for the first time", f"{first:.0f} ms")
    table.add("downloaded again, whole request", f"{again:.1f} ms")
    return [table]


def _setting_in_type(world: World) -> float:
    app = create_app(world.settings)
    with app.app_context(), app.test_request_context():
        took = []
        for invoice in database.session().scalars(select(Invoice).order_by(Invoice.id).limit(TIMES + 1)):
            xml = invoice.xml.content
            began = time.process_time()
            _paper(app, invoice, xml).pdf()
            took.append((time.process_time() - began) * 1000)
        took.pop(0)  # the fonts are read the first time
        database.session().close()
        database.db.engine.dispose()
    return statistics.median(took)


def _paper(app: Flask, invoice: Invoice, xml: bytes) -> Paper:
    operator: Operator = app.extensions["operator"]
    return Paper(invoice=invoice, document=fa3.read(xml), xml=xml, operator=operator, customers_account="")


def _downloading_again(world: World) -> tuple[float, int]:
    path = f"/invoices/{world.invoice_id}/pdf"
    with Server(["selfcare.commands", "serve", *WORKERS], world.environment) as portal:
        _status, pdf = portal.get(path, world.headers)
        runs = [portal.load(path, world.headers, requests=200).cpu_ms for _run in range(5)]
    return statistics.median(runs), len(pdf)
