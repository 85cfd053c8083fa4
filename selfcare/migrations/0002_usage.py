"""Itemised usage."""

import sqlalchemy as sa
from alembic import op

from selfcare.billing import months

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_Number = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "usage_load",
        sa.Column("id", _Number, nullable=False),
        sa.Column("loaded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("new", _Number, nullable=False),
        sa.Column("changed", _Number, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_usage_load")),
    )
    op.create_table(
        "usage_period",
        sa.Column("id", _Number, nullable=False),
        sa.Column("line_id", _Number, nullable=False),
        sa.Column("invoice_number", sa.String(length=256), nullable=False),
        sa.Column("first_on", sa.Date(), nullable=False),
        sa.Column("last_on", sa.Date(), nullable=False),
        sa.Column("load_id", _Number, nullable=False),
        sa.ForeignKeyConstraint(["line_id"], ["line.id"], name=op.f("fk_usage_period_line_id_line")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_usage_period")),
        sa.UniqueConstraint("line_id", "invoice_number", name=op.f("uq_usage_period_line_id_invoice_number")),
    )
    op.create_index("ix_usage_period_load_id", "usage_period", ["load_id"])
    op.create_table(
        "usage_record",
        sa.Column("period_id", _Number, nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("record_id", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("direction", sa.String(length=4), nullable=False),
        sa.Column("peer", sa.String(length=64), nullable=False),
        sa.Column("zone", sa.String(length=8), nullable=False),
        sa.Column("country", sa.String(length=64), nullable=False),
        sa.Column("seconds", _Number, nullable=False),
        sa.Column("bytes", _Number, nullable=False),
        sa.Column("units", _Number, nullable=False),
        sa.Column("net", sa.BigInteger(), nullable=False),
        sa.Column("vat_rate", sa.String(length=5), nullable=False),
        sa.Column("gross", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("period_id", "started_at", "record_id", name=op.f("pk_usage_record")),
        sa.UniqueConstraint("record_id", "started_at", name=op.f("uq_usage_record_record_id_started_at")),
        postgresql_partition_by="RANGE (started_at)",
        sqlite_with_rowid=False,
    )
    months.make_rest(op.get_bind())
    op.create_table(
        "usage_total",
        sa.Column("period_id", _Number, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("direction", sa.String(length=4), nullable=False),
        sa.Column("zone", sa.String(length=8), nullable=False),
        sa.Column("paid", sa.Boolean(), nullable=False),
        sa.Column("records", _Number, nullable=False),
        sa.Column("seconds", _Number, nullable=False),
        sa.Column("bytes", _Number, nullable=False),
        sa.Column("units", _Number, nullable=False),
        sa.Column("net", sa.BigInteger(), nullable=False),
        sa.Column("gross", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["period_id"], ["usage_period.id"], name=op.f("fk_usage_total_period_id_usage_period")),
        sa.PrimaryKeyConstraint("period_id", "day", "kind", "direction", "zone", "paid", name=op.f("pk_usage_total")),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    op.drop_table("usage_total")
    op.drop_table("usage_record")
    op.drop_index("ix_usage_period_load_id", table_name="usage_period")
    op.drop_table("usage_period")
    op.drop_table("usage_load")
