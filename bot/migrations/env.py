"""What Alembic runs: our models' metadata, over the connection that `upgrade` hands in."""

from alembic import context
from sqlmodel import SQLModel

import knowledge.concepts
import knowledge.releases  # noqa: F401 - each import registers its tables

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=SQLModel.metadata,
    render_as_batch=True,
    compare_type=True,
)
with context.begin_transaction():
    context.run_migrations()
