"""Neither empty nor too long: a clinician reads it between two patients."""

from collections.abc import Iterator

from casework.fairness.documented import Sheet
from casework.fairness.draft import LONGEST, LONGEST_DRAFT, MOST_INDICATORS, Draft, Part, texts
from casework.fairness.faults import Fault, Unfair, place


def faults(sheet: Sheet) -> Iterator[Fault]:
    """Parts that are missing or beyond their limits."""
    for part in (Part.TITLE, Part.QUESTION):
        if not any(char.isalpha() for one in sheet.of(part) for char in one.reading.shown):
            yield Fault(Unfair.EMPTY, part.value, "", f"The {part.value} is empty: write it.")
    yield from _too_long(sheet.draft)


def _too_long(draft: Draft) -> Iterator[Fault]:
    total = 0
    for part, where, text in texts(draft):
        total += len(text)
        if len(text) > LONGEST[part]:
            sentence = f"{place(where)} is too long: keep it to {LONGEST[part]} characters."
            yield Fault(Unfair.TOO_LONG, where, "", sentence)
    if len(draft.indicators) > MOST_INDICATORS:
        sentence = f"That is more than {MOST_INDICATORS} indicators: keep those that bear on the question."
        yield Fault(Unfair.TOO_LONG, "indicators", "", sentence)
    if total > LONGEST_DRAFT:
        sentence = f"All together it is too long: keep it to {LONGEST_DRAFT} characters."
        yield Fault(Unfair.TOO_LONG, "draft", "", sentence)
