"""A question raised by a coder, what was suggested for it, and its legal moves."""

from datetime import datetime
from enum import StrEnum
from typing import ClassVar

from sqlalchemy import Column, Text, UniqueConstraint
from sqlmodel import Field, SQLModel

from casework.store import UtcDateTime

FIRST_NUMBER = 1000


class QueryState(StrEnum):
    """Where a query stands. Open: with its asker. New: handed to the lead coders, nobody's yet.

    The set is that of common ticket systems (new, assigned, three kinds of waiting, answered, closed);
    a query that was reopened or passed to the coding manager is new or assigned again, and its
    `reopened` and its escalation's `level` say so.
    """

    OPEN = "open"
    NEW = "new"
    ASSIGNED = "assigned"
    WAITING_ASKER = "waiting on asker"
    WAITING_CLINICIAN = "waiting on clinician"
    WAITING_HELPDESK = "waiting on national helpdesk"
    ANSWERED = "answered"
    CLOSED = "closed"


class Outcome(StrEnum):
    """How a closed query ended."""

    CODE = "code chosen"
    RESOLVED = "resolved"
    WITHDRAWN = "withdrawn"
    DUPLICATE = "duplicate"
    NO_ANSWER = "no answer possible"


_WAITING = frozenset({QueryState.WAITING_ASKER, QueryState.WAITING_CLINICIAN, QueryState.WAITING_HELPDESK})
_WORKED = frozenset({QueryState.NEW, QueryState.ASSIGNED, QueryState.ANSWERED, QueryState.CLOSED}) | _WAITING


class CodingQuery(SQLModel, table=True):
    """One question, kept for good. `words` are free of patient identifiers by the time they come here.

    `version` grows by one with every move: a card carries the version that it was drawn from, so that
    a stale one moves nothing. `resumes_to` is the state to go back to when a waiting ends.
    """

    __tablename__ = "coding_query"
    MOVES: ClassVar[dict[QueryState, frozenset[QueryState]]] = {
        QueryState.OPEN: frozenset(
            {QueryState.OPEN, QueryState.NEW, QueryState.WAITING_CLINICIAN, QueryState.CLOSED}
        ),
        QueryState.NEW: _WORKED,
        QueryState.ASSIGNED: _WORKED,
        QueryState.WAITING_ASKER: _WORKED,
        QueryState.WAITING_CLINICIAN: _WORKED | {QueryState.OPEN},
        QueryState.WAITING_HELPDESK: _WORKED,
        QueryState.ANSWERED: frozenset({QueryState.NEW, QueryState.ASSIGNED, QueryState.CLOSED}),
        QueryState.CLOSED: frozenset({QueryState.OPEN, QueryState.NEW, QueryState.ASSIGNED}),
    }

    id: int | None = Field(default=None, primary_key=True)
    asked_by: int = Field(foreign_key="person.id", index=True)
    asked_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    place: str
    conversation: str
    words: str = Field(sa_column=Column(Text, nullable=False))
    state: str = Field(default=QueryState.OPEN.value, index=True)
    rounds: int = 1
    chosen_code: str = ""
    chosen_classification: str = ""
    version: int = 1
    resumes_to: str = ""
    outcome: str = ""
    duplicate_of: int | None = Field(default=None, foreign_key="coding_query.id")
    reopened: int = 0
    closed_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))

    @property
    def reference(self) -> str:
        """The number that people say aloud: CQ-1042."""
        return reference_of(self.id or 0)

    def is_open(self) -> bool:
        """Whether it is still with its asker alone, who may choose a code or ask in other words."""
        return self.state == QueryState.OPEN

    def is_closed(self) -> bool:
        """Whether nothing more is expected of anybody."""
        return self.state == QueryState.CLOSED

    def is_with_leads(self) -> bool:
        """Whether the lead coders have it and owe an answer, be it that they wait for somebody."""
        return self.state not in (QueryState.OPEN, QueryState.ANSWERED, QueryState.CLOSED)

    def is_waiting(self) -> bool:
        """Whether the next step is somebody's outside the lead coders: its clocks stand still."""
        return self.state in _WAITING


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
