"""From one condition's words to its suggestions: find, apply the rules, put the answer into words."""

from knowledge.answers import Choice, ConditionAnswer, Suggestion
from knowledge.companions import companions
from knowledge.deciding import what_would_decide
from knowledge.edition import LoadedEdition
from knowledge.rules import RULES, Found, Search, Situation, found_for, is_a_term
from knowledge.search.cues import Cue, Cued, cues_in
from knowledge.search.matches import Because, Where
from knowledge.search.reasons import Explained, explained

OFTEN = 10_000
NOT_PRESENT = "You say that this is not present, so there is nothing to code."
NOT_CONFIRMED = "Not confirmed in your words: ask the consultant (DGCS.2)."


def answer(text: str, search: Search) -> ConditionAnswer:
    """The suggestions for one condition, best first, at most as many as the search wants."""
    cued, loaded = cues_in(text), search.loaded
    found = ranked(text, search, cued)
    suggestions = tuple(_suggestion(one) for one in found)
    notes = []
    if not found and Cue.DENIED in cued.cues:
        notes.append(NOT_PRESENT)
    if found and Cue.DOUBT in cued.cues:
        notes.append(NOT_CONFIRMED)
    choices = _choices(suggestions, loaded)
    reminders = tuple(companions(text, suggestions, loaded))
    return ConditionAnswer(text, suggestions, _not_understood(text, loaded), tuple(notes), choices, reminders)


def ranked(text: str, search: Search, cued: Cued | None = None) -> list[Found]:
    """What the rules leave, best first: the answer before it is put into words."""
    situation = Situation(cued or cues_in(text), search)
    found = found_for(text, search)
    if Cue.DENIED in situation.cued.cues and not is_a_term(found):
        return []
    for rule in RULES:
        found = rule(found, situation)
    return sorted(found, key=lambda one: -one.score)[: search.limit]


def _suggestion(one: Found) -> Suggestion:
    index, item = one.loaded.finder.index, one.loaded.concepts[one.match.code]
    why = Explained(one.because, ()) if one.because else explained(index, one.match)
    often = (Because("", Where.USAGE),) if item.usage >= OFTEN else ()
    return Suggestion(item, one.loaded.edition, round(one.score, 4), why.because + often, why.missed)


def _choices(suggestions: tuple[Suggestion, ...], loaded: list[LoadedEdition]) -> tuple[Choice, ...]:
    if not suggestions:
        return ()
    first = suggestions[0]
    edition = next(one for one in loaded if one.edition.id == first.edition.id)
    return what_would_decide(first, edition)


def _not_understood(text: str, loaded: list[LoadedEdition]) -> tuple[str, ...]:
    """The words that no edition is found under; those merely not matched are told per code."""
    rows = [one.finder.slots(text) for one in loaded]
    unknown = [{slot.written for slot in slots if not slot.tokens} for slots in rows]
    everywhere = set.intersection(*unknown) if unknown else set()
    return tuple(dict.fromkeys(s.written for slots in rows for s in slots if s.written in everywhere))
