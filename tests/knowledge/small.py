"""Editions of a few codes, held in memory: for tests of what is made of words."""

from collections.abc import Iterable
from datetime import date

from knowledge.answers import ConditionAnswer, Edition
from knowledge.base import KnowledgeBase
from knowledge.codes import Classification
from knowledge.concepts import Concept, ConceptKind, Mark, Term
from knowledge.edition import LoadedEdition
from knowledge.search import index, lexicon
from knowledge.search.finder import make_finder
from knowledge.search.wordings import wordings

DAY = date(2026, 5, 1)
Titles = dict[str, str]


def edition(
    classification: Classification,
    titles: Titles,
    *,
    terms: Iterable[tuple[str, str]] = (),
    usage: dict[str, int] | None = None,
    marks: dict[str, Mark] | None = None,
) -> LoadedEdition:
    """An edition of these codes and categories (three characters), every code under its category."""
    concepts = {
        code: Concept(
            classification,
            code,
            ConceptKind.CATEGORY if len(code) == 3 else ConceptKind.CODE,
            title,
            parent=code[:3] if len(code) > 3 and code[:3] in titles else "",
            mark=(marks or {}).get(code, Mark.NONE),
            usage=(usage or {}).get(code, 0),
        )
        for code, title in titles.items()
    }
    words = lexicon.load(scope=classification.value)
    other = [Term(classification, code, text, "test") for code, text in terms]
    built = index.build(wordings(classification, concepts, other), usage or {}, words)
    number = list(Classification).index(classification) + 1
    return LoadedEdition(
        Edition(number, classification, f"{classification.label} small", date(2016, 4, 1), starter=False),
        concepts,
        make_finder(built, words),
    )


class Shelf:
    """An edition already loaded."""

    def __init__(self, loaded: LoadedEdition) -> None:
        self.loaded = loaded
        self.edition = loaded.edition


def base(*editions: LoadedEdition) -> KnowledgeBase:
    """A knowledge base over these editions, without policies."""
    return KnowledgeBase(tuple(Shelf(one) for one in editions), ())


def codes(answer: ConditionAnswer) -> list[str]:
    """The codes of an answer, best first."""
    return [one.concept.code for one in answer.suggestions]
