"""A list of uncoded episodes that was imported, and the backlog's figures of past days."""

from datetime import date, datetime

from sqlalchemy import Column, Date, UniqueConstraint
from sqlmodel import Field, SQLModel

from casework.store import UtcDateTime


class EpisodeList(SQLModel, table=True):
    """One list, numbered from 1 in its tenant. `digest` is that of the file: the same file changes nothing.

    `exported_at` is when the hospital's system wrote it, `rows` how many episodes it held. The counts
    below are what it changed.
    """

    __tablename__ = "episode_list"
    __table_args__ = (UniqueConstraint("tenant", "number"),)

    id: int | None = Field(default=None, primary_key=True)
    tenant: str
    number: int
    file_name: str
    digest: str
    exported_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    imported_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    imported_by: str
    forced: bool = False
    rows: int
    rejects: int
    added: int = 0
    coded: int = 0
    vanished: int = 0
    returned: int = 0
    changed: int = 0


class BacklogFigure(SQLModel, table=True):
    """How many episodes waited on one day, of one specialty, age and reason: what next week is compared with.

    `reason` is empty for those that nothing holds up.
    """

    __tablename__ = "backlog_figure"

    tenant: str = Field(primary_key=True)
    taken_on: date = Field(sa_column=Column(Date, primary_key=True))
    specialty: str = Field(primary_key=True)
    age: str = Field(primary_key=True)
    reason: str = Field(primary_key=True)
    episodes: int
