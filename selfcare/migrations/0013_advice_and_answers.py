"""The yearly information on tariffs, paid records by an index, the operator's word on orders, papers of tariffs."""

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
    with op.batch_alter_table("customer_order") as batch_op:
        batch_op.add_column(sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("said", sa.Text(), nullable=False, server_default=""))
    with op.batch_alter_table("customer_order") as batch_op:
        batch_op.alter_column("said", server_default=None)
    op.create_table(
        "tariff_paper",
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("sha256", sa.LargeBinary(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("address", name=op.f("pk_tariff_paper")),
    )
    op.create_table(
        "order_answer",
        sa.Column("id", _NUMBER, nullable=False),
        sa.Column("order_number", sa.String(length=32), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("effective_on", sa.Date(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_order_answer")),
        sa.UniqueConstraint("order_number", "state", name=op.f("uq_order_answer_order_number_state")),
    )


def downgrade() -> None:
    op.drop_table("order_answer")
    op.drop_table("tariff_paper")
    with op.batch_alter_table("customer_order") as batch_op:
        batch_op.drop_column("said")
        batch_op.drop_column("accepted_at")
    op.drop_index("ix_usage_record_paid", "usage_record", sqlite_where=_IS_PAID, postgresql_where=_IS_PAID)
    op.drop_table("tariff_advice")
