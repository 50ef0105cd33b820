"""What happened, when, by whom. Rows are written once and never changed, and each seals the one before."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import Column, UniqueConstraint
from sqlmodel import Field, SQLModel

from casework.store import UtcDateTime


class Subject(StrEnum):
    """Whose states `before` and `after` are."""

    QUERY = "query"
    CLARIFICATION = "clarification"
    RULING = "ruling"


class StatusChange(SQLModel, table=True):
    """One move of one query, or of a clarification or a ruling that belongs to it.

    `why` is ours; it never holds what people typed. `by` is a person, or None where `job` names the job of
    ours that did it. `entry_id`, `clarification_id` and `ruling_id` point to words that belong to the move,
    `seal` is their digest. `sequence` counts within the query from 1; `mac` is the keyed hash over this row
    and the `mac` before it (`casework/chain.py`).
    """

    __tablename__ = "status_change"
    __table_args__ = (UniqueConstraint("query_id", "sequence"),)

    id: int | None = Field(default=None, primary_key=True)
    query_id: int = Field(foreign_key="coding_query.id", index=True)
    sequence: int
    subject: str = Subject.QUERY.value
    before: str
    after: str
    by: int | None = Field(default=None, foreign_key="person.id")
    job: str = ""
    at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    why: str
    entry_id: int | None = Field(default=None, foreign_key="case_entry.id")
    clarification_id: int | None = Field(default=None, foreign_key="clarification.id")
    ruling_id: int | None = None
    seal: str = ""
    mac: str = ""
