"""What a file of uncoded episodes becomes: rows, what was refused of it, and how its columns were read."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from knowledge.importers.rows import RefusedFile


class EpisodeState(StrEnum):
    """Where the coding of an episode stands, in the words shown to people."""

    UNCODED = "uncoded"
    IN_PROGRESS = "in progress"
    BLOCKED = "blocked"
    CODED = "coded"
    VALIDATED = "validated"


class Incomplete(StrEnum):
    """Why an episode cannot be coded yet, in the words shown to people."""

    NOTES_MISSING = "notes missing"
    DISCHARGE_SUMMARY_MISSING = "discharge summary missing"
    HISTOLOGY_AWAITED = "histology awaited"
    OPERATION_NOTE_MISSING = "operation note missing"
    AWAITING_CLARIFICATION = "awaiting clarification"
    AWAITING_RULING = "awaiting ruling"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class EpisodeRow:
    """One finished or running consultant episode of a list. Codes and words are empty where none is given.

    `reference` is the department's local one, spell number and episode number: never the hospital
    number. `reason_words` are kept only where they are none of the known reasons. `line` is where
    it stands in the file: the line of a text, the row of a sheet, the entry of a bundle.
    """

    reference: str
    spell: str
    episode_number: int
    admitted: date | None
    discharged: date | None
    episode_start: date | None
    episode_end: date | None
    treatment_function: str
    main_specialty: str
    consultant_code: str
    ward: str
    coder: str
    state: EpisodeState
    reason: Incomplete | None
    reason_words: str
    notes_location: str
    notes_since: date | None
    primary_diagnosis_present: bool
    hrg: str
    line: int


@dataclass(frozen=True, slots=True)
class Reject:
    """One row that is not imported: where, which column, and why. Never what stands in the cell.

    `reference` is the episode's, where that much could be read: a list that holds a spoilt row
    about an episode still holds the episode, so it has not vanished.
    """

    line: int
    column: str
    reason: str
    reference: str = ""


@dataclass(frozen=True, slots=True)
class ColumnFound:
    """How one column is read: `how` is “known”, “set” by the department's file, or “guessed”."""

    heading: str
    field: str
    how: str

    def __str__(self) -> str:
        return f"{self.heading} -> {self.field} ({self.how})"


@dataclass(frozen=True, slots=True)
class ListRead:
    """A list as it was read.

    `refused_columns` were left unread because somebody named them; a file with such columns that
    nobody named is refused whole. `exported_at` is when the PAS wrote the list (aware, UTC), None
    where the file does not say it. `repeated` counts identical rows, kept once; `notes` are
    sentences for the person who imports.
    """

    rows: tuple[EpisodeRow, ...]
    rejects: tuple[Reject, ...]
    columns: tuple[ColumnFound, ...] = ()
    refused_columns: tuple[str, ...] = ()
    exported_at: datetime | None = None
    repeated: int = 0
    notes: tuple[str, ...] = ()


class IdentifyingColumns(RefusedFile):
    """The file has columns that may identify a patient, and nobody said to leave them unread."""
