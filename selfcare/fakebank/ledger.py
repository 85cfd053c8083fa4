"""What the bank remembers: payments, refunds, BLIK codes, notices to deliver, and the faults that are switched on."""

from __future__ import annotations

import json
import secrets
import sqlite3
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

Row = dict[str, Any]

NEW, PENDING, COMPLETED, CANCELED = "NEW", "PENDING", "COMPLETED", "CANCELED"
PAYU, P24 = "payu", "p24"
CODE_LIVES = 120  # seconds
CONFIRM_WITHIN = 60  # seconds that the bank's app waits for a yes or a no

_TABLES = """
CREATE TABLE IF NOT EXISTS payment (
  id TEXT PRIMARY KEY, company TEXT NOT NULL, reference TEXT NOT NULL, token TEXT NOT NULL UNIQUE,
  amount INTEGER NOT NULL, currency TEXT NOT NULL, title TEXT NOT NULL, state TEXT NOT NULL, result TEXT NOT NULL,
  flow TEXT NOT NULL, notify_url TEXT NOT NULL, return_url TEXT NOT NULL, request TEXT NOT NULL,
  created_at REAL NOT NULL, expires_at REAL NOT NULL, decide_at REAL, verdict TEXT NOT NULL, verified INTEGER NOT NULL,
  UNIQUE (company, reference)
);
CREATE TABLE IF NOT EXISTS refund (
  id TEXT PRIMARY KEY, payment_id TEXT NOT NULL, reference TEXT NOT NULL, amount INTEGER NOT NULL, title TEXT NOT NULL,
  state TEXT NOT NULL, notify_url TEXT NOT NULL, created_at REAL NOT NULL, ends_at REAL NOT NULL
);
CREATE TABLE IF NOT EXISTS notice (
  id INTEGER PRIMARY KEY, payment_id TEXT NOT NULL, refund_id TEXT NOT NULL, kind TEXT NOT NULL,
  first_at REAL NOT NULL, due_at REAL NOT NULL, tries INTEGER NOT NULL, done INTEGER NOT NULL, answer TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS code (code TEXT PRIMARY KEY, expires_at REAL NOT NULL, used INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS token (token TEXT PRIMARY KEY, expires_at REAL NOT NULL);
CREATE TABLE IF NOT EXISTS fault (name TEXT PRIMARY KEY, value TEXT NOT NULL);
"""


class Ledger:
    """One SQLite file. Threads take turns."""

    def __init__(self, file: Path) -> None:
        self._turn = threading.RLock()
        self._connection = sqlite3.connect(file, check_same_thread=False, isolation_level=None)
        self._connection.row_factory = sqlite3.Row
        self._connection.execute("PRAGMA journal_mode=WAL")
        self._connection.execute("PRAGMA synchronous=NORMAL")
        self._connection.executescript(_TABLES)

    def close(self) -> None:
        with self._turn:
            self._connection.close()

    @contextmanager
    def at_once(self) -> Iterator[None]:
        """All of it or nothing, and nobody in between."""
        with self._turn:
            if self._connection.in_transaction:
                yield
                return
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield
            except BaseException:
                self._connection.execute("ROLLBACK")
                raise
            self._connection.execute("COMMIT")

    def rows(self, query: str, *values: object) -> list[Row]:
        with self._turn:
            return [dict(row) for row in self._connection.execute(query, values).fetchall()]

    def row(self, query: str, *values: object) -> Row | None:
        return next(iter(self.rows(query, *values)), None)

    def add(self, table: str, facts: Mapping[str, object]) -> None:
        """Raises sqlite3.IntegrityError for what must be unique."""
        names, places = ", ".join(facts), ", ".join("?" for _ in facts)
        with self._turn:
            self._connection.execute(f"INSERT INTO {table} ({names}) VALUES ({places})", tuple(facts.values()))  # noqa: S608

    def change(self, table: str, key: object, **facts: object) -> None:
        """The row of that table whose `id` it is."""
        changes = ", ".join(f"{name} = ?" for name in facts)
        with self._turn:
            self._connection.execute(f"UPDATE {table} SET {changes} WHERE id = ?", (*facts.values(), key))  # noqa: S608

    def run(self, statement: str, *values: object) -> int:
        """Say how many rows it changed."""
        with self._turn:
            return self._connection.execute(statement, values).rowcount

    def payment(self, payment_id: str) -> Row | None:
        return self.row("SELECT * FROM payment WHERE id = ?", payment_id)

    def waiting(self) -> list[Row]:
        """Payments that a customer is asked to confirm in the bank's app, oldest first."""
        query = "SELECT * FROM payment WHERE state = ? AND verdict = '' AND decide_at IS NOT NULL ORDER BY created_at"
        return self.rows(query, PENDING)

    def newest(self, count: int = 12) -> list[Row]:
        return self.rows("SELECT * FROM payment ORDER BY created_at DESC LIMIT ?", count)

    def new_code(self) -> Row:
        """A BLIK code, as a bank's app shows it; the last three digits are new each time."""
        now = time.time()
        with self.at_once():
            self.run("DELETE FROM code WHERE expires_at < ?", now - 600)
            taken = {row["code"] for row in self.rows("SELECT code FROM code")}
            free = [code for code in (f"777{number:03d}" for number in range(1000)) if code not in taken]
            code = {"code": secrets.choice(free), "expires_at": now + CODE_LIVES, "used": 0}
            self.add("code", code)
        return code

    def fault(self, name: str) -> Any:
        """None if it is off."""
        found = self.row("SELECT value FROM fault WHERE name = ?", name)
        return json.loads(found["value"]) if found else None

    def faults(self) -> dict[str, Any]:
        return {row["name"]: json.loads(row["value"]) for row in self.rows("SELECT * FROM fault")}

    def set_fault(self, name: str, value: object) -> None:
        with self.at_once():
            self.run("DELETE FROM fault WHERE name = ?", name)
            if value:
                self.add("fault", {"name": name, "value": json.dumps(value)})

    def use_up(self, name: str) -> bool:
        """Whether a fault that is set for so many times is still due; then it is one less."""
        with self.at_once():
            left = int(self.fault(name) or 0)
            self.set_fault(name, left - 1 if left > 1 else None)
        return left > 0
