"""What happened, when, by whom. Rows are written once and never changed."""

from datetime import datetime

from sqlalchemy import Column
from sqlmodel import Field, SQLModel

from casework.store import UtcDateTime


class StatusChange(SQLModel, table=True):
    """One move of one query. `why` is ours, in a few words; it never holds what people typed."""

    __tablename__ = "status_change"

    id: int | None = Field(default=None, primary_key=True)
    query_id: int = Field(foreign_key="coding_query.id", index=True)
    before: str
    after: str
    by: int = Field(foreign_key="person.id")
    at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    why: str
