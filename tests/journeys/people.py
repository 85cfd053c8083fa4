"""What happens to customers behind the portal's back: written straight into the demo's database."""

import sqlite3
from pathlib import Path

BARTEK = "500 100 300"

_ANNAS_PASSWORD_FOR_BARTEK = """
  INSERT OR REPLACE INTO credential (customer_id, password_hash, changed_at)
  SELECT bartek.id, credential.password_hash, credential.changed_at
  FROM customer AS bartek, customer AS anna JOIN credential ON credential.customer_id = anna.id
  WHERE bartek.email = 'bartek@example.org' AND anna.email = 'anna@example.org'
"""


def give_bartek_annas_password(data: Path) -> None:
    """He chose the same by chance, so that he need not come in by codes every time."""
    _write(data, _ANNAS_PASSWORD_FOR_BARTEK)


def set_status_of_bartek(data: Path, status: str) -> None:
    _write(data, "UPDATE customer SET status = ? WHERE email = 'bartek@example.org'", status)


def let_newest_session_run_out(data: Path) -> None:
    """As if 30 days had passed for it."""
    newest = "SELECT max(id) FROM session WHERE stage = 'signed_in'"
    _write(data, f"UPDATE session SET expires_at = created_at WHERE id = ({newest})")  # noqa: S608  # our own words


def end_sessions(data: Path, *, column: str) -> None:
    """All of them: `ended_at` as if signed out from afar, `expires_at` as if they had run out."""
    _write(data, f"UPDATE session SET {column} = created_at")  # noqa: S608  # our own words


def live_sessions(data: Path) -> int:
    with sqlite3.connect(data / "selfcare.db", timeout=20) as connection:
        found = connection.execute("SELECT count(*) FROM session WHERE ended_at IS NULL AND stage = 'signed_in'")
        count: int = found.fetchone()[0]
    connection.close()
    return count


def _write(data: Path, statement: str, *facts: str) -> None:
    with sqlite3.connect(data / "selfcare.db", timeout=20) as connection:
        connection.execute(statement, facts)
    connection.close()


def forget_whose_codes(data: Path) -> None:
    """As if half a minute had passed since the last one: the next code may be asked for at once."""
    _write(data, "UPDATE code SET login_key = x'00'")
