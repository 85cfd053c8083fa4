"""Orders."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_WAITING = sa.text("state = 'waiting'")


def upgrade() -> None:
    op.create_table(
        "customer_order",
        sa.Column("id", _NUMBER, nullable=False),
        sa.Column("number", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("reason", sa.String(length=32), nullable=False),
        sa.Column("customer_id", _NUMBER, nullable=False),
        sa.Column("line_id", _NUMBER, nullable=False),
        sa.Column("asked", sa.Text(), nullable=False),
        sa.Column("former_tariff_id", _NUMBER, nullable=True),
        sa.Column("tariff_id", _NUMBER, nullable=True),
        sa.Column("terms_version", sa.String(length=64), nullable=False),
        sa.Column("price", sa.BigInteger(), nullable=False),
        sa.Column("effective_on", sa.Date(), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("code_id", _NUMBER, nullable=True),
        sa.Column("sent_to", sa.String(length=16), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("placed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], name=op.f("fk_customer_order_customer_id_customer")),
        sa.ForeignKeyConstraint(
            ["former_tariff_id"], ["tariff.id"], name=op.f("fk_customer_order_former_tariff_id_tariff")
        ),
        sa.ForeignKeyConstraint(["line_id"], ["line.id"], name=op.f("fk_customer_order_line_id_line")),
        sa.ForeignKeyConstraint(["tariff_id"], ["tariff.id"], name=op.f("fk_customer_order_tariff_id_tariff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_customer_order")),
        sa.UniqueConstraint("number", name=op.f("uq_customer_order_number")),
    )
    with op.batch_alter_table("customer_order", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_customer_order_line_id"), ["line_id"], unique=False)
        batch_op.create_index("ix_customer_order_newest", ["customer_id", "id"], unique=False)
        batch_op.create_index("ix_customer_order_state", ["state", "effective_on"], unique=False)
        batch_op.create_index(
            "uq_customer_order_waiting",
            ["line_id", "kind"],
            unique=True,
            sqlite_where=_WAITING,
            postgresql_where=_WAITING,
        )


def downgrade() -> None:
    with op.batch_alter_table("customer_order", schema=None) as batch_op:
        batch_op.drop_index("uq_customer_order_waiting", sqlite_where=_WAITING, postgresql_where=_WAITING)
        batch_op.drop_index("ix_customer_order_state")
        batch_op.drop_index("ix_customer_order_newest")
        batch_op.drop_index(batch_op.f("ix_customer_order_line_id"))

    op.drop_table("customer_order")
