"""Unfair phrases: leading and pushing ones, and talk of money, performance and impact."""

from collections.abc import Iterator

from casework.fairness import phrases
from casework.fairness.documented import Sheet
from casework.fairness.draft import Part
from casework.fairness.faults import Fault, Unfair, place


def faults(sheet: Sheet) -> Iterator[Fault]:
    """One fault for each phrase and place, however often it stands there."""
    for one in sheet.reads:
        for hit in phrases.hits(one.reading, one.passage.part):
            where = one.passage.where
            kind = hit.group.kind
            if kind is Unfair.LEADING_QUESTION and one.passage.part is Part.TITLE:
                kind = Unfair.LEADING_TITLE
            yield Fault(kind, where, hit.words, hit.group.tells.format(place=place(where), words=hit.words))
