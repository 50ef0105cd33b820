"""Which texts lead to the codes of an edition: titles, category titles, and other words with their origin."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from importlib import resources
from importlib.resources.abc import Traversable

from knowledge.codes import Classification
from knowledge.concepts import Concept, ConceptKind, Term
from knowledge.importers.starter_icd10 import UKDifferences
from knowledge.search.index import Wording
from knowledge.search.matches import Where

OWN_TERMS = "our own terms"
# Raised whenever a change of the code makes saved indexes stale.
MAKE = "12"


def wordings(
    classification: Classification, concepts: Mapping[str, Concept], terms: Iterable[Term]
) -> Iterator[Wording]:
    """Every wording of an edition's codes and categories.

    Codes that differ only in the place of occurrence share their category's wording: ten documents
    alike would say nothing more and crowd out the rest.
    """
    differences = UKDifferences.read() if classification is Classification.ICD10 else None
    for concept in concepts.values():
        if concept.kind is ConceptKind.CATEGORY:
            yield Wording(concept.code, concept.title, Where.CATEGORY)
        elif concept.kind is ConceptKind.CODE:
            parent = concepts.get(concept.parent)
            divided = parent is not None and parent.kind is ConceptKind.CATEGORY
            if divided and differences and differences.takes_place(concept.code[:3]):
                continue
            yield Wording(
                concept.code, concept.title, Where.TITLE, parent.title if parent and divided else ""
            )
    yield from _other_words(concepts, terms)


def _other_words(concepts: Mapping[str, Concept], terms: Iterable[Term]) -> Iterator[Wording]:
    for term in terms:
        code = term.code if term.code in concepts else f"{term.code[:3]}X"
        if code in concepts:
            yield Wording(code, term.text, term.origin)


def own_terms(classification: Classification, folder: Traversable | None = None) -> Iterator[Term]:
    """The product's own terms: knowledge/data/terms/CLASSIFICATION_*.tsv, lines of code TAB term."""
    for file in _term_files(classification, folder):
        for line in file.read_text(encoding="utf-8").splitlines():
            if line and not line.startswith("#"):
                code, _, text = line.partition("\t")
                yield Term(classification, code, text.strip(), OWN_TERMS)


def fingerprint(classification: Classification) -> str:
    """Changes whenever the word files, the term files or the make of the index change."""
    digest = hashlib.sha256(MAKE.encode())
    folder = resources.files("knowledge") / "data" / "words"
    files = sorted(folder.iterdir(), key=lambda file: file.name) + _term_files(classification, None)
    for file in files:
        digest.update(file.name.encode() + file.read_bytes())
    return digest.hexdigest()


def _term_files(classification: Classification, folder: Traversable | None) -> list[Traversable]:
    folder = folder or resources.files("knowledge") / "data" / "terms"
    files = (file for file in folder.iterdir() if file.name.endswith(".tsv"))
    return sorted((f for f in files if f.name.startswith(classification.value)), key=lambda file: file.name)
