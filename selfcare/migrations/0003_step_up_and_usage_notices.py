"""A second proof for call records, and notices about usage."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_Number = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    with op.batch_alter_table("session") as batch_op:
        batch_op.add_column(sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True))
    op.create_table(
        "usage_wish",
        sa.Column("line_id", _Number, nullable=False),
        sa.Column("data", sa.Boolean(), nullable=False),
        sa.Column("roaming", sa.Boolean(), nullable=False),
        sa.Column("premium_limit", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["line_id"], ["line.id"], name=op.f("fk_usage_wish_line_id_line")),
        sa.PrimaryKeyConstraint("line_id", name=op.f("pk_usage_wish")),
    )
    op.create_table(
        "usage_notice",
        sa.Column("id", _Number, nullable=False),
        sa.Column("line_id", _Number, nullable=False),
        sa.Column("period_from", sa.Date(), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("percent", _Number, nullable=False),
        sa.Column("reached_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["line_id"], ["line.id"], name=op.f("fk_usage_notice_line_id_line")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_usage_notice")),
        sa.UniqueConstraint(
            "line_id", "period_from", "kind", "percent", name=op.f("uq_usage_notice_line_id_period_from_kind_percent")
        ),
    )
    op.create_index(op.f("ix_usage_notice_period_from"), "usage_notice", ["period_from"])


def downgrade() -> None:
    op.drop_table("usage_notice")
    op.drop_table("usage_wish")
    with op.batch_alter_table("session") as batch_op:
        batch_op.drop_column("confirmed_at")
