"""A question raised by a coder, what was suggested for it, and its legal moves."""

from datetime import datetime
from enum import StrEnum
from typing import ClassVar

from sqlalchemy import Column, Text, UniqueConstraint
from sqlmodel import Field, SQLModel

from casework.store import UtcDateTime

FIRST_NUMBER = 1000


class QueryState(StrEnum):
    """Open until the asker says that a suggestion answers it."""

    OPEN = "open"
    CLOSED = "closed"


class CodingQuery(SQLModel, table=True):
    """One question, kept for good. `words` are free of patient identifiers by the time they come here."""

    __tablename__ = "coding_query"
    MOVES: ClassVar[dict[QueryState, frozenset[QueryState]]] = {
        QueryState.OPEN: frozenset({QueryState.OPEN, QueryState.CLOSED}),
        QueryState.CLOSED: frozenset(),
    }

    id: int | None = Field(default=None, primary_key=True)
    asked_by: int = Field(foreign_key="person.id", index=True)
    asked_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    place: str
    conversation: str
    words: str = Field(sa_column=Column(Text, nullable=False))
    state: str = QueryState.OPEN.value
    rounds: int = 1
    chosen_code: str = ""
    chosen_classification: str = ""
    closed_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))

    @property
    def reference(self) -> str:
        """The number that people say aloud: CQ-1042."""
        return reference_of(self.id or 0)

    def is_open(self) -> bool:
        """Whether it still waits for its answer."""
        return self.state == QueryState.OPEN


def reference_of(query_id: int) -> str:
    """The reference of the query with that id."""
    return f"CQ-{FIRST_NUMBER + query_id}"


class QueryRound(SQLModel, table=True):
    """The words of each round of a query: the first asking, then each asking in other words."""

    __tablename__ = "query_round"

    query_id: int = Field(foreign_key="coding_query.id", primary_key=True)
    round: int = Field(primary_key=True)
    words: str = Field(sa_column=Column(Text, nullable=False))
    asked_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))


class SuggestionRow(SQLModel, table=True):
    """A code that was suggested: for which words, from which release, why. Never changed afterwards.

    `round` counts how often the question was asked in other words; `place` is the rank within its
    condition, from 1. `because` is the reason line as it was shown.
    """

    __tablename__ = "suggestion"
    __table_args__ = (UniqueConstraint("query_id", "round", "condition", "place"),)

    id: int | None = Field(default=None, primary_key=True)
    query_id: int = Field(foreign_key="coding_query.id", index=True)
    round: int
    condition: int
    condition_words: str
    place: int
    classification: str
    code: str
    title: str
    release_id: int = Field(foreign_key="release.id")
    score: float
    because: str
