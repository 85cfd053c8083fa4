"""The yearly information on tariffs, and an index of paid records."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_IS_PAID = sa.text("gross > 0")


def upgrade() -> None:
    op.create_table(
        "tariff_advice",
        sa.Column("id", _NUMBER, nullable=False),
        sa.Column("customer_id", _NUMBER, nullable=False),
        sa.Column("told_on", sa.Date(), nullable=False),
        sa.Column("said", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], name=op.f("fk_tariff_advice_customer_id_customer")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tariff_advice")),
        sa.UniqueConstraint("customer_id", "told_on", name=op.f("uq_tariff_advice_customer_id_told_on")),
    )
    op.create_index(
        "ix_usage_record_paid",
        "usage_record",
        ["period_id", "started_at"],
        sqlite_where=_IS_PAID,
        postgresql_where=_IS_PAID,
    )


def downgrade() -> None:
    op.drop_index("ix_usage_record_paid", "usage_record", sqlite_where=_IS_PAID, postgresql_where=_IS_PAID)
    op.drop_table("tariff_advice")
