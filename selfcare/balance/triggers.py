"""What keeps the ledger append-only in the database itself. There is no door: mistakes are reversed, never mended.

A migration that makes one of the tables anew (SQLite) calls `create` again afterwards.
"""

from sqlalchemy import Connection, Table, event

TABLES = ("ledger", "ledger_allocation")

_SAYS = "the ledger is append-only"


def attach(table: Table) -> None:
    """Make them whenever `create_all` makes the table."""
    event.listen(table, "after_create", lambda _table, connection, **_options: create(connection, table.name))


def create(connection: Connection, *names: str) -> None:
    """For migrations: `triggers.create(op.get_bind())`."""
    for statement in _making(connection, names or TABLES):
        connection.exec_driver_sql(statement)


def drop(connection: Connection) -> None:
    for name in TABLES:
        if connection.dialect.name == "sqlite":
            for what in ("unchanged", "kept", "not_replaced"):
                connection.exec_driver_sql(f"DROP TRIGGER {name}_{what}")
        else:
            connection.exec_driver_sql(f"DROP TRIGGER {name}_kept ON {name}")
            connection.exec_driver_sql(f"DROP TRIGGER {name}_not_emptied ON {name}")
    if connection.dialect.name != "sqlite":
        connection.exec_driver_sql("DROP FUNCTION ledger_refuses()")


def _making(connection: Connection, names: tuple[str, ...]) -> list[str]:
    if connection.dialect.name == "sqlite":
        return [statement for name in names for statement in _sqlite(name)]
    return [_POSTGRESQL_FUNCTION, *(statement for name in names for statement in _postgresql(name))]


def _sqlite(name: str) -> tuple[str, ...]:
    refuse = f"BEGIN SELECT RAISE(ABORT, '{_SAYS}'); END"
    return (
        f"CREATE TRIGGER {name}_unchanged BEFORE UPDATE ON {name} {refuse}",
        f"CREATE TRIGGER {name}_kept BEFORE DELETE ON {name} {refuse}",
        # REPLACE deletes the former row without asking the trigger above
        f"""CREATE TRIGGER {name}_not_replaced BEFORE INSERT ON {name}
            WHEN EXISTS (SELECT 1 FROM {name} WHERE id = NEW.id) {refuse}""",  # noqa: S608  # names of our own
    )


def _postgresql(name: str) -> tuple[str, ...]:
    return (
        f"""CREATE TRIGGER {name}_kept BEFORE UPDATE OR DELETE ON {name}
            FOR EACH ROW EXECUTE FUNCTION ledger_refuses()""",
        f"""CREATE TRIGGER {name}_not_emptied BEFORE TRUNCATE ON {name}
            FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuses()""",
    )


_POSTGRESQL_FUNCTION = f"""CREATE OR REPLACE FUNCTION ledger_refuses() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION '{_SAYS}' USING ERRCODE = 'restrict_violation'; END $$"""
