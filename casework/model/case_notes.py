"""A request for a patient's case notes: who asked, who was told, whether they turned up."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import Column, Index, text
from sqlmodel import Field, SQLModel

from casework.store import UtcDateTime


class NotesState(StrEnum):
    """What the clerk said of the notes. Withdrawn: the episode was coded without them."""

    ASKED = "asked"
    ON_ITS_WAY = "on its way"
    NOT_FOUND = "not found"
    FOUND = "found"
    WITHDRAWN = "withdrawn"


NOTES_OPEN = frozenset({NotesState.ASKED.value, NotesState.ON_ITS_WAY.value, NotesState.NOT_FOUND.value})
_IS_OPEN = text("state IN ('asked', 'on its way', 'not found')")


class NotesRequest(SQLModel, table=True):
    """One request for one episode's notes; at most one is open at a time.

    `step` counts the steps of the ladder that were taken, `next_step_at` is when the next one is due and
    None once there is none left.
    """

    __tablename__ = "notes_request"
    __table_args__ = (
        Index(
            "uq_notes_request_open",
            "episode_id",
            unique=True,
            sqlite_where=_IS_OPEN,
            postgresql_where=_IS_OPEN,
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    episode_id: int = Field(foreign_key="episode.id", index=True)
    asked_by: int = Field(foreign_key="person.id")
    asked_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    state: str = Field(default=NotesState.ASKED.value, index=True)
    step: int = 0
    next_step_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime, index=True))
    answered_by: int | None = Field(default=None, foreign_key="person.id")
    answered_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))
    location: str = ""
    version: int = 1

    def is_open(self) -> bool:
        """Whether the notes are still missing."""
        return self.state in NOTES_OPEN
