"""What can be unfair about a clarification, and how the writer is told."""

from dataclasses import dataclass
from enum import StrEnum


class Unfair(StrEnum):
    """The kinds of fault."""

    LEADING_TITLE = "leading title"
    LEADING_QUESTION = "leading question"
    PUSHING_OPTION = "pushing option"
    NO_WAY_OUT = "no way out"
    WRONG_OPTIONS = "wrong options"
    NEW_DIAGNOSIS = "new diagnosis"
    NO_INDICATOR = "no indicator"
    NO_SOURCE = "no source"
    MONEY = "money"
    PERFORMANCE = "performance"
    IMPACT = "impact"
    IDENTIFIER = "identifier"
    TOO_LONG = "too long"
    EMPTY = "empty"


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault: its kind, where it stands, the words at fault, and the sentence for the writer.

    `words` of an identifier are veiled. `sentence` says what is wrong and how to mend it.
    """

    kind: Unfair
    where: str
    words: str
    sentence: str


def place(where: str) -> str:
    """Where it stands, as a sentence begins: “The title”, “Option 2”."""
    return where.capitalize() if where[-1:].isdigit() else f"The {where}"
