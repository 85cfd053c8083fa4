"""Attachments, questions to customer service, calls that customers ask for."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "attachment",
        sa.Column("id", _ID, nullable=False),
        sa.Column("customer_no", sa.String(length=64), nullable=False),
        sa.Column("subject", sa.String(length=100), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("mimetype", sa.String(length=100), nullable=False),
        sa.Column("size", _ID, nullable=False),
        sa.Column("sha256", sa.LargeBinary(), nullable=False),
        sa.Column("place", sa.String(length=64), nullable=False),
        sa.Column("kept_at", _MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attachment")),
        sa.UniqueConstraint("place", name=op.f("uq_attachment_place")),
    )
    op.create_index("ix_attachment_newest", "attachment", ["customer_no", "id"])
    op.create_index(op.f("ix_attachment_subject"), "attachment", ["subject"])

    op.create_table(
        "contact_thread",
        sa.Column("id", _ID, nullable=False),
        sa.Column("customer_id", _ID, nullable=False),
        sa.Column("line_id", _ID, nullable=True),
        sa.Column("subject", sa.String(length=120), nullable=False),
        sa.Column("opened_at", _MOMENT, nullable=False),
        sa.Column("changed_at", _MOMENT, nullable=False),
        sa.Column("is_answered", sa.Boolean(), nullable=False),
        sa.Column("is_unread", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], name=op.f("fk_contact_thread_customer_id_customer")),
        sa.ForeignKeyConstraint(["line_id"], ["line.id"], name=op.f("fk_contact_thread_line_id_line")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact_thread")),
    )
    op.create_index("ix_contact_thread_newest", "contact_thread", ["customer_id", "changed_at", "id"])
    op.create_index(op.f("ix_contact_thread_changed_at"), "contact_thread", ["changed_at"])

    op.create_table(
        "contact_message",
        sa.Column("id", _ID, nullable=False),
        sa.Column("thread_id", _ID, nullable=False),
        sa.Column("author", sa.String(length=254), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("written_at", _MOMENT, nullable=False),
        sa.Column("read_at", _MOMENT, nullable=True),
        sa.Column("once", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(
            ["thread_id"],
            ["contact_thread.id"],
            name=op.f("fk_contact_message_thread_id_contact_thread"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact_message")),
        sa.UniqueConstraint("once", name=op.f("uq_contact_message_once")),
    )
    op.create_index("ix_contact_message_newest", "contact_message", ["thread_id", "id"])

    op.create_table(
        "call_back",
        sa.Column("id", _ID, nullable=False),
        sa.Column("customer_id", _ID, nullable=False),
        sa.Column("phone", sa.String(length=16), nullable=False),
        sa.Column("about", sa.String(length=200), nullable=False),
        sa.Column("begins_at", _MOMENT, nullable=False),
        sa.Column("asked_at", _MOMENT, nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], name=op.f("fk_call_back_customer_id_customer")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_call_back")),
    )
    op.create_index(op.f("ix_call_back_customer_id"), "call_back", ["customer_id"])
    op.create_index("ix_call_back_waiting", "call_back", ["state", "begins_at"])


def downgrade() -> None:
    for table in ("call_back", "contact_message", "contact_thread", "attachment"):
        op.drop_table(table)
