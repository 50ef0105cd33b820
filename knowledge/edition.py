"""One edition ready to answer: its concepts by code, and its finder."""

from dataclasses import dataclass
from functools import cached_property

from knowledge.answers import Edition
from knowledge.codes import Classification, ICD10Code, NotACode, OPCS4Code
from knowledge.concepts import Concept, ConceptKind
from knowledge.search.finder import Finder


@dataclass(frozen=True)
class LoadedEdition:
    """Immutable, but for what it works out once and keeps."""

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
        """The assignable codes of a category, the one to offer for the category's own words first.

        In ICD-10 that is the unspecified code: a guess would say more than the words. OPCS-4 keeps .9
        for records that say nothing of the operation, so there it is the one used most, where that is known.
        """
        under = [self.concepts[child] for child in self.children.get(code, ())]
        by_usage = self.edition.classification is Classification.OPCS4
        return sorted(
            under, key=lambda one: (-one.usage * by_usage, one.code[3:] not in ("9", "X"), -one.usage)
        )

    def offered_for(self, category: str) -> list[str]:
        """The codes of a category in the order of `codes_under`, worked out once."""
        if category not in self._offered:
            self._offered[category] = [one.code for one in self.codes_under(category)]
        return self._offered[category]

    @cached_property
    def _offered(self) -> dict[str, list[str]]:
        return {}

    def assignable(self, concept: Concept) -> list[Concept]:
        """The code itself, or the codes of a category: nobody can assign a category that is divided."""
        return [concept] if concept.kind is ConceptKind.CODE else self.codes_under(concept.code)

    def looked_up(self, typed: str) -> Concept | None:
        """The concept of a code as typed, or None."""
        canonical = self._canonical(typed)
        return (self.concepts.get(canonical) or self.concepts.get(f"{canonical}X")) if canonical else None

    def category_of(self, typed: str) -> Concept | None:
        """The category that a typed code would stand in, or None."""
        category = self._canonical(typed)[:3]
        return (self.concepts.get(category) or self.concepts.get(f"{category}X")) if category else None

    def path(self, concept: Concept) -> list[Concept]:
        """The concepts above, the chapter first."""
        path: list[Concept] = []
        above = self.concepts.get(concept.parent)
        while above is not None and len(path) < 10:
            path.insert(0, above)
            above = self.concepts.get(above.parent)
        return path

    def _canonical(self, typed: str) -> str:
        of = ICD10Code if self.edition.classification is Classification.ICD10 else OPCS4Code
        try:
            return of(typed).canonical
        except NotACode:
            return ""
