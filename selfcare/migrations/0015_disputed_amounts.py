"""How much of an invoice a complaint says is wrong, and when such a complaint was answered."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

_OPEN_CLAIMS = """FROM complaint WHERE complaint.invoice_id = invoice.id AND complaint.kind = 'charge'
    AND complaint.state IN ('filed', 'incomplete', 'confirming') AND complaint.claimed IS NOT NULL"""


def upgrade() -> None:
    op.add_column("invoice", sa.Column("disputed", sa.BigInteger(), nullable=False, server_default="0"))
    op.add_column("invoice", sa.Column("answered_on", sa.Date(), nullable=True))
    op.execute(
        f"UPDATE invoice SET disputed = (SELECT sum(complaint.claimed) {_OPEN_CLAIMS}) "  # noqa: S608  # ours
        f"WHERE currency = 'PLN' AND EXISTS (SELECT 1 {_OPEN_CLAIMS})"
    )


def downgrade() -> None:
    op.drop_column("invoice", "answered_on")
    op.drop_column("invoice", "disputed")
