"""Words that somebody wrote into a case. Written once, never changed; sealed into the case's history."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import Column, Text, UniqueConstraint
from sqlmodel import Field, SQLModel

from casework.store import UtcDateTime


class EntryKind(StrEnum):
    """What the words are."""

    DETAILS = "details"
    NOTE = "note"
    QUESTION_BACK = "question back"
    REPLY = "reply"
    ANSWER = "answer"
    REFERRAL = "referral"
    RESOLUTION = "resolution"
    REASON = "reason"


class CaseEntry(SQLModel, table=True):
    """One text of one person in one case; free of patient identifiers by the time it comes here.

    `nonce` is the card's own mark: the same card pressed twice is one entry.
    """

    __tablename__ = "case_entry"
    __table_args__ = (UniqueConstraint("query_id", "nonce"),)

    id: int | None = Field(default=None, primary_key=True)
    query_id: int = Field(foreign_key="coding_query.id", index=True)
    kind: str
    by: int = Field(foreign_key="person.id")
    at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    words: str = Field(sa_column=Column(Text, nullable=False))
    codes: str = ""
    nonce: str
