"""The schema, from the first table on, by Alembic; applied at start."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, text

HERE = Path(__file__).parent
# Any number, but one that nothing else in this database locks.
UPGRADING = 1_042_001


class DanglingRows(RuntimeError):
    """The database was damaged before: rows refer to others that are missing."""


def config() -> Config:
    """Alembic's configuration, without a file of its own."""
    made = Config()
    made.set_main_option("script_location", str(HERE))
    return made


def upgrade(engine: Engine) -> None:
    """Bring the schema to the newest version; nothing happens when it is there.

    Raises:
        DanglingRows: rows refer to what is not there; all is as it was before.
    """
    settings = config()
    with engine.connect() as connection, _tables_may_be_rebuilt(connection), connection.begin():
        _one_at_a_time(connection)
        current = MigrationContext.configure(connection).get_current_revision()
        if current == ScriptDirectory.from_config(settings).get_current_head():
            return
        settings.attributes["connection"] = connection
        command.upgrade(settings, "head")
        _check_references(connection)


@contextmanager
def _tables_may_be_rebuilt(connection: Connection) -> Iterator[None]:
    """SQLite changes a table by copying it and dropping the old one, which other tables refer to.

    References can be left unchecked only outside a transaction; they are checked before it commits.
    """
    if connection.dialect.name != "sqlite":
        yield
        return
    driver = connection.connection.cursor()
    driver.execute("PRAGMA foreign_keys=0")
    try:
        yield
    finally:
        driver.execute("PRAGMA foreign_keys=1")
        driver.close()


def _check_references(connection: Connection) -> None:
    if connection.dialect.name == "sqlite":
        broken = sorted({row[0] for row in connection.execute(text("PRAGMA foreign_key_check"))})
        if broken:
            raise DanglingRows(f"rows of {', '.join(broken)} refer to rows that are not there")


def _one_at_a_time(connection: Connection) -> None:
    """Of replicas that start together on PostgreSQL one upgrades; on SQLite BEGIN IMMEDIATE sees to it."""
    if connection.dialect.name == "postgresql":
        connection.execute(text(f"SELECT pg_advisory_xact_lock({UPGRADING})"))
