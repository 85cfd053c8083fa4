"""Changes of contact data, and consents to marketing."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "contact_change",
        sa.Column("id", _NUMBER, nullable=False),
        sa.Column("customer_id", _NUMBER, nullable=False),
        sa.Column("what", sa.String(length=16), nullable=False),
        sa.Column("former", sa.String(length=254), nullable=False),
        sa.Column("wanted", sa.String(length=254), nullable=False),
        sa.Column("session_id", _NUMBER, nullable=False),
        sa.Column("new_code_id", _NUMBER, nullable=True),
        sa.Column("old_code_id", _NUMBER, nullable=True),
        sa.Column("new_proved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("old_proved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("dropped_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("order_id", _NUMBER, nullable=True),
        sa.Column("way_back", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], name=op.f("fk_contact_change_customer_id_customer")),
        sa.ForeignKeyConstraint(
            ["order_id"], ["customer_order.id"], name=op.f("fk_contact_change_order_id_customer_order")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact_change")),
        sa.UniqueConstraint("way_back", name=op.f("uq_contact_change_way_back")),
    )
    with op.batch_alter_table("contact_change", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_contact_change_customer_id"), ["customer_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_contact_change_order_id"), ["order_id"], unique=False)
    op.create_table(
        "consent",
        sa.Column("id", _NUMBER, nullable=False),
        sa.Column("customer_id", _NUMBER, nullable=False),
        sa.Column("purpose", sa.String(length=16), nullable=False),
        sa.Column("channel", sa.String(length=8), nullable=False),
        sa.Column("given", sa.Boolean(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("text_version", sa.String(length=64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.String(length=254), nullable=False),
        sa.Column("request_id", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], name=op.f("fk_consent_customer_id_customer")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consent")),
    )
    with op.batch_alter_table("consent", schema=None) as batch_op:
        batch_op.create_index("ix_consent_newest", ["customer_id", "id"], unique=False)


def downgrade() -> None:
    op.drop_table("consent")
    op.drop_table("contact_change")
