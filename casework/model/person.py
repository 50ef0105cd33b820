"""A member of staff. No patient has a table anywhere."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import Column, UniqueConstraint
from sqlmodel import Field, SQLModel

from casework.store import UtcDateTime


class Role(StrEnum):
    """What a person may do. Whoever writes to the bot for the first time is a coder."""

    CODER = "coder"
    CLINICIAN = "clinician"
    LEAD_CODER = "lead coder"
    CODING_MANAGER = "coding manager"
    CODING_CLERK = "coding clerk"


class Person(SQLModel, table=True):
    """One person in one tenant, known by the channel's own identity."""

    __tablename__ = "person"
    __table_args__ = (UniqueConstraint("tenant", "channel_id"),)

    id: int | None = Field(default=None, primary_key=True)
    tenant: str
    channel_id: str
    name: str
    role: str = Role.CODER.value
    first_seen_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))

    def may_see_all_queries(self) -> bool:
        """Whether the person may open a query that somebody else asked."""
        return self.role in (Role.LEAD_CODER, Role.CODING_MANAGER)
