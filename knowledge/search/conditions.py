"""Cutting a message into the conditions that it names.

"NSTEMI, previous CABG" names two; "fracture of femur, open" and "nausea and vomiting" name one. What
decides is the classification itself: a message stays whole while one wording answers nearly all of
it, and is cut only where each part can stand alone.
"""

import re
from collections.abc import Callable

WHOLE = 0.86
STANDS_ALONE = 0.6
MOST_CONDITIONS = 8
# A list longer than this is a letter, not a question: it is looked up as it stands.
MOST_PARTS = 12

_HARD = re.compile(r"[;\n]+|(?<=\w)\.\s+(?=\w)|\s\+\s|\s&\s")
_COMMA = re.compile(r"\s*,\s*")
_AND = re.compile(r"\s+and\s+", re.IGNORECASE)

# What people say around a question is no part of the condition: “how do I code …”, “is it …?”.
_ASKING = re.compile(
    r"^\s*(?:(?:hi|hello|please|pls|can you|could you|what(?:'s| is| are)?|whats|give me|i need|looking for|"
    r"how (?:do|would|should) (?:i|you|we)|is it|is this|is|the|an?|icd|opcs|icd-?10|opcs-?4|"
    r"codes?|coded?|coding|for|of|to)\s+)+(?=\S)",
    re.IGNORECASE,
)
_TRAILING = " ?.,;:-"

Coverage = Callable[[str], float]


def without_asking(text: str) -> str:
    """The text without the words of asking before it and the marks after it, where anything is left."""
    return _ASKING.sub("", text, count=1).rstrip(_TRAILING).strip() or text.strip()


def conditions(text: str, coverage: Coverage) -> list[str]:
    """The conditions of a message in order; `coverage` tells what share of a text one wording answers."""
    found = [part for hard in _cut(_HARD, text)[:MOST_PARTS] for part in _at_commas(hard, coverage)]
    return [part for one in found[:MOST_PARTS] for part in _at_and(one, coverage)][:MOST_CONDITIONS] or [
        text.strip()
    ]


def _cut(pattern: re.Pattern[str], text: str) -> list[str]:
    return [part.strip() for part in pattern.split(text) if part.strip(" ?.,-")]


def _at_commas(text: str, coverage: Coverage) -> list[str]:
    parts = _cut(_COMMA, text)
    if not 2 <= len(parts) <= MOST_PARTS or coverage(text) >= WHOLE:
        return [text]
    joined = [parts[0]]
    for part in parts[1:]:
        if coverage(part) >= STANDS_ALONE and coverage(f"{joined[-1]} {part}") < WHOLE:
            joined.append(part)
        else:
            joined[-1] = f"{joined[-1]}, {part}"
    return joined


def _at_and(text: str, coverage: Coverage) -> list[str]:
    parts = _cut(_AND, text)
    if len(parts) != 2 or coverage(text) >= WHOLE:
        return [text]
    return parts if all(coverage(part) >= WHOLE for part in parts) else [text]
