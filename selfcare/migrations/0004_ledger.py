"""The ledger: what is owed, what was received, what paid what."""

import sqlalchemy as sa
from alembic import op

from selfcare.balance import triggers

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def _number() -> sa.types.TypeEngine:
    return sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "ledger",
        sa.Column("id", _number(), nullable=False),
        sa.Column("customer_id", _number(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("booked_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("invoice_id", _number(), nullable=True),
        sa.Column("number", sa.String(length=256), nullable=False),
        sa.Column("about_id", _number(), nullable=True),
        sa.Column("method", sa.String(length=16), nullable=False),
        sa.Column("source", sa.String(length=255), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("amount <> 0", name=op.f("ck_ledger_amount_is_something")),
        sa.ForeignKeyConstraint(["about_id"], ["ledger.id"], name=op.f("fk_ledger_about_id_ledger")),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], name=op.f("fk_ledger_customer_id_customer")),
        sa.ForeignKeyConstraint(["invoice_id"], ["invoice.id"], name=op.f("fk_ledger_invoice_id_invoice")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ledger")),
        sa.UniqueConstraint("source", name=op.f("uq_ledger_source")),
    )
    with op.batch_alter_table("ledger", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_ledger_about_id"), ["about_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_ledger_invoice_id"), ["invoice_id"], unique=False)
        batch_op.create_index("ix_ledger_newest", ["customer_id", "booked_on", "id"], unique=False)

    op.create_table(
        "ledger_allocation",
        sa.Column("id", _number(), nullable=False),
        sa.Column("customer_id", _number(), nullable=False),
        sa.Column("credit_id", _number(), nullable=False),
        sa.Column("debit_id", _number(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["credit_id"], ["ledger.id"], name=op.f("fk_ledger_allocation_credit_id_ledger")),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customer.id"], name=op.f("fk_ledger_allocation_customer_id_customer")
        ),
        sa.ForeignKeyConstraint(["debit_id"], ["ledger.id"], name=op.f("fk_ledger_allocation_debit_id_ledger")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ledger_allocation")),
    )
    with op.batch_alter_table("ledger_allocation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_ledger_allocation_credit_id"), ["credit_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_ledger_allocation_customer_id"), ["customer_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_ledger_allocation_debit_id"), ["debit_id"], unique=False)

    op.create_table(
        "ledger_unsettled",
        sa.Column("id", _number(), nullable=False),
        sa.Column("customer_id", _number(), nullable=False),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customer.id"], name=op.f("fk_ledger_unsettled_customer_id_customer")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ledger_unsettled")),
    )
    op.create_table(
        "incoming_payment",
        sa.Column("id", _number(), nullable=False),
        sa.Column("payment_id", sa.String(length=128), nullable=False),
        sa.Column("customer_no", sa.String(length=64), nullable=False),
        sa.Column("account", sa.String(length=26), nullable=False),
        sa.Column("booked_on", sa.Date(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("method", sa.String(length=16), nullable=False),
        sa.Column("payer", sa.Text(), nullable=False),
        sa.Column("customer_id", _number(), nullable=True),
        sa.Column("entry_id", _number(), nullable=True),
        sa.Column("times", _number(), server_default="0", nullable=False),
        sa.Column("set_aside_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customer.id"], name=op.f("fk_incoming_payment_customer_id_customer")
        ),
        sa.ForeignKeyConstraint(["entry_id"], ["ledger.id"], name=op.f("fk_incoming_payment_entry_id_ledger")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_incoming_payment")),
        sa.UniqueConstraint("payment_id", name=op.f("uq_incoming_payment_payment_id")),
    )
    with op.batch_alter_table("incoming_payment", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_incoming_payment_customer_id"), ["customer_id"], unique=False)
        batch_op.create_index("ix_incoming_payment_entry", ["entry_id"], unique=False)
    _upgrade_telling()
    _upgrade_payouts()
    _take_invoices_in()
    triggers.create(op.get_bind())


def downgrade() -> None:
    triggers.drop(op.get_bind())
    with op.batch_alter_table("invoice", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_invoice_due",
            sqlite_where=sa.text("left_to_pay > 0"),
            postgresql_where=sa.text("left_to_pay > 0"),
        )
    for table in (
        *("ledger_check", "payout", "said_paid", "reminder", "notification_choice"),
        *("incoming_payment", "ledger_unsettled", "ledger_allocation", "ledger"),
    ):
        op.drop_table(table)


def _upgrade_telling() -> None:
    op.create_table(
        "notification_choice",
        sa.Column("customer_id", _number(), nullable=False),
        sa.Column("reminders", sa.String(length=8), nullable=False),
        sa.Column("quiet_from", _number(), nullable=False),
        sa.Column("quiet_to", _number(), nullable=False),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customer.id"], name=op.f("fk_notification_choice_customer_id_customer")
        ),
        sa.PrimaryKeyConstraint("customer_id", name=op.f("pk_notification_choice")),
    )
    op.create_table(
        "reminder",
        sa.Column("id", _number(), nullable=False),
        sa.Column("invoice_id", _number(), nullable=False),
        sa.Column("customer_id", _number(), nullable=False),
        sa.Column("step", sa.String(length=16), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], name=op.f("fk_reminder_customer_id_customer")),
        sa.ForeignKeyConstraint(["invoice_id"], ["invoice.id"], name=op.f("fk_reminder_invoice_id_invoice")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reminder")),
        sa.UniqueConstraint("invoice_id", "step", name=op.f("uq_reminder_invoice_id_step")),
    )
    op.create_table(
        "said_paid",
        sa.Column("id", _number(), nullable=False),
        sa.Column("customer_id", _number(), nullable=False),
        sa.Column("invoice_id", _number(), nullable=False),
        sa.Column("said_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], name=op.f("fk_said_paid_customer_id_customer")),
        sa.ForeignKeyConstraint(["invoice_id"], ["invoice.id"], name=op.f("fk_said_paid_invoice_id_invoice")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_said_paid")),
    )
    with op.batch_alter_table("reminder", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_reminder_customer_id"), ["customer_id"], unique=False)
    with op.batch_alter_table("said_paid", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_said_paid_customer_id"), ["customer_id"], unique=False)
        batch_op.create_index("ix_said_paid_invoice", ["invoice_id", "said_at"], unique=False)
    with op.batch_alter_table("invoice", schema=None) as batch_op:
        batch_op.create_index(
            "ix_invoice_due",
            ["due_on"],
            unique=False,
            sqlite_where=sa.text("left_to_pay > 0"),
            postgresql_where=sa.text("left_to_pay > 0"),
        )


def _upgrade_payouts() -> None:
    op.create_table(
        "payout",
        sa.Column("id", _number(), nullable=False),
        sa.Column("form_key", sa.String(length=64), nullable=False),
        sa.Column("customer_id", _number(), nullable=False),
        sa.Column("entry_id", _number(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("account", sa.String(length=26), nullable=False),
        sa.Column("needs_two", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("first_by", sa.String(length=254), nullable=False),
        sa.Column("second_by", sa.String(length=254), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], name=op.f("fk_payout_customer_id_customer")),
        sa.ForeignKeyConstraint(["entry_id"], ["ledger.id"], name=op.f("fk_payout_entry_id_ledger")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payout")),
        sa.UniqueConstraint("form_key", name=op.f("uq_payout_form_key")),
    )
    op.create_table(
        "ledger_check",
        sa.Column("id", _number(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("what", sa.String(length=32), nullable=False),
        sa.Column("looked_at", _number(), nullable=False),
        sa.Column("wrong", _number(), nullable=False),
        sa.Column("examples", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ledger_check")),
    )
    with op.batch_alter_table("payout", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_payout_customer_id"), ["customer_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_payout_due_on"), ["due_on"], unique=False)
    with op.batch_alter_table("ledger_check", schema=None) as batch_op:
        batch_op.create_index("ix_ledger_check_newest", ["what", "id"], unique=False)


def _take_invoices_in() -> None:
    """What every invoice asks for, what it took off and what it says was paid; the worker does the rest."""
    op.execute("""
        INSERT INTO ledger (customer_id, kind, amount, title, booked_on, due_on, invoice_id, number, method, source,
            created_at)
        SELECT customer_id, CASE WHEN kind LIKE 'KOR%' THEN 'correction' ELSE 'charge' END,
               -CASE WHEN total > to_pay THEN total ELSE to_pay END, '', issued_on, due_on, id, number, '',
               'invoice:' || id, received_at
        FROM invoice WHERE currency = 'PLN' AND CASE WHEN total > to_pay THEN total ELSE to_pay END <> 0 ORDER BY id""")
    op.execute("""
        INSERT INTO ledger (customer_id, kind, amount, title, booked_on, due_on, invoice_id, number, method, source,
            created_at)
        SELECT customer_id, 'correction', total - to_pay, number, issued_on, NULL, id, number, 'declared',
               'invoice:' || id || '\\:deducted', received_at
        FROM invoice WHERE currency = 'PLN' AND total > to_pay AND total <> 0 ORDER BY id""")
    op.execute("""
        INSERT INTO ledger (customer_id, kind, amount, title, booked_on, due_on, invoice_id, number, method, source,
            created_at)
        SELECT customer_id, CASE WHEN to_pay > 0 THEN 'payment' ELSE 'payout' END, to_pay - left_to_pay, number,
               COALESCE(paid_on, issued_on), NULL, id, number, 'declared', 'invoice:' || id || '\\:paid', received_at
        FROM invoice
        WHERE currency = 'PLN' AND to_pay <> left_to_pay
              AND (to_pay > 0 OR (kind LIKE 'KOR%' AND paid_on IS NOT NULL)) ORDER BY id""")
    op.execute("""
        INSERT INTO ledger_allocation (customer_id, credit_id, debit_id, amount, created_at)
        SELECT charge.customer_id, CASE WHEN said.amount > 0 THEN said.id ELSE charge.id END,
               CASE WHEN said.amount > 0 THEN charge.id ELSE said.id END,
               CASE WHEN ABS(said.amount) > ABS(charge.amount) THEN ABS(charge.amount) ELSE ABS(said.amount) END,
               said.created_at
        FROM ledger AS said JOIN ledger AS charge
             ON said.source IN (charge.source || '\\:paid', charge.source || '\\:deducted')
        WHERE (said.amount > 0) <> (charge.amount > 0)""")
    op.execute("""
        INSERT INTO ledger_unsettled (customer_id)
        SELECT DISTINCT customer_id FROM ledger WHERE kind = 'correction' AND amount > 0""")
