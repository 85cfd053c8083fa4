"""More kinds of orders, of which one waits for a topic; options of lines; SIM cards that were stolen."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_WAITING = sa.text("state = 'waiting'")


def upgrade() -> None:
    _make_options()
    op.add_column("line", sa.Column("sim_blocked_at", sa.DateTime(timezone=True), nullable=True))
    with op.batch_alter_table("customer_order") as batch_op:
        batch_op.drop_index("uq_customer_order_waiting", sqlite_where=_WAITING, postgresql_where=_WAITING)
        batch_op.add_column(sa.Column("topic", sa.String(length=128), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("with_period", sa.Boolean(), nullable=False, server_default=sa.true()))
        batch_op.add_column(sa.Column("waits_for", sa.String(length=16), nullable=False, server_default="day"))
        batch_op.alter_column("line_id", existing_type=_NUMBER, nullable=True)
        batch_op.alter_column(
            "sent_to", existing_type=sa.String(length=16), type_=sa.String(length=254), existing_nullable=False
        )
    op.execute("UPDATE customer_order SET topic = kind || '/' || CAST(line_id AS VARCHAR(20))")
    with op.batch_alter_table("customer_order") as batch_op:
        for name in ("topic", "with_period", "waits_for"):
            batch_op.alter_column(name, server_default=None)
        batch_op.create_index(
            "uq_customer_order_waiting", ["topic"], unique=True, sqlite_where=_WAITING, postgresql_where=_WAITING
        )


def downgrade() -> None:
    op.drop_table("line_option")
    op.drop_table("option")
    op.drop_column("line", "sim_blocked_at")
    op.execute("DELETE FROM customer_order WHERE kind <> 'tariff_change'")
    with op.batch_alter_table("customer_order") as batch_op:
        batch_op.drop_index("uq_customer_order_waiting", sqlite_where=_WAITING, postgresql_where=_WAITING)
        batch_op.drop_column("waits_for")
        batch_op.drop_column("with_period")
        batch_op.drop_column("topic")
        batch_op.alter_column("line_id", existing_type=_NUMBER, nullable=False)
        batch_op.alter_column(
            "sent_to", existing_type=sa.String(length=254), type_=sa.String(length=16), existing_nullable=False
        )
        batch_op.create_index(
            "uq_customer_order_waiting",
            ["line_id", "kind"],
            unique=True,
            sqlite_where=_WAITING,
            postgresql_where=_WAITING,
        )


def _make_options() -> None:
    op.create_table(
        "option",
        sa.Column("id", _NUMBER, nullable=False),
        sa.Column("code", sa.String(length=64), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("price_gross", sa.BigInteger(), nullable=False),
        sa.Column("recurring", sa.Boolean(), nullable=False),
        sa.Column("data_mb", _NUMBER, nullable=False),
        sa.Column("ends", sa.String(length=16), nullable=False),
        sa.Column("starts", sa.String(length=8), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_option")),
        sa.UniqueConstraint("code", name=op.f("uq_option_code")),
    )
    op.create_table(
        "line_option",
        sa.Column("id", _NUMBER, nullable=False),
        sa.Column("line_id", _NUMBER, nullable=False),
        sa.Column("option_id", _NUMBER, nullable=False),
        sa.Column("value", sa.BigInteger(), nullable=True),
        sa.Column("from", sa.Date(), nullable=False),
        sa.Column("to", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["line_id"], ["line.id"], name=op.f("fk_line_option_line_id_line")),
        sa.ForeignKeyConstraint(["option_id"], ["option.id"], name=op.f("fk_line_option_option_id_option")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_line_option")),
        sa.UniqueConstraint("line_id", "option_id", "from", name=op.f("uq_line_option_line_id_option_id_from")),
    )
    op.create_index(op.f("ix_line_option_option_id"), "line_option", ["option_id"])
