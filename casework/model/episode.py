"""A consultant episode on its way to being coded, and what happened to it. No patient identifier is in it."""

from datetime import date, datetime
from enum import StrEnum
from typing import ClassVar

from sqlalchemy import Column, Date, Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from casework.store import UtcDateTime


class EpisodeState(StrEnum):
    """Where the coding of an episode stands. Vanished: no longer listed, and nobody said that it is coded."""

    UNCODED = "uncoded"
    IN_PROGRESS = "in progress"
    BLOCKED = "blocked"
    CODED = "coded"
    VALIDATED = "validated"
    VANISHED = "vanished"


class BlockReason(StrEnum):
    """Why an episode cannot be coded yet. The values are those that lists are read into."""

    NOTES_MISSING = "notes missing"
    DISCHARGE_SUMMARY_MISSING = "discharge summary missing"
    HISTOLOGY_AWAITED = "histology awaited"
    OPERATION_NOTE_MISSING = "operation note missing"
    AWAITING_CLARIFICATION = "awaiting clarification"
    AWAITING_RULING = "awaiting ruling"
    OTHER = "other"


INCOMPLETE = frozenset(
    {EpisodeState.UNCODED.value, EpisodeState.IN_PROGRESS.value, EpisodeState.BLOCKED.value}
)
FINISHED = frozenset({EpisodeState.CODED.value, EpisodeState.VALIDATED.value})
_OPEN = frozenset({EpisodeState.UNCODED, EpisodeState.IN_PROGRESS, EpisodeState.BLOCKED})
_DONE = frozenset({EpisodeState.CODED, EpisodeState.VALIDATED})
_TO_THANK = text("coded_at IS NOT NULL AND thanked_at IS NULL")


class Episode(SQLModel, table=True):
    """One episode, known by the department's own `reference`: spell number and episode number.

    `coder_words`, `listed_state`, `listed_reason`, `listed_notes` are what the last list said; the columns
    without that prefix are what holds now. The two differ where somebody said otherwise in the bot, and a
    list moves the latter only when its own word has changed. `listed` is the digest of the whole row, by
    which an unchanged row is known.

    `done_at` is when its coder said that it is coded, `coded_at` when a list confirmed it. `missing_from` is
    the first list without it, None while it is listed. `hrg` is for coders and leads only. `note` is ours:
    why it came back. `version` grows with every change of it.
    """

    __tablename__ = "episode"
    __table_args__ = (
        UniqueConstraint("tenant", "reference"),
        Index("ix_episode_coder_id_state", "coder_id", "state"),
        Index("ix_episode_tenant_missing_from", "tenant", "missing_from"),
        Index("ix_episode_to_thank", "coder_id", sqlite_where=_TO_THANK, postgresql_where=_TO_THANK),
    )
    MOVES: ClassVar[dict[EpisodeState, frozenset[EpisodeState]]] = {
        EpisodeState.UNCODED: _OPEN | _DONE | {EpisodeState.VANISHED},
        EpisodeState.IN_PROGRESS: _OPEN | _DONE | {EpisodeState.VANISHED},
        EpisodeState.BLOCKED: _OPEN | _DONE | {EpisodeState.VANISHED},
        EpisodeState.CODED: _OPEN | _DONE,
        EpisodeState.VALIDATED: _OPEN | _DONE,
        EpisodeState.VANISHED: _OPEN | _DONE,
    }

    id: int | None = Field(default=None, primary_key=True)
    tenant: str
    reference: str
    spell: str = ""
    episode_number: int = 0
    admitted: date | None = Field(default=None, sa_column=Column(Date))
    discharged: date | None = Field(default=None, sa_column=Column(Date))
    started: date | None = Field(default=None, sa_column=Column(Date))
    ended: date | None = Field(default=None, sa_column=Column(Date))
    treatment_function: str = ""
    main_specialty: str = ""
    consultant_code: str = ""
    ward: str = ""

    coder_id: int | None = Field(default=None, foreign_key="person.id")
    coder_words: str = ""
    assigned_by: int | None = Field(default=None, foreign_key="person.id")
    assigned_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))

    state: str = EpisodeState.UNCODED.value
    block_reason: str = ""
    block_words: str = ""
    blocked_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))
    unblocked_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))
    query_id: int | None = Field(default=None, foreign_key="coding_query.id", index=True)
    clarification_id: int | None = Field(default=None, foreign_key="clarification.id", index=True)
    snoozed_until: date | None = Field(default=None, sa_column=Column(Date))
    notes_location: str = ""
    notes_since: date | None = Field(default=None, sa_column=Column(Date))

    listed: str
    listed_state: str = ""
    listed_reason: str = ""
    listed_notes: str = ""
    first_listed: int = Field(foreign_key="episode_list.id")
    missing_from: int | None = Field(default=None, foreign_key="episode_list.id")
    first_seen_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))

    done_by: int | None = Field(default=None, foreign_key="person.id")
    done_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))
    still_uncoded: int = 0
    coded_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))
    thanked_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))
    hrg: str = ""
    note: str = ""
    version: int = 1

    def is_incomplete(self) -> bool:
        """Whether somebody still has to code it."""
        return self.state in INCOMPLETE

    def waits_for_the_list(self) -> bool:
        """Whether its coder said that it is coded and no list has confirmed it yet."""
        return self.state == EpisodeState.CODED and self.coded_at is None

    def waits_for_a_case(self) -> bool:
        """Whether a real case of the bot holds it up: the case's answer unblocks it."""
        linked = self.query_id is not None or self.clarification_id is not None
        return linked and self.state == EpisodeState.BLOCKED


class EpisodeChange(SQLModel, table=True):
    """One step of one episode: by a person, or by the named job. Never changed. `why` is ours."""

    __tablename__ = "episode_change"

    id: int | None = Field(default=None, primary_key=True)
    episode_id: int = Field(foreign_key="episode.id", index=True)
    list_id: int | None = Field(default=None, foreign_key="episode_list.id")
    before: str
    after: str
    by: int | None = Field(default=None, foreign_key="person.id")
    job: str = ""
    at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    why: str
