"""An edition of a classification, in force from a date."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import Column, DateTime
from sqlmodel import Field, Session, SQLModel, col, select


class ReleaseState(StrEnum):
    """A release comes whole, in one transaction, and answers until another takes its place."""

    READY = "ready"
    REPLACED = "replaced"


class Release(SQLModel, table=True):
    """One edition as it was read from one file.

    `valid_from` is the first day on which it is in force; it ends when the next one begins.
    `digest` is the SHA-256 of what was read: the same file twice is one release. Counts given to it
    later add a plus and a digest of their own, so that whoever keeps the release in memory sees the change.
    `starter` marks what the product sets up by itself before a department imports its own.
    """

    __tablename__ = "release"

    id: int | None = Field(default=None, primary_key=True)
    classification: str = Field(index=True)
    edition: str
    valid_from: date
    state: str = ReleaseState.READY.value
    source: str
    digest: str
    starter: bool = False
    imported_at: datetime = Field(sa_column=Column(DateTime(timezone=True), nullable=False))

    @property
    def read(self) -> str:
        """The digest of the file that it was read from."""
        return self.digest.partition("+")[0]

    @property
    def counted(self) -> str:
        """The digest of the counts that it was given later; empty where there are none."""
        return self.digest.partition("+")[2]


def ready_releases(session: Session) -> list[Release]:
    """Every release that may answer, the newest edition of each classification first."""
    return list(
        session.exec(
            select(Release)
            .where(Release.state == ReleaseState.READY.value)
            .order_by(col(Release.classification), col(Release.valid_from).desc(), col(Release.id).desc())
        )
    )
