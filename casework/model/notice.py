"""One message owed to one person or place, each try of sending it, and the cards that stand somewhere."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, Column, Index
from sqlmodel import Field, SQLModel

from casework.store import UtcDateTime


class NoticeKind(StrEnum):
    """What a notice says; how it is drawn is `dialogs/notices.py`'s, how it is delivered `outbox.py`'s."""

    CASE_IN_TRIAGE = "case in triage"
    CASE_FOR_YOU = "case for you"
    CASE_TAKEN = "case taken"
    QUESTION_BACK = "question back"
    ASKER_REPLIED = "asker replied"
    NOTE_ADDED = "note added"
    CASE_ANSWERED = "case answered"
    CASE_CLOSED = "case closed"
    CASE_REOPENED = "case reopened"
    DUE_SOON = "due soon"
    OVERDUE = "overdue"
    CLARIFICATIONS = "clarifications"
    CLARIFICATION_ENDED = "clarification ended"
    CLARIFICATION_ANSWERED = "clarification answered"
    COMPOSE = "compose"
    UNREACHABLE = "unreachable"
    SET_ASIDE = "set aside"
    ANSWER_AGAIN = "answer again"
    CODER_DIGEST = "coder digest"
    LEAD_BACKLOG = "lead backlog"
    CLINICIAN_DIGEST = "clinician digest"
    CLERK_LIST = "clerk list"
    NOTES_LADDER = "notes ladder"
    EPISODE_UNBLOCKED = "episode unblocked"
    EPISODES_VANISHED = "episodes vanished"
    RULING_TO_RATIFY = "ruling to ratify"
    RULING_RATIFIED = "ruling ratified"
    RULING_REFUSED = "ruling refused"
    RULING_ENDED = "ruling ended"
    RULING_FOR_REVIEW = "ruling for review"
    RIPPLE = "ripple"
    BULLETIN = "bulletin"
    BULLETINS_UNREAD = "bulletins unread"
    CARD_UPDATE = "card update"


class NoticeState(StrEnum):
    """Owed, being sent, or how it ended. `unknown`: it may or may not have arrived, and is shown so."""

    OWED = "owed"
    SENDING = "sending"
    SENT = "sent"
    UNKNOWN = "unknown"
    UNREACHABLE = "unreachable"
    SET_ASIDE = "set aside"
    NOT_NEEDED = "not needed"


class Notice(SQLModel, table=True):
    """Written in the transaction of what it tells. It carries ids; its words are drawn when it is sent.

    To a person (`person_id`) or to a place (`address_id`). `key` is unique: the same thing is owed once.
    `owner` and `claimed_until` are the courier's lease. After a failed try it waits until `again_at`;
    while it `blocks`, later ones of its conversation wait with it, so that they stay in order.
    """

    __tablename__ = "notice"
    __table_args__ = (Index("ix_notice_state_due_at", "state", "due_at"),)

    id: int | None = Field(default=None, primary_key=True)
    kind: str
    key: str = Field(unique=True)
    person_id: int | None = Field(default=None, foreign_key="person.id", index=True)
    address_id: int | None = Field(default=None, foreign_key="address.id")
    query_id: int | None = Field(default=None, foreign_key="coding_query.id", index=True)
    clarification_id: int | None = Field(default=None, foreign_key="clarification.id", index=True)
    posted_card_id: int | None = Field(default=None, foreign_key="posted_card.id")
    facts: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    state: str = NoticeState.OWED.value
    owed_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    due_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    tries: int = 0
    again_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))
    blocks: bool = True
    owner: str = ""
    claimed_until: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))
    ended_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))


class DeliveryAttempt(SQLModel, table=True):
    """One try, committed before the send and settled after it. Unsettled: the process died in between."""

    __tablename__ = "delivery_attempt"

    id: int | None = Field(default=None, primary_key=True)
    notice_id: int = Field(foreign_key="notice.id", index=True)
    tenant: str
    conversation: str
    started_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False, index=True))
    settled_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))
    outcome: str = ""
    phase: str = ""
    status: int | None = None


class PostedCard(SQLModel, table=True):
    """A card that stands in a chat and changes as its case moves: known by the channel's activity id."""

    __tablename__ = "posted_card"

    id: int | None = Field(default=None, primary_key=True)
    kind: str
    query_id: int | None = Field(default=None, foreign_key="coding_query.id", index=True)
    clarification_id: int | None = Field(default=None, foreign_key="clarification.id", index=True)
    person_id: int | None = Field(default=None, foreign_key="person.id")
    address_id: int = Field(foreign_key="address.id")
    activity: str
    posted_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
