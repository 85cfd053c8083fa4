"""Payments: tries, what they pay, what companies told us, what was given back."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def _number() -> sa.types.TypeEngine:
    return sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "payment",
        sa.Column("id", _number(), nullable=False),
        sa.Column("reference", sa.String(length=32), nullable=False),
        sa.Column("customer_id", _number(), nullable=False),
        sa.Column("form_key", sa.String(length=36), nullable=False),
        sa.Column("company", sa.String(length=16), nullable=False),
        sa.Column("method", sa.String(length=8), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("reason", sa.String(length=16), nullable=False),
        sa.Column("order_id", sa.Text(), nullable=False),
        sa.Column("page_url", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("looked", _number(), nullable=False),
        sa.Column("look_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], name=op.f("fk_payment_customer_id_customer")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payment")),
        sa.UniqueConstraint("reference", name=op.f("uq_payment_reference")),
        sa.UniqueConstraint("customer_id", "form_key", name=op.f("uq_payment_customer_id_form_key")),
    )
    op.create_index("ix_payment_newest", "payment", ["customer_id", "id"])
    op.create_index("ix_payment_to_look_at", "payment", ["state", "look_at"])

    op.create_table(
        "payment_part",
        sa.Column("id", _number(), nullable=False),
        sa.Column("payment_id", _number(), nullable=False),
        sa.Column("invoice_id", _number(), nullable=True),
        sa.Column("number", sa.String(length=256), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["invoice_id"], ["invoice.id"], name=op.f("fk_payment_part_invoice_id_invoice")),
        sa.ForeignKeyConstraint(["payment_id"], ["payment.id"], name=op.f("fk_payment_part_payment_id_payment")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payment_part")),
    )
    op.create_index(op.f("ix_payment_part_payment_id"), "payment_part", ["payment_id"])

    op.create_table(
        "payment_event",
        sa.Column("id", _number(), nullable=False),
        sa.Column("company", sa.String(length=16), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("payment_id", _number(), nullable=True),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("order_id", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("verdict", sa.String(length=16), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["payment_id"], ["payment.id"], name=op.f("fk_payment_event_payment_id_payment")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payment_event")),
        sa.UniqueConstraint("company", "key", name=op.f("uq_payment_event_company_key")),
    )
    op.create_index(op.f("ix_payment_event_payment_id"), "payment_event", ["payment_id"])
    op.create_index(op.f("ix_payment_event_received_at"), "payment_event", ["received_at"])

    op.create_table(
        "payment_refund",
        sa.Column("id", _number(), nullable=False),
        sa.Column("reference", sa.String(length=32), nullable=False),
        sa.Column("payment_id", _number(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("title", sa.String(length=35), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("asked_by", sa.String(length=254), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("look_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["payment_id"], ["payment.id"], name=op.f("fk_payment_refund_payment_id_payment")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payment_refund")),
        sa.UniqueConstraint("reference", name=op.f("uq_payment_refund_reference")),
    )
    op.create_index(op.f("ix_payment_refund_look_at"), "payment_refund", ["look_at"])
    op.create_index(op.f("ix_payment_refund_payment_id"), "payment_refund", ["payment_id"])


def downgrade() -> None:
    for table in ("payment_refund", "payment_event", "payment_part", "payment"):
        op.drop_table(table)
