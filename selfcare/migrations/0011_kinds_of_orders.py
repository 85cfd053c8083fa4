"""More kinds of orders: about a line or the account, of which one waits for a topic."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0007"
branch_labels = None
depends_on = None

_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_WAITING = sa.text("state = 'waiting'")


def upgrade() -> None:
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
