"""The knowledge base: one immutable object in memory, swapped whole when something new is ready."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Protocol

from knowledge import policies as policy_rules
from knowledge.answers import Answer, CodeDetails, ConditionAnswer, Edition, Suggestion
from knowledge.codes import Classification, ICD10Code, NotACode, OPCS4Code, codes_typed_in, display
from knowledge.concepts import Concept, ConceptKind
from knowledge.policies import Policy
from knowledge.search.conditions import conditions
from knowledge.search.finder import Finder
from knowledge.search.matches import Because, Match, Where
from knowledge.search.reasons import missed, reasons

SHOWN = 5
# A classification answers beside the other only when its best comes this near to the other's best.
WORTH_SHOWING = 0.8
WEAK = 0.28


@dataclass(frozen=True)
class LoadedEdition:
    """One edition ready to answer: its concepts by code and its finder."""

    edition: Edition
    concepts: dict[str, Concept]
    finder: Finder

    @cached_property
    def children(self) -> dict[str, list[str]]:
        """The codes right below each concept, in the classification's order."""
        found: dict[str, list[str]] = {}
        for concept in self.concepts.values():
            found.setdefault(concept.parent, []).append(concept.code)
        return found

    def codes_under(self, code: str) -> list[Concept]:
        """The assignable codes of a category, the unspecified one first, then the most used."""
        under = [self.concepts[child] for child in self.children.get(code, ())]
        return sorted(under, key=lambda one: (one.code[3:] not in ("9", "X"), -one.usage, one.code))


class Shelved(Protocol):
    """An edition that is loaded when it is first asked."""

    @property
    def edition(self) -> Edition: ...
    @property
    def loaded(self) -> LoadedEdition: ...


@dataclass(frozen=True)
class KnowledgeBase:
    """Everything that answers, for one set of ready releases."""

    editions: tuple[Shelved, ...]
    policies: tuple[Policy, ...]

    def in_force(self, classification: Classification, on: date) -> LoadedEdition | None:
        """The edition in force on that day; before the first one known, the first.

        Answering from the earliest known edition, and saying which, serves the coder of an old
        episode better than no answer. A department's own import goes before the starter's.
        """
        mine = [shelf for shelf in self.editions if shelf.edition.classification == classification]
        begun = [shelf for shelf in mine if shelf.edition.valid_from <= on]
        if begun:
            last = max(begun, key=lambda one: (one.edition.valid_from, not one.edition.starter, one.edition.id))
            return last.loaded
        first = min(mine, key=lambda one: one.edition.valid_from, default=None)
        return first.loaded if first else None

    def warm(self, on: date) -> "KnowledgeBase":
        """Load the editions in force on that day now, so that nobody waits for it later."""
        for classification in Classification:
            self.in_force(classification, on)
        return self

    def suggest(
        self, text: str, *, on: date, classification: Classification | None = None, limit: int = SHOWN
    ) -> Answer:
        """Candidate codes for each condition of a message, best first, with what governs them.

        `on` picks the editions; `limit` is the number of codes per condition.
        """
        wanted = [classification] if classification else list(Classification)
        loaded = [one for one in (self.in_force(each, on) for each in wanted) if one]
        typed = [self._typed(code, loaded, limit) for code in codes_typed_in(text)]
        rest = _without(text, codes_typed_in(text)) if typed else text
        answers = [one for one in typed if one]
        answers += self._conditions(rest, loaded, limit, lone=not answers)
        return Answer(
            tuple(answers),
            self._governing(answers),
            tuple(each for each in wanted if self.in_force(each, on) is None),
        )

    def details(self, classification: Classification, code: str, edition_id: int) -> CodeDetails | None:
        """Where a code stands in that edition, or None where it does not hold the code."""
        shelf = next((one for one in self.editions if one.edition.id == edition_id), None)
        loaded = shelf.loaded if shelf else None
        concept = loaded.concepts.get(code) if loaded else None
        if loaded is None or concept is None or loaded.edition.classification != classification:
            return None
        return CodeDetails(
            concept=concept,
            edition=loaded.edition,
            path=tuple(_path(loaded, concept)),
            siblings=tuple(one for one in loaded.codes_under(concept.parent) if one.code != code),
            partner=loaded.concepts.get(concept.partner),
            policies=policy_rules.governing(self.policies, [(classification, code)]),
        )

    def _conditions(
        self, text: str, loaded: list[LoadedEdition], limit: int, *, lone: bool
    ) -> list[ConditionAnswer]:
        def coverage(part: str) -> float:
            return max((match.coverage for one in loaded for match in one.finder.find(part, 1)), default=0.0)

        if not text.strip(" ?.,;:-"):
            return []
        found = [_answer(part, loaded, limit) for part in conditions(text, coverage)]
        return [one for one in found if one.suggestions or lone]

    def _typed(self, code: str, loaded: list[LoadedEdition], limit: int) -> ConditionAnswer | None:
        """A code typed by the person, looked up in each edition."""
        found: list[Suggestion] = []
        near: list[Suggestion] = []
        for one in loaded:
            concept = _looked_up(code, one)
            if concept is not None:
                found += [_offered(item, one, code) for item in _assignable(concept, one)]
            else:
                near += [_offered(item, one, code) for item in _of_category(code, one)]
        if not found and not near:
            return None
        notes = () if found else (f"{display(code.upper().replace('.', ''))} is not a code in {_names(loaded)}.",)
        return ConditionAnswer(code, tuple((found or near)[:limit]), notes=notes)

    def _governing(self, answers: Iterable[ConditionAnswer]) -> tuple[Policy, ...]:
        found: dict[str, Policy] = {}
        for answer in answers:
            first = [(one.concept.classification, one.concept.code) for one in answer.suggestions[:2]]
            for policy in policy_rules.governing(self.policies, first, limit=2):
                found.setdefault(policy.reference, policy)
        return tuple(found.values())[:4]


def _answer(text: str, loaded: list[LoadedEdition], limit: int) -> ConditionAnswer:
    found = [(one, one.finder.find(text, 2 * limit)) for one in loaded]
    best = max((matches[0].score for _, matches in found if matches), default=0.0)
    suggestions: list[Suggestion] = []
    for one, matches in found:
        if matches and matches[0].score >= WORTH_SHOWING * best and best >= WEAK:
            suggestions += _suggested(one, matches)
    suggestions.sort(key=lambda suggestion: -suggestion.score)
    return ConditionAnswer(text, tuple(suggestions[:limit]), _not_understood(text, found))


def _suggested(loaded: LoadedEdition, matches: list[Match]) -> list[Suggestion]:
    found: dict[str, Suggestion] = {}
    for match in matches:
        concept = loaded.concepts.get(match.code)
        if concept is None:
            continue
        why = reasons(loaded.finder.index, match)
        for item in _assignable(concept, loaded)[:2]:
            found.setdefault(item.code, Suggestion(item, loaded.edition, round(match.score, 4), why))
    return list(found.values())


def _assignable(concept: Concept, loaded: LoadedEdition) -> list[Concept]:
    """The code itself, or the codes of a category: nobody can assign a category that is divided."""
    return [concept] if concept.kind is ConceptKind.CODE else loaded.codes_under(concept.code)


def _not_understood(text: str, found: list[tuple[LoadedEdition, list[Match]]]) -> tuple[str, ...]:
    """The words that no edition's index is found under; those merely not matched are told per code."""
    unknown: set[str] | None = None
    order: list[str] = []
    for loaded, matches in found:
        slots = matches[0].slots if matches else loaded.finder.slots(text)
        order += [slot.written for slot in slots if not slot.tokens]
        mine = {slot.written for slot in slots if not slot.tokens}
        unknown = mine if unknown is None else unknown & mine
    return tuple(word for word in dict.fromkeys(order) if word in (unknown or ()))


def _looked_up(code: str, loaded: LoadedEdition) -> Concept | None:
    canonical = _canonical(code, loaded.edition.classification)
    return loaded.concepts.get(canonical) or loaded.concepts.get(f"{canonical}X") if canonical else None


def _of_category(code: str, loaded: LoadedEdition) -> list[Concept]:
    canonical = _canonical(code, loaded.edition.classification)
    concept = (loaded.concepts.get(canonical[:3]) or loaded.concepts.get(f"{canonical[:3]}X")) if canonical else None
    return _assignable(concept, loaded) if concept else []


def _canonical(code: str, classification: Classification) -> str:
    try:
        return (ICD10Code(code) if classification is Classification.ICD10 else OPCS4Code(code)).canonical
    except NotACode:
        return ""


def _offered(concept: Concept, loaded: LoadedEdition, typed: str) -> Suggestion:
    return Suggestion(concept, loaded.edition, 1.0, (Because(typed, Where.CODE),))


def _names(loaded: list[LoadedEdition]) -> str:
    return " or ".join(one.edition.name for one in loaded)


def _without(text: str, codes: list[str]) -> str:
    for code in codes:
        text = text.replace(code, " ", 1)
    return text


def _path(loaded: LoadedEdition, concept: Concept) -> list[Concept]:
    """The concepts above, the chapter first."""
    path: list[Concept] = []
    above = loaded.concepts.get(concept.parent)
    while above is not None and len(path) < 10:
        path.insert(0, above)
        above = loaded.concepts.get(above.parent)
    return path


__all__ = ["Answer", "Because", "KnowledgeBase", "LoadedEdition"]
