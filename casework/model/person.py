"""A member of staff, who covers for whom, and who is away. No patient has a table anywhere."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import Column, UniqueConstraint
from sqlmodel import Field, SQLModel

from casework.store import UtcDateTime


class Role(StrEnum):
    """What a person may do; the rights of each are in `casework/rights.py`."""

    CODER = "coder"
    CLINICIAN = "clinician"
    LEAD_CODER = "lead coder"
    CODING_MANAGER = "coding manager"
    CODING_CLERK = "coding clerk"
    ADMINISTRATOR = "administrator"


LEADS = frozenset({Role.LEAD_CODER.value, Role.CODING_MANAGER.value})


class Person(SQLModel, table=True):
    """One person in one tenant, known by the channel's own identity (in Teams the directory object id).

    `specialties` are names or treatment function codes, comma separated. `active` is false for a
    leaver, who is refused like a stranger. `unreachable_since`: the channel refuses messages to them,
    because they blocked the bot or never installed it; `unreachable_because` says which.
    """

    __tablename__ = "person"
    __table_args__ = (UniqueConstraint("tenant", "channel_id"),)

    id: int | None = Field(default=None, primary_key=True)
    tenant: str
    channel_id: str
    name: str
    role: str = Role.CODER.value
    specialties: str = ""
    active: bool = True
    first_seen_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    imported_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))
    unreachable_since: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))
    unreachable_because: str = ""

    def is_lead(self) -> bool:
        """Whether the person works the queue: a lead coder or a coding manager."""
        return self.active and self.role in LEADS

    def may_see_all_queries(self) -> bool:
        """Whether the person may open a query that somebody else asked."""
        return self.is_lead()

    def has_specialty(self, name: str) -> bool:
        """Whether the specialty is one of the person's."""
        wanted = name.strip().casefold()
        return bool(wanted) and wanted in {part.strip().casefold() for part in self.specialties.split(",")}


class Cover(SQLModel, table=True):
    """Who is told next when somebody does not act in time: the person's cover chain, from place 1."""

    __tablename__ = "cover"

    person_id: int = Field(foreign_key="person.id", primary_key=True)
    place: int = Field(primary_key=True)
    cover_id: int = Field(foreign_key="person.id")


class Absence(SQLModel, table=True):
    """A time away, from and until aware moments, and the substitute who gets everything meanwhile."""

    __tablename__ = "absence"

    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    substitute_id: int = Field(foreign_key="person.id")
    starts_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    ends_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    noted_by: int = Field(foreign_key="person.id")
    noted_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    cancelled_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))
