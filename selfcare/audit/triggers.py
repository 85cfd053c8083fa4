"""What keeps the log append-only in the database itself: no change, no deleting, but for what is older than a year.

That one door is for retention. A migration that makes the table anew (SQLite) calls `create` again afterwards.
"""

from sqlalchemy import Connection, Table, event

DOOR_DAYS = 365  # retention may be longer, never shorter

_SAYS = "the audit log is append-only"

_SQLITE = (
    f"""CREATE TRIGGER audit_unchanged BEFORE UPDATE ON audit
        BEGIN SELECT RAISE(ABORT, '{_SAYS}'); END""",
    f"""CREATE TRIGGER audit_kept BEFORE DELETE ON audit
        WHEN OLD.at > strftime('%Y-%m-%d %H:%M:%f', 'now', '-{DOOR_DAYS} days')
        BEGIN SELECT RAISE(ABORT, '{_SAYS}'); END""",
    # REPLACE deletes the former row without asking the trigger above
    f"""CREATE TRIGGER audit_not_replaced BEFORE INSERT ON audit
        WHEN EXISTS (SELECT 1 FROM audit WHERE id = NEW.id)
        BEGIN SELECT RAISE(ABORT, '{_SAYS}'); END""",  # noqa: S608  # nothing in it comes from outside
)
_POSTGRESQL = (
    f"""CREATE OR REPLACE FUNCTION audit_refuses() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF TG_OP = 'DELETE' AND OLD.at <= now() - interval '{DOOR_DAYS} days' THEN RETURN OLD; END IF;
            RAISE EXCEPTION '{_SAYS}' USING ERRCODE = 'restrict_violation';
        END $$""",
    """CREATE TRIGGER audit_kept BEFORE UPDATE OR DELETE ON audit
        FOR EACH ROW EXECUTE FUNCTION audit_refuses()""",
    """CREATE TRIGGER audit_not_emptied BEFORE TRUNCATE ON audit
        FOR EACH STATEMENT EXECUTE FUNCTION audit_refuses()""",
)
_CREATE = {"sqlite": _SQLITE, "postgresql": _POSTGRESQL}
_DROP = {
    "sqlite": tuple(f"DROP TRIGGER {name}" for name in ("audit_unchanged", "audit_kept", "audit_not_replaced")),
    "postgresql": (
        "DROP TRIGGER audit_kept ON audit",
        "DROP TRIGGER audit_not_emptied ON audit",
        "DROP FUNCTION audit_refuses()",
    ),
}


def attach(table: Table) -> None:
    """Make them whenever `create_all` makes the table."""
    event.listen(table, "after_create", lambda _table, connection, **_options: create(connection))


def create(connection: Connection) -> None:
    """For migrations: `triggers.create(op.get_bind())`."""
    for statement in _CREATE[connection.dialect.name]:
        connection.exec_driver_sql(statement)


def drop(connection: Connection) -> None:
    for statement in _DROP[connection.dialect.name]:
        connection.exec_driver_sql(statement)
