"""The schema, from the first table on, by Alembic; applied at start."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, text

HERE = Path(__file__).parent
# Any number, but one that nothing else in this database locks.
UPGRADING = 1_042_001


def config() -> Config:
    """Alembic's configuration, without a file of its own."""
    made = Config()
    made.set_main_option("script_location", str(HERE))
    return made


def upgrade(engine: Engine) -> None:
    """Bring the schema to the newest version; nothing happens when it is there."""
    settings = config()
    with engine.begin() as connection:
        _one_at_a_time(connection)
        current = MigrationContext.configure(connection).get_current_revision()
        if current == ScriptDirectory.from_config(settings).get_current_head():
            return
        settings.attributes["connection"] = connection
        command.upgrade(settings, "head")


def _one_at_a_time(connection: Connection) -> None:
    """Of replicas that start together on PostgreSQL one upgrades; on SQLite BEGIN IMMEDIATE sees to it."""
    if connection.dialect.name == "postgresql":
        connection.execute(text(f"SELECT pg_advisory_xact_lock({UPGRADING})"))
