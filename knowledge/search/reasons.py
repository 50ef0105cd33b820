"""Why a code was found: worked out only for what is shown."""

from dataclasses import dataclass

from knowledge.search.index import Index
from knowledge.search.matches import Because, Match, Slot, Where


@dataclass(frozen=True, slots=True)
class Explained:
    """The reasons of a match, and the words of the question that its wording does not hold."""

    because: tuple[Because, ...]
    missed: tuple[str, ...]


def explained(index: Index, match: Match) -> Explained:
    """For each word of the question: where the winning wording holds it and what it stood for, or that it
    is held in none of its meanings."""
    tokens, strengths = index.held.of(match.doc)
    holds = dict(zip(tokens.tolist(), strengths.tolist(), strict=True))
    pairs = [(slot, _strength(slot, holds)) for slot in match.slots]
    held = {slot.written for slot, strength in pairs if strength is not None}
    partly = held & {slot.written for slot, strength in pairs if strength is None and slot.meant}
    origin = index.origins[int(index.origin_of[match.doc])]
    text = index.texts[match.doc]
    because = (_reason(slot, s, origin, text, partly) for slot, s in pairs if s is not None)
    missed = (slot.written for slot, _ in pairs if slot.written not in held)
    return Explained(tuple(dict.fromkeys(because)), tuple(dict.fromkeys(missed)))


def _strength(slot: Slot, holds: dict[int, float]) -> float | None:
    """How strongly the wording holds the slot, None where it does not."""
    return next((holds[token] for token, _ in slot.tokens if token in holds), None)


def _reason(slot: Slot, strength: float, origin: str, text: str, partly: set[str]) -> Because:
    if slot.how in (Where.ABBREVIATION, Where.PHRASE) and slot.written in partly:
        return Because(slot.written, Where.PARTLY, slot.meant)
    if slot.how is not None:
        return Because(slot.written, slot.how, slot.meant)
    if strength < 1.0:
        return Because(slot.written, Where.RELATED)
    if origin in (Where.TITLE, Where.CATEGORY):
        return Because(slot.written, Where(origin))
    return Because(slot.written, Where.SYNONYM, text)
