"""What a coder, or the department, wants to remember of a code."""

from datetime import datetime

from sqlalchemy import Column, Index, Text
from sqlmodel import Field, SQLModel

from casework.store import UtcDateTime


class CodeNote(SQLModel, table=True):
    """A note on a code or a category, shown with it. `owner_id` None: the department's, for all to see.

    It is changed by writing another one in its place; `ended_at` is when that, or its removal, happened.
    """

    __tablename__ = "code_note"
    __table_args__ = (Index("ix_code_note_tenant_code", "tenant", "classification", "code"),)

    id: int | None = Field(default=None, primary_key=True)
    tenant: str
    classification: str
    code: str
    owner_id: int | None = Field(default=None, foreign_key="person.id", index=True)
    words: str = Field(sa_column=Column(Text, nullable=False))
    written_by: int = Field(foreign_key="person.id")
    written_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    ended_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))
    ended_by: int | None = Field(default=None, foreign_key="person.id")
