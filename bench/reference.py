"""What all is compared with: a bare Flask page with one SELECT of 12 rows and a 10 kB template, in the same server."""

import os

from flask import Flask, render_template_string
from sqlalchemy import create_engine, text

from selfcare.commands import server

ROWS = 12
_FILLING = "<p>A line that makes the page as heavy as ours before it is compressed.</p>\n" * 124
_TEMPLATE = (
    "<!doctype html><title>Reference</title><h1>Invoices</h1><ul>\n"
    "{% for row in rows %}<li>{{ row.id }}: {{ row.name }}, {{ row.amount }}</li>\n{% endfor %}</ul>\n" + _FILLING
)


def fill(url: str) -> None:
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE reference (id INTEGER PRIMARY KEY, name VARCHAR(64), amount INTEGER)"))
        rows = [{"id": number, "name": f"FV/2026/{number:06}", "amount": 11489 + number} for number in range(ROWS)]
        connection.execute(text("INSERT INTO reference VALUES (:id, :name, :amount)"), rows)
    engine.dispose()


def application() -> Flask:
    app = Flask(__name__)
    engine = create_engine(os.environ["BENCH_URL"])

    @app.get("/")
    def index() -> str:
        with engine.connect() as connection:
            rows = connection.execute(text("SELECT id, name, amount FROM reference ORDER BY id")).all()
        return render_template_string(_TEMPLATE, rows=rows)

    @app.get("/readyz")
    def ready() -> str:
        return "ok\n"

    return app


if __name__ == "__main__":
    server.FACTORY = "bench.reference:application"
    server.serve()
