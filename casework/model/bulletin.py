"""News that the department must have read, and who has read it."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import Column, Date, Text
from sqlmodel import Field, SQLModel

from casework.store import UtcDateTime


class BulletinKind(StrEnum):
    """What the news is about."""

    NATIONAL = "national change"
    LOCAL = "local change"
    EDITION = "new edition"
    RULING = "ruling"


class Bulletin(SQLModel, table=True):
    """One piece of news for the roles named, comma separated. Its words never change.

    `ruling_id` is the ruling that it tells of. Whoever has not read it is reminded until `remind_until`,
    None where nobody is.
    """

    __tablename__ = "bulletin"

    id: int | None = Field(default=None, primary_key=True)
    tenant: str = Field(index=True)
    kind: str
    title: str
    words: str = Field(sa_column=Column(Text, nullable=False))
    link: str = ""
    roles: str
    ruling_id: int | None = Field(default=None, foreign_key="ruling.id")
    posted_by: int = Field(foreign_key="person.id")
    posted_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    remind_until: date | None = Field(default=None, sa_column=Column(Date))


class BulletinRead(SQLModel, table=True):
    """One person has said that they read one bulletin."""

    __tablename__ = "bulletin_read"

    bulletin_id: int = Field(foreign_key="bulletin.id", primary_key=True)
    person_id: int = Field(foreign_key="person.id", primary_key=True)
    read_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
