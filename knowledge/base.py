"""The knowledge base: one immutable object in memory, swapped whole when something new is ready."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Protocol

from knowledge import policies as policy_rules
from knowledge import suggesting
from knowledge.answers import Answer, CodeDetails, ConditionAnswer, Edition, Suggestion
from knowledge.codes import CATEGORY_LENGTH, Classification, codes_typed_in, display
from knowledge.concepts import Concept
from knowledge.edition import LoadedEdition
from knowledge.policies import Policy
from knowledge.rules import Search
from knowledge.search.conditions import MOST_CONDITIONS, conditions, without_asking
from knowledge.search.cues import Cue, cues_in
from knowledge.search.matches import Because, Where

SHOWN = 5
# Known words, an abbreviation, a misspelt word and an unknown one: every path is trodden once.
WARM_UP = (
    "left NOF fracture",
    "hypertenshon xyzzyx",
    "previous MI with CCF",
    "?PE",
    "laparoscopic cholecystectomy and biopsy of liver",
    "low back pain",
    "unspecified disease of other joint",
)
MOST_POLICIES = 4
_WORD = re.compile(r"[A-Za-z]{2,}")
_PARTS = re.compile(r"[,;\n]|\sand\s|\sor\s")
NEARLY_AS_GOOD = 0.95
UNCONFIRMED_DIAGNOSIS = "DGCS.2"


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
            last = max(
                begun, key=lambda one: (one.edition.valid_from, not one.edition.starter, one.edition.id)
            )
            return last.loaded
        first = min(mine, key=lambda one: one.edition.valid_from, default=None)
        return first.loaded if first else None

    def warm(self, on: date) -> "KnowledgeBase":
        """Load the editions in force on that day now and ask each once, so that nobody waits for it later."""
        for classification in Classification:
            for words in WARM_UP:
                self.ranked_codes(words, on=on, classification=classification, limit=10)
        return self

    def suggest(
        self, text: str, *, on: date, classification: Classification | None = None, limit: int = SHOWN
    ) -> Answer:
        """Candidate codes for each condition of a message, best first, with what governs them.

        `on` picks the editions; `limit` is the number of codes per condition.
        """
        wanted = [classification] if classification else list(Classification)
        loaded = [one for one in (self.in_force(each, on) for each in wanted) if one]
        codes = _codes_meant(text)
        typed = [one for one in (_typed(code, loaded, limit) for code in codes) if one]
        answers = _conditions(_without(text, codes), loaded, limit, lone=not typed)
        answers = [_of_one_mind(one, answers) for one in typed] + answers
        return Answer(
            tuple(answers),
            self._governing(answers),
            tuple(each for each in wanted if self.in_force(each, on) is None),
        )

    def ranked_codes(self, text: str, *, on: date, classification: Classification, limit: int) -> list[str]:
        """The codes that `suggest` would offer for words that name one condition, in its order."""
        loaded = self.in_force(classification, on)
        return [one.match.code for one in suggesting.ranked(text, Search([loaded], limit))] if loaded else []

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
            path=tuple(loaded.path(concept)),
            siblings=tuple(one for one in loaded.codes_under(concept.parent) if one.code != code),
            partner=loaded.concepts.get(concept.partner),
            policies=policy_rules.governing(self.policies, [(classification, code)]),
        )

    def _governing(self, answers: Iterable[ConditionAnswer]) -> tuple[Policy, ...]:
        found: dict[str, Policy] = {}
        for answer in answers:
            if Cue.DOUBT in cues_in(answer.words).cues:
                found |= {
                    one.reference: one for one in self.policies if one.reference == UNCONFIRMED_DIAGNOSIS
                }
            first = [(one.concept.classification, one.concept.code) for one in _leading(answer)]
            for policy in policy_rules.governing(self.policies, first, limit=2):
                found.setdefault(policy.reference, policy)
        return tuple(found.values())[:MOST_POLICIES]


def _leading(answer: ConditionAnswer) -> tuple[Suggestion, ...]:
    """The suggestions that a coder will most likely take: the first, and a second nearly as good."""
    best = answer.suggestions[0].score if answer.suggestions else 0.0
    return tuple(one for one in answer.suggestions[:2] if one.score >= NEARLY_AS_GOOD * best)


def _conditions(text: str, loaded: list[LoadedEdition], limit: int, *, lone: bool) -> list[ConditionAnswer]:
    """The answers to the conditions of a text; those that found nothing only where nothing else did."""
    if not text.strip(" ?.,;:-"):
        return []
    search = Search(loaded, limit)
    parts = conditions(without_asking(text), search.coverage)
    found = [suggesting.answer(part, search) for part in parts]
    return [one for one in found if one.suggestions or one.notes or lone]


def _typed(code: str, loaded: list[LoadedEdition], limit: int) -> ConditionAnswer | None:
    """A code typed by the person, looked up in each edition; what is no code there is said."""
    found: list[Suggestion] = []
    near: list[Suggestion] = []
    notes = []
    for one in loaded:
        concept = one.looked_up(code)
        category = one.category_of(code)
        if concept is not None:
            found += [_offered(item, one, code) for item in one.assignable(concept)]
        elif category is not None:
            near += [_offered(item, one, code) for item in one.assignable(category)]
            notes.append(f"{_shown(code)} is not a code in {one.edition.name}.")
    if not found and not near:
        names = " or ".join(one.edition.name for one in loaded)
        return (
            ConditionAnswer(code, (), notes=(f"{_shown(code)} is not a code in {names}.",)) if names else None
        )
    return ConditionAnswer(code, tuple((found or near)[:limit]), notes=tuple(notes))


def _codes_meant(text: str) -> list[str]:
    """The codes that a message asks about. Beside other words a bare category is more often a vitamin
    (B12), a vertebra (T12) or a score than a code; alone between commas it is one."""
    found: list[str] = []
    for part in _PARTS.split(text):
        typed = codes_typed_in(part)
        alone = not _WORD.search(_without(part, typed))
        found += [code for code in typed if alone or len(code) > CATEGORY_LENGTH]
    return found[:MOST_CONDITIONS]


def _of_one_mind(typed: ConditionAnswer, answers: list[ConditionAnswer]) -> ConditionAnswer:
    """“is T2DM with foot ulcer E11.5?”: a code of both classifications is meant in that of the words."""
    meant = {one.concept.classification for answer in answers for one in answer.suggestions[:3]}
    kept = tuple(one for one in typed.suggestions if one.concept.classification in meant)
    return replace(typed, suggestions=kept) if kept and len(meant) == 1 else typed


def _shown(code: str) -> str:
    return display(code.upper().replace(".", "").replace(" ", ""))


def _offered(concept: Concept, loaded: LoadedEdition, typed: str) -> Suggestion:
    return Suggestion(concept, loaded.edition, 1.0, (Because(typed, Where.CODE),))


def _without(text: str, codes: list[str]) -> str:
    for code in codes:
        text = text.replace(code, " ", 1)
    return text
