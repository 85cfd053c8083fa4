"""Complaints and their course."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_MOMENT = sa.DateTime(timezone=True)
_IS_OPEN = sa.text("state IN ('filed', 'incomplete', 'confirming')")


def upgrade() -> None:
    op.create_table(
        "complaint",
        sa.Column("id", _ID, nullable=False),
        sa.Column("number", sa.String(length=32), nullable=False),
        sa.Column("draft", sa.String(length=32), nullable=False),
        sa.Column("customer_id", _ID, nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("drafted_at", _MOMENT, nullable=False),
        sa.Column("changed_at", _MOMENT, nullable=False),
        sa.Column("line_id", _ID, nullable=True),
        sa.Column("invoice_id", _ID, nullable=True),
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.Column("since", sa.Date(), nullable=True),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("circumstances", sa.Text(), nullable=False),
        sa.Column("wish", sa.String(length=16), nullable=False),
        sa.Column("claimed", sa.BigInteger(), nullable=True),
        sa.Column("account", sa.String(length=26), nullable=False),
        sa.Column("medium", sa.String(length=16), nullable=False),
        sa.Column("filed_at", _MOMENT, nullable=True),
        sa.Column("window_ends_on", sa.Date(), nullable=True),
        sa.Column("counted_from", sa.Date(), nullable=True),
        sa.Column("answer_by", sa.Date(), nullable=True),
        sa.Column("complete_by", sa.Date(), nullable=True),
        sa.Column("is_extended", sa.Boolean(), nullable=False),
        sa.Column("warned", _ID, nullable=False),
        sa.Column("assigned_to", sa.String(length=254), nullable=False),
        sa.Column("decision", sa.String(length=16), nullable=False),
        sa.Column("reasons", sa.Text(), nullable=False),
        sa.Column("awarded", sa.BigInteger(), nullable=True),
        sa.Column("first_by", sa.String(length=254), nullable=False),
        sa.Column("second_by", sa.String(length=254), nullable=False),
        sa.Column("signature", sa.Text(), nullable=False),
        sa.Column("closed_at", _MOMENT, nullable=True),
        sa.Column("pay_by", sa.Date(), nullable=True),
        sa.Column("paid_at", _MOMENT, nullable=True),
        sa.Column("payout_id", _ID, nullable=True),
        sa.Column("resend_by", sa.Date(), nullable=True),
        sa.Column("is_unread", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], name=op.f("fk_complaint_customer_id_customer")),
        sa.ForeignKeyConstraint(["line_id"], ["line.id"], name=op.f("fk_complaint_line_id_line")),
        sa.ForeignKeyConstraint(["invoice_id"], ["invoice.id"], name=op.f("fk_complaint_invoice_id_invoice")),
        sa.ForeignKeyConstraint(["payout_id"], ["payout.id"], name=op.f("fk_complaint_payout_id_payout")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_complaint")),
        sa.UniqueConstraint("number", name=op.f("uq_complaint_number")),
        sa.UniqueConstraint("draft", name=op.f("uq_complaint_draft")),
    )
    op.create_index("ix_complaint_newest", "complaint", ["customer_id", "changed_at", "id"])
    op.create_index(op.f("ix_complaint_state"), "complaint", ["state"])
    op.create_index(op.f("ix_complaint_assigned_to"), "complaint", ["assigned_to"])
    op.create_index(
        "ix_complaint_by_deadline", "complaint", ["answer_by", "id"], sqlite_where=_IS_OPEN, postgresql_where=_IS_OPEN
    )

    op.create_table(
        "complaint_event",
        sa.Column("id", _ID, nullable=False),
        sa.Column("complaint_id", _ID, nullable=False),
        sa.Column("what", sa.String(length=16), nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
        sa.Column("by", sa.String(length=254), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("once", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(
            ["complaint_id"],
            ["complaint.id"],
            name=op.f("fk_complaint_event_complaint_id_complaint"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_complaint_event")),
        sa.UniqueConstraint("once", name=op.f("uq_complaint_event_once")),
    )
    op.create_index("ix_complaint_event_course", "complaint_event", ["complaint_id", "id"])


def downgrade() -> None:
    for table in ("complaint_event", "complaint"):
        op.drop_table(table)
