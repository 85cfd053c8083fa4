"""What a line has on an invoice may lie in several parts."""
# ruff: noqa: S608  # nothing here comes from outside

from typing import Any

from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

_UNIQUE = "uq_usage_period_line_id_invoice_number"
_HOME = """(SELECT min(h.id) FROM usage_period h JOIN usage_period p
    ON p.line_id = h.line_id AND p.invoice_number = h.invoice_number WHERE p.id = {table}.period_id)"""
_MORE = """SELECT p.id FROM usage_period p JOIN usage_period h
    ON h.line_id = p.line_id AND h.invoice_number = p.invoice_number AND h.id < p.id"""
_ALIKE = "day, kind, direction, zone, paid"
_SUMS = ("records", "seconds", "bytes", "units", "net", "gross")
_ONE_WHOLE = (
    f"""CREATE TEMPORARY TABLE whole_total AS SELECT {_HOME.format(table="t")} AS period_id, {_ALIKE},
        {", ".join(f"sum(t.{name}) AS {name}" for name in _SUMS)} FROM usage_total t GROUP BY 1, {_ALIKE}""",
    f"UPDATE usage_record SET period_id = {_HOME.format(table='usage_record')} WHERE period_id IN ({_MORE})",
    "DELETE FROM usage_total",
    f"DELETE FROM usage_period WHERE id IN ({_MORE})",
    f"""INSERT INTO usage_total (period_id, {_ALIKE}, {", ".join(_SUMS)})
        SELECT period_id, {_ALIKE}, {", ".join(_SUMS)} FROM whole_total""",
    "DROP TABLE whole_total",
    """UPDATE usage_period SET
        first_on = coalesce((SELECT min(day) FROM usage_total t WHERE t.period_id = usage_period.id), first_on),
        last_on = coalesce((SELECT max(day) FROM usage_total t WHERE t.period_id = usage_period.id), last_on)""",
)


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        _rebuild(unique=False)
    else:
        op.drop_constraint(_UNIQUE, "usage_period")
    op.create_index("ix_usage_period_line_id", "usage_period", ["line_id", "invoice_number"])


def downgrade() -> None:
    """Everything that belongs together becomes one part."""
    for statement in _ONE_WHOLE:
        op.execute(statement)
    op.drop_index("ix_usage_period_line_id", "usage_period")
    if op.get_bind().dialect.name == "sqlite":
        _rebuild(unique=True)
    else:
        op.create_unique_constraint(_UNIQUE, "usage_period", ["line_id", "invoice_number"])


def _rebuild(*, unique: bool) -> None:
    """SQLite takes a constraint from a table only by making it anew, and would miss what refers to the old one."""
    driver: Any = op.get_bind().connection.dbapi_connection
    driver.execute("COMMIT")
    driver.execute("PRAGMA foreign_keys = OFF")
    driver.execute("BEGIN IMMEDIATE")
    with op.batch_alter_table("usage_period", recreate="always") as table:
        if unique:
            table.create_unique_constraint(_UNIQUE, ["line_id", "invoice_number"])
        else:
            table.drop_constraint(_UNIQUE, type_="unique")
    driver.execute("COMMIT")
    driver.execute("PRAGMA foreign_keys = ON")
    driver.execute("BEGIN")
