"""Why a code was found: worked out only for what is shown."""

import numpy as np

from knowledge.search.index import Index
from knowledge.search.matches import Because, Match, Slot, Where


def reasons(index: Index, match: Match) -> tuple[Because, ...]:
    """For each word of the question that the winning wording holds: where it hit and what it stood for."""
    origin = index.origins[int(index.origin_of[match.doc])]
    partly = _held_in_part(index, match)
    found = (_reason(index, match.doc, slot, origin, partly) for slot in match.slots)
    return tuple(dict.fromkeys(because for because in found if because is not None))


def missed(index: Index, match: Match) -> tuple[str, ...]:
    """The words of the question that the winning wording does not hold in any of their meanings."""
    held = {slot.written for slot in match.slots if _held(index, match.doc, slot) is not None}
    return tuple(dict.fromkeys(slot.written for slot in match.slots if slot.written not in held))


def _held_in_part(index: Index, match: Match) -> set[str]:
    """The short forms and phrases of whose meaning the winning wording holds some words and lacks others."""
    held = {(slot.written, _held(index, match.doc, slot) is not None) for slot in match.slots if slot.meant}
    return {written for written, _ in held if {(written, True), (written, False)} <= held}


def _reason(index: Index, doc: int, slot: Slot, origin: str, partly: set[str]) -> Because | None:
    held = _held(index, doc, slot)
    if held is None:
        return None
    if slot.how in (Where.ABBREVIATION, Where.PHRASE) and slot.written in partly:
        return Because(slot.written, Where.PARTLY, slot.meant)
    if slot.how is not None:
        return Because(slot.written, slot.how, slot.meant)
    if held < 1.0:
        return Because(slot.written, Where.RELATED)
    if origin in (Where.TITLE, Where.CATEGORY):
        return Because(slot.written, Where(origin))
    return Because(slot.written, Where.SYNONYM, index.texts[doc])


def _held(index: Index, doc: int, slot: Slot) -> float | None:
    """How strongly the document holds the slot, None where it does not."""
    tokens, strengths = index.held.of(doc)
    for token, _sure in slot.tokens:
        at = np.flatnonzero(tokens == token)
        if len(at):
            return float(strengths[at[0]])
    return None
