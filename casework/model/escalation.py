"""What a query carries once it is handed to the lead coders."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import Column, Date, Text
from sqlmodel import Field, SQLModel

from casework.store import UtcDateTime


class Urgency(StrEnum):
    """How soon an answer is needed; the times of each are settings (`casework/department.py`)."""

    ROUTINE = "routine"
    SOON = "soon"
    URGENT = "urgent"


class Escalation(SQLModel, table=True):
    """One query's work at the lead coders. Its state is the query's.

    `episode_date` decides which edition the answer's codes are checked against; None is the day of
    asking. `level` 0 is the lead coders, 1 the coding manager. `answer_entry`, `helpdesk_*_entry` point
    to the immutable texts. `answer_codes` are canonical, comma separated, each with its classification
    in front: icd10:I214.
    """

    __tablename__ = "escalation"

    query_id: int = Field(foreign_key="coding_query.id", primary_key=True)
    title: str
    urgency: str = Field(default=Urgency.ROUTINE.value, index=True)
    specialty: str = ""
    episode_date: date | None = Field(default=None, sa_column=Column(Date))
    escalated_by: int = Field(foreign_key="person.id")
    escalated_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    assigned_to: int | None = Field(default=None, foreign_key="person.id", index=True)
    assigned_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))
    level: int = 0
    answer_entry: int | None = None
    answer_codes: str = Field(default="", sa_column=Column(Text, nullable=False))
    answered_by: int | None = Field(default=None, foreign_key="person.id")
    answered_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))
    helpdesk_reference: str = ""
    helpdesk_text_entry: int | None = None
    helpdesk_resolution_entry: int | None = None
