"""The lead's answer to one query, ratified by a second person: it answers whoever asks the same again."""

from datetime import date, datetime
from enum import StrEnum
from typing import ClassVar

from sqlalchemy import Column, Date, Text
from sqlmodel import Field, SQLModel

from casework.store import UtcDateTime

FIRST_NUMBER = 100


class RulingState(StrEnum):
    """Where a ruling stands. Only a ratified one answers; the others stay readable."""

    PROPOSED = "proposed"
    RATIFIED = "ratified"
    REFUSED = "refused"
    SUPERSEDED = "superseded"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"


_S = RulingState


class Ruling(SQLModel, table=True):
    """A ruling, made of the answer to the query `query_id`. Its words never change: another supersedes it.

    `question` is generalised: no patient, no episode. `codes` are canonical, comma separated, each with its
    classification in front: icd10:I214. `rests_on` are the references of the standards, comma separated.
    It answers from `valid_from` on, and is looked at again by `review_on`, or it expires. `for_review` says
    that it should be looked at earlier, `for_review_because` why, in our own words. `ended_because` are the
    words of whoever refused or withdrew it. `supersedes` and `superseded_by` are rulings.
    """

    __tablename__ = "ruling"
    MOVES: ClassVar[dict[RulingState, frozenset[RulingState]]] = {
        _S.PROPOSED: frozenset({_S.RATIFIED, _S.REFUSED, _S.WITHDRAWN}),
        _S.RATIFIED: frozenset({_S.RATIFIED, _S.SUPERSEDED, _S.WITHDRAWN, _S.EXPIRED}),
        _S.REFUSED: frozenset(),
        _S.SUPERSEDED: frozenset(),
        _S.WITHDRAWN: frozenset(),
        _S.EXPIRED: frozenset(),
    }

    id: int | None = Field(default=None, primary_key=True)
    tenant: str = Field(index=True)
    query_id: int = Field(foreign_key="coding_query.id", index=True)
    question: str = Field(sa_column=Column(Text, nullable=False))
    answer: str = Field(sa_column=Column(Text, nullable=False))
    codes: str = Field(default="", sa_column=Column(Text, nullable=False))
    rests_on: str = Field(default="", sa_column=Column(Text, nullable=False))
    specialty: str = ""
    valid_from: date = Field(sa_column=Column(Date, nullable=False))
    review_on: date = Field(sa_column=Column(Date, nullable=False))
    state: str = Field(default=RulingState.PROPOSED.value, index=True)
    proposed_by: int = Field(foreign_key="person.id")
    proposed_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    ratified_by: int | None = Field(default=None, foreign_key="person.id")
    ratified_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))
    ended_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))
    ended_because: str = Field(default="", sa_column=Column(Text, nullable=False))
    supersedes: int | None = Field(default=None, foreign_key="ruling.id")
    superseded_by: int | None = Field(default=None, foreign_key="ruling.id")
    for_review: bool = False
    for_review_because: str = ""
    version: int = 1

    @property
    def reference(self) -> str:
        """The number that people say aloud: R-101."""
        return reference_of(self.id or 0)

    def answers(self, on: date) -> bool:
        """Whether it may be shown as an answer on that day: ratified, begun, and not past its review date."""
        return self.state == RulingState.RATIFIED and self.valid_from <= on < self.review_on

    def is_ended(self) -> bool:
        """Whether nothing more can happen to it."""
        return not Ruling.MOVES[RulingState(self.state)]


def reference_of(ruling_id: int) -> str:
    """The reference of the ruling with that id."""
    return f"R-{FIRST_NUMBER + ruling_id}"
