"""What Alembic runs: our models' metadata, over the connection that `upgrade` hands in."""

from alembic import context
from sqlmodel import SQLModel

# Imported for its tables: without them a new version would propose to drop them.
import bot.migrations.tables  # noqa: F401

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=SQLModel.metadata,
    render_as_batch=True,
    compare_type=True,
)
with context.begin_transaction():
    context.run_migrations()
