"""What goes with a code: said as a reminder, never added by itself.

- a side written in the words: Z94 after the procedures on that side (PCSZ2);
- a keyhole approach that the code's title does not hold: Y75.2, never first (PRule 7);
- an asterisk code: its cause, the dagger code, before it (DGCS.5); a dagger code: its partner.
"""

from knowledge.answers import Suggestion
from knowledge.codes import Classification, display
from knowledge.concepts import Mark
from knowledge.edition import LoadedEdition
from knowledge.search.text import words as words_of

_SIDES = {
    "Z941": {"bilateral", "bilat", "both"},
    "Z942": {"right", "rt", "r"},
    "Z943": {"left", "lt", "l"},
}
_KEYHOLE = {"laparoscopic", "laparoscopically", "lap", "keyhole", "laparoscopy"}
_KEYHOLE_APPROACH = "Y752"
_HELD_BY_TITLE = ("laparoscop", "endoscop")
_SECONDARY_CHAPTERS = ("Y", "Z")
_SHOWN = 3


def companions(words: str, suggestions: tuple[Suggestion, ...], loaded: list[LoadedEdition]) -> list[str]:
    """A sentence for each thing that goes with the best suggestions."""
    editions = {one.edition.id: one for one in loaded}
    found = _manifestations(suggestions[:_SHOWN])
    for one in suggestions[:_SHOWN]:
        found += _partner(one, editions[one.edition.id])
    first = suggestions[0] if suggestions else None
    if first and first.concept.classification is Classification.OPCS4:
        found += _with_procedure(set(words_of(words)), first, editions[first.edition.id])
    return list(dict.fromkeys(found))


def _with_procedure(words: set[str], first: Suggestion, loaded: LoadedEdition) -> list[str]:
    concept = first.concept
    if concept.code.startswith(_SECONDARY_CHAPTERS):
        return [f"{concept.display} is never first: code the procedure before it (PRule 7)."]
    found = []
    sides = [code for code, said in _SIDES.items() if said & words and code in loaded.concepts]
    if sides:
        found.append(f"Add the side: {_named(sides[0], loaded)} (PCSZ2).")
    keyhole = _KEYHOLE & words and not any(part in concept.title.lower() for part in _HELD_BY_TITLE)
    if keyhole and _KEYHOLE_APPROACH in loaded.concepts:
        found.append(f"Add the approach: {_named(_KEYHOLE_APPROACH, loaded)}, after the procedure (PRule 7).")
    return found


def _manifestations(suggestions: tuple[Suggestion, ...]) -> list[str]:
    codes = [one.concept.display for one in suggestions if one.concept.mark is Mark.ASTERISK]
    if not codes:
        return []
    said = f"{codes[0]} is a manifestation" if len(codes) == 1 else f"{', '.join(codes)} are manifestations"
    return [f"{said}: code the cause, marked †, first (DGCS.5)."]


def _partner(one: Suggestion, loaded: LoadedEdition) -> list[str]:
    partner = loaded.concepts.get(one.concept.partner)
    if one.concept.mark is not Mark.DAGGER or partner is None:
        return []
    return [f"{one.concept.display} goes with {partner.display} {partner.title} (DGCS.5)."]


def _named(code: str, loaded: LoadedEdition) -> str:
    return f"{display(code)} {loaded.concepts[code].title}"
