"""A message that came in: so that the same one, delivered again, has one effect and one answer."""

from datetime import datetime

from sqlalchemy import Column, UniqueConstraint
from sqlmodel import Field, SQLModel

from casework.store import UtcDateTime


class Receipt(SQLModel, table=True):
    """One delivered message. `settled_at` is set once its answer was accepted by the channel."""

    __tablename__ = "receipt"
    __table_args__ = (UniqueConstraint("tenant", "conversation", "message"),)

    id: int | None = Field(default=None, primary_key=True)
    tenant: str
    conversation: str
    message: str
    query_id: int | None = Field(default=None, foreign_key="coding_query.id")
    received_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    settled_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))
