"""Whose a case is, notes among staff; by when a question is to be answered, and that it is closed."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "staff_assignment",
        sa.Column("id", _ID, nullable=False),
        sa.Column("subject", sa.String(length=64), nullable=False),
        sa.Column("assignee", sa.String(length=254), nullable=False),
        sa.Column("taken_at", _MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff_assignment")),
        sa.UniqueConstraint("subject", name=op.f("uq_staff_assignment_subject")),
    )
    op.create_index(op.f("ix_staff_assignment_assignee"), "staff_assignment", ["assignee"])

    op.create_table(
        "staff_note",
        sa.Column("id", _ID, nullable=False),
        sa.Column("subject", sa.String(length=64), nullable=False),
        sa.Column("customer_no", sa.String(length=64), nullable=False),
        sa.Column("author", sa.String(length=254), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("written_at", _MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff_note")),
    )
    op.create_index("ix_staff_note_newest", "staff_note", ["subject", "id"])
    op.create_index(op.f("ix_staff_note_customer_no"), "staff_note", ["customer_no"])

    op.add_column("contact_thread", sa.Column("answer_by", sa.Date(), nullable=True))
    op.add_column("contact_thread", sa.Column("closed_at", _MOMENT, nullable=True))
    op.execute("UPDATE contact_thread SET answer_by = date(changed_at) WHERE NOT is_answered")
    op.create_index("ix_contact_thread_waiting", "contact_thread", ["answer_by", "id"])


def downgrade() -> None:
    op.drop_index("ix_contact_thread_waiting", table_name="contact_thread")
    op.drop_column("contact_thread", "closed_at")  # the table stays: making it anew would take the messages with it
    op.drop_column("contact_thread", "answer_by")
    op.drop_table("staff_note")
    op.drop_table("staff_assignment")
