"""The people who answer, their sessions, and their reasons to see call records; what they search by."""

import unicodedata

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "staff_member",
        sa.Column("id", _ID, nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("role", sa.String(length=16), nullable=False),
        sa.Column("password_hash", sa.Text(), nullable=False),
        sa.Column("totp_secret", sa.Text(), nullable=False),
        sa.Column("totp_step", _ID, nullable=False),
        sa.Column("link_hash", sa.LargeBinary(), nullable=True),
        sa.Column("link_until", _MOMENT, nullable=True),
        sa.Column("invited_at", _MOMENT, nullable=False),
        sa.Column("invited_by", sa.String(length=254), nullable=False),
        sa.Column("ready_at", _MOMENT, nullable=True),
        sa.Column("ended_at", _MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff_member")),
        sa.UniqueConstraint("email", name=op.f("uq_staff_member_email")),
        sa.UniqueConstraint("link_hash", name=op.f("uq_staff_member_link_hash")),
    )
    op.create_table(
        "staff_session",
        sa.Column("id", _ID, nullable=False),
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("member_id", _ID, nullable=False),
        sa.Column("agent", sa.String(length=100), nullable=False),
        sa.Column("created_at", _MOMENT, nullable=False),
        sa.Column("seen_at", _MOMENT, nullable=False),
        sa.Column("expires_at", _MOMENT, nullable=False),
        sa.Column("ended_at", _MOMENT, nullable=True),
        sa.ForeignKeyConstraint(
            ["member_id"], ["staff_member.id"], name=op.f("fk_staff_session_member_id_staff_member")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff_session")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_staff_session_token_hash")),
    )
    op.create_index("ix_staff_session_member", "staff_session", ["member_id", "ended_at"])
    op.create_table(
        "staff_reason",
        sa.Column("id", _ID, nullable=False),
        sa.Column("session_id", _ID, nullable=False),
        sa.Column("customer_id", _ID, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("given_at", _MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], name=op.f("fk_staff_reason_customer_id_customer")),
        sa.ForeignKeyConstraint(
            ["session_id"], ["staff_session.id"], name=op.f("fk_staff_reason_session_id_staff_session")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff_reason")),
    )
    op.create_index("ix_staff_reason_given", "staff_reason", ["session_id", "customer_id"])

    op.add_column("customer", sa.Column("search_name", sa.Text(), server_default=sa.text("''"), nullable=False))
    _fold_names(op.get_bind())
    op.create_index(op.f("ix_customer_search_name"), "customer", ["search_name"])
    op.create_index("ix_invoice_numbered", "invoice", ["number"])
    failed = sa.text("state = 'failed'")
    op.create_index("ix_message_failed", "message", ["id"], sqlite_where=failed, postgresql_where=failed)


def downgrade() -> None:
    op.drop_index("ix_message_failed", "message")
    op.drop_index("ix_invoice_numbered", "invoice")
    op.drop_index(op.f("ix_customer_search_name"), "customer")
    op.drop_column("customer", "search_name")
    op.drop_index("ix_staff_reason_given", "staff_reason")
    op.drop_table("staff_reason")
    op.drop_index("ix_staff_session_member", "staff_session")
    op.drop_table("staff_session")
    op.drop_table("staff_member")


def _fold_names(connection: sa.Connection) -> None:
    customer = sa.table("customer", sa.column("id"), sa.column("name"), sa.column("search_name"))
    folded = [
        {"key": key, "to": _fold(name)} for key, name in connection.execute(sa.select(customer.c.id, customer.c.name))
    ]
    if folded:
        filling = sa.update(customer).where(customer.c.id == sa.bindparam("key"))
        connection.execute(filling.values(search_name=sa.bindparam("to")), folded)


def _fold(text: str) -> str:
    parts = unicodedata.normalize("NFKD", text.casefold())
    strokes = str.maketrans({"ł": "l", "đ": "d", "ø": "o", "ħ": "h", "ı": "i", "æ": "ae", "œ": "oe"})
    return "".join(one for one in parts if not unicodedata.combining(one)).translate(strokes)
