"""The national submission calendar, as it was published: a table, never reckoned."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import Column, Date
from sqlmodel import Field, SQLModel

from casework.store import UtcDateTime


class Inclusion(StrEnum):
    """The two moments of an activity month by which its data must have been submitted."""

    FIRST = "first reconciliation"
    POST = "post reconciliation"


class SubmissionDate(SQLModel, table=True):
    """One inclusion moment of one activity month, whose first day is `activity_month`."""

    __tablename__ = "submission_date"

    activity_month: date = Field(sa_column=Column(Date, primary_key=True))
    kind: str = Field(primary_key=True)
    closes_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    source: str
    imported_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
