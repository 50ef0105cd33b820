"""The search index of an edition: built from its concepts and their other words, saved under what made it."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from sqlmodel import Session, select

from knowledge.codes import Classification
from knowledge.concepts import Concept, Term, TermRow
from knowledge.progress import Progress, no_progress
from knowledge.releases import Release
from knowledge.search import saved
from knowledge.search.finder import Finder, make_finder
from knowledge.search.index import build
from knowledge.search.lexicon import Lexicon
from knowledge.search.lexicon import load as load_lexicon
from knowledge.search.wordings import fingerprint, own_terms, wordings

T = TypeVar("T")
STEP = 2_000


def kept_terms(session: Session, classification: Classification) -> list[Term]:
    """The other words for codes that the database keeps."""
    kept = session.exec(select(TermRow).where(TermRow.classification == classification.value))
    return [Term(classification, row.code, row.text, row.origin) for row in kept]


def make_of(classification: Classification, terms: int) -> str:
    """Changes whenever the words, the terms or the making of an index change."""
    return f"{fingerprint(classification)}{terms}"


def index_path(cache: Path, release: Release, make: str) -> Path:
    """Where the index of a release is saved; another content or make has another name."""
    digest = hashlib.sha256(f"{release.digest}{make}".encode()).hexdigest()
    return cache / f"index-{release.classification}-{release.id}-{digest[:16]}.npz"


def built(
    classification: Classification,
    concepts: Mapping[str, Concept],
    terms: list[Term],
    lexicon: Lexicon,
    progress: Progress = no_progress,
) -> Finder:
    """The finder over every wording of the concepts."""
    usage = {code: concept.usage for code, concept in concepts.items()}
    texts = list(wordings(classification, concepts, [*own_terms(classification), *terms]))
    watched = _watched(texts, f"Indexing {classification.label}", progress)
    return make_finder(build(watched, usage, lexicon), lexicon)


def save(finder: Finder, path: Path) -> None:
    """Save the index in place of older ones of the same edition."""
    for older in path.parent.glob(f"{path.stem.rpartition('-')[0]}-*.npz"):
        older.unlink(missing_ok=True)
    saved.save(finder, path)


@dataclass(frozen=True, slots=True)
class ReadyIndex:
    """An index built before its edition is there, so that both appear together."""

    finder: Finder
    make: str
    cache: Path

    def save_for(self, release: Release) -> None:
        """Save it where whoever loads that release looks for it."""
        save(self.finder, index_path(self.cache, release, self.make))


def make_ready(
    session: Session,
    cache: Path,
    classification: Classification,
    concepts: Mapping[str, Concept],
    progress: Progress = no_progress,
) -> ReadyIndex:
    """Build the index of an edition that is not kept yet."""
    terms = kept_terms(session, classification)
    finder = built(classification, concepts, terms, load_lexicon(scope=classification.value), progress)
    return ReadyIndex(finder, make_of(classification, len(terms)), cache)


def _watched(texts: list[T], step: str, progress: Progress) -> Iterator[T]:
    for done, text in enumerate(texts, start=1):
        if done % STEP == 0 or done == len(texts):
            progress(step, done, len(texts))
        yield text
