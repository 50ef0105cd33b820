"""The times within which a case is to be responded to, kept up to date, and solved."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import Column
from sqlmodel import Field, SQLModel

from casework.store import UtcDateTime


class ClockKind(StrEnum):
    """Service-level clocks, named as ticket systems name them."""

    FIRST_RESPONSE = "first response"
    UPDATE = "update"
    SOLUTION = "solution"


class CaseClock(SQLModel, table=True):
    """One clock of one case. Running: `due_at` and `warn_at` are set. Paused: `left_seconds` of working
    time are left and both are None. Stopped: `stopped_at` says when.

    `told` counts the steps of the cover chain that were told since the breach; `next_step_at` is when
    the next one is.
    """

    __tablename__ = "case_clock"

    query_id: int = Field(foreign_key="coding_query.id", primary_key=True)
    kind: str = Field(primary_key=True)
    left_seconds: int
    due_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime, index=True))
    warn_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))
    warned_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))
    breached_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))
    told: int = 0
    next_step_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))
    stopped_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))
