"""Which reminders were decided on, and when people want theirs."""

from datetime import date, datetime

from sqlalchemy import Column, Date
from sqlmodel import Field, SQLModel

from casework.store import UtcDateTime


class ReminderSlot(SQLModel, table=True):
    """One job's one slot, decided on once: whoever inserts the row does it, everybody else has lost it."""

    __tablename__ = "reminder_slot"

    job: str = Field(primary_key=True)
    slot: str = Field(primary_key=True)
    claimed_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False, index=True))


class ReminderPreference(SQLModel, table=True):
    """When a person wants their reminders: `at` on London's clocks, as 08:30; empty is the department's time.

    `paused_until` is the first day on which they come again.
    """

    __tablename__ = "reminder_preference"

    person_id: int = Field(foreign_key="person.id", primary_key=True)
    at: str = ""
    paused_until: date | None = Field(default=None, sa_column=Column(Date))
