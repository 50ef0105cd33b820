"""A question put to a clinician, and its legal moves."""

from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar

from sqlalchemy import JSON, Column, Text
from sqlmodel import Field, SQLModel

from casework.store import UtcDateTime

FIRST_NUMBER = 1000


class ClarificationState(StrEnum):
    """Where it stands. A draft is its writer's alone."""

    DRAFT = "draft"
    OPEN = "open"
    ANSWERED = "answered"
    CLOSED = "closed"
    CANCELLED = "cancelled"
    REDIRECTED = "redirected"


class Agreement(StrEnum):
    """How a closed one ended, as its asker records it."""

    AGREE = "agree"
    DISAGREE = "disagree"
    NO_OPINION = "no opinion"


_S = ClarificationState


class Clarification(SQLModel, table=True):
    """One question about one patient's record, for one clinician, within one case.

    `patient_reference` is the department's own local reference and nothing else. `indicators` is a list
    of {finding, source, on}: what the record says, where it was found, and when. `options` are the
    reasonable answers without the two fixed ones. `chosen` is the option's words, or "Other" or
    "Unable to determine". `recorded_where` says where in the record the answer was or will be written:
    coders code from the record. Nothing above `version` changes once it is open.
    """

    __tablename__ = "clarification"
    MOVES: ClassVar[dict[ClarificationState, frozenset[ClarificationState]]] = {
        _S.DRAFT: frozenset({_S.DRAFT, _S.OPEN, _S.CANCELLED}),
        _S.OPEN: frozenset({_S.ANSWERED, _S.CANCELLED, _S.REDIRECTED}),
        _S.ANSWERED: frozenset({_S.ANSWERED, _S.CLOSED}),
        _S.CLOSED: frozenset(),
        _S.CANCELLED: frozenset(),
        _S.REDIRECTED: frozenset(),
    }

    id: int | None = Field(default=None, primary_key=True)
    query_id: int = Field(foreign_key="coding_query.id", index=True)
    asked_by: int = Field(foreign_key="person.id", index=True)
    clinician_id: int | None = Field(default=None, foreign_key="person.id", index=True)
    template: str = ""
    patient_reference: str = ""
    title: str = ""
    indicators: list[dict[str, Any]] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    question: str = Field(default="", sa_column=Column(Text, nullable=False))
    format: str = ""
    options: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    documented: str = ""

    version: int = 1
    state: str = Field(default=ClarificationState.DRAFT.value, index=True)
    made_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    sent_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))
    due_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))
    answered_by: int | None = Field(default=None, foreign_key="person.id")
    answered_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))
    chosen: str = ""
    answer: str = Field(default="", sa_column=Column(Text, nullable=False))
    recorded_where: str = ""
    recorded_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))
    agreement: str = ""
    ended_because: str = ""
    redirected_to: int | None = Field(default=None, foreign_key="clarification.id")

    @property
    def reference(self) -> str:
        """The number that people say aloud: CL-1042."""
        return f"CL-{FIRST_NUMBER + (self.id or 0)}"

    def is_open(self) -> bool:
        """Whether the clinician still owes an answer."""
        return self.state == ClarificationState.OPEN
