"""What a row of a list says of its episode: the values that the department keeps, and its digest."""

from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b
from typing import Any

from casework.episode_files.rows import EpisodeRow
from casework.episode_files.rows import EpisodeState as Listed
from casework.model.episode import BlockReason, EpisodeState

# The columns that are the list's alone: nobody says otherwise in the bot.
FACTS = (
    ("spell", "spell"),
    ("episode_number", "episode_number"),
    ("admitted", "admitted"),
    ("discharged", "discharged"),
    ("started", "episode_start"),
    ("ended", "episode_end"),
    ("treatment_function", "treatment_function"),
    ("main_specialty", "main_specialty"),
    ("consultant_code", "consultant_code"),
    ("ward", "ward"),
)


@dataclass(frozen=True, slots=True)
class Said:
    """The state that a row gives its episode, and why it waits, if it does."""

    state: EpisodeState
    reason: str = ""
    words: str = ""

    @property
    def reason_words(self) -> str:
        """Reason and words in one, for comparing with the next list's."""
        return f"{self.reason}\n{self.words}" if self.reason else ""

    def is_coded(self) -> bool:
        """Whether the list says that it is coded."""
        return self.state in (EpisodeState.CODED, EpisodeState.VALIDATED)


def said(row: EpisodeRow) -> Said:
    """What the row says.

    A primary diagnosis says coded, unless the status says that somebody is still at it: a diagnosis may be
    provisional. A reason says blocked.
    """
    return _said(row.state, row.primary_diagnosis_present, row.reason or "", row.reason_words)


@lru_cache(maxsize=4096)
def _said(state: Listed, diagnosis: bool, reason: str, words: str) -> Said:
    if state in (Listed.CODED, Listed.VALIDATED):
        return Said(EpisodeState(state.value))
    if state is Listed.UNCODED and diagnosis:
        return Said(EpisodeState.CODED)
    if state is Listed.BLOCKED or reason:
        known = BlockReason(str(reason)) if reason else BlockReason.OTHER
        return Said(EpisodeState.BLOCKED, known.value, words)
    return Said(EpisodeState(state.value))


def digest(row: EpisodeRow) -> str:
    """The same for rows that say the same, wherever they stand in the file."""
    return blake2b(repr(_all_that_it_says(row)).encode(), digest_size=12).hexdigest()


def _all_that_it_says(row: EpisodeRow) -> tuple[Any, ...]:
    return (
        row.treatment_function,
        row.main_specialty,
        row.consultant_code,
        row.ward,
        row.coder,
        row.state.value,
        row.reason.value if row.reason else "",
        row.reason_words,
        row.notes_location,
        row.primary_diagnosis_present,
        row.hrg,
        _iso(row.admitted),
        _iso(row.discharged),
        _iso(row.episode_start),
        _iso(row.episode_end),
        _iso(row.notes_since),
    )


def _iso(day: Any) -> str:
    return day.isoformat() if day else ""


def notes_words(row: EpisodeRow) -> str:
    """Where the list says that the notes are, and since when, in one."""
    return f"{row.notes_location}\n{_iso(row.notes_since)}" if row.notes_location else ""


def listed_values(row: EpisodeRow) -> dict[str, Any]:
    """What the list says, as columns: facts, and its own words where the bot may say otherwise."""
    now_said = said(row)
    values = {column: getattr(row, name) for column, name in FACTS}
    return values | {
        "coder_words": row.coder,
        "listed": digest(row),
        "listed_state": now_said.state.value,
        "listed_reason": now_said.reason_words,
        "listed_notes": notes_words(row),
    }
