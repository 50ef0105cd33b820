"""A cell that cannot be used, as a value: fifty thousand rows are too many for exceptions."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Bad:
    """Why a cell cannot be used, without a word of what it holds."""

    reason: str
