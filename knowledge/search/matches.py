"""What a search found, and why."""

from dataclasses import dataclass, field
from enum import StrEnum


class Where(StrEnum):
    """Where a word of the question hit."""

    TITLE = "title"
    SYNONYM = "synonym"
    CATEGORY = "category"
    ABBREVIATION = "abbreviation"
    PHRASE = "phrase"
    PARTLY = "in part"
    SPELLING = "spelling corrected"
    BEGINNING = "beginning of a word"
    RELATED = "related word"
    CODE = "code"
    HISTORY = "history"
    USAGE = "commonly coded"


@dataclass(frozen=True, slots=True)
class Because:
    """One reason: the word as typed, where it hit, and what it was taken for when not itself."""

    word: str
    where: Where
    meant: str = ""


@dataclass(frozen=True, slots=True)
class Slot:
    """A word of the question and the tokens that may answer for it, with how surely.

    `tokens` is empty for a word that nothing in the release is found under.
    """

    written: str
    tokens: tuple[tuple[int, float], ...]
    weight: float
    how: Where | None = None
    meant: str = ""


# Not frozen, because many are made for each question and freezing triples what making one costs.
@dataclass(slots=True)
class Match:
    """A code found: its score (0 to about 1), the wording that won, and the slots it answered."""

    code: str
    score: float
    doc: int
    coverage: float
    slots: tuple[Slot, ...] = field(default=(), repr=False)
