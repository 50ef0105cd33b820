"""The tables of knowledge: keeping an edition, and making the base that answers from all of them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from pathlib import Path

from sqlalchemy import Engine, delete, insert
from sqlmodel import Session, col, func, select

from knowledge import indexing
from knowledge.answers import Edition
from knowledge.base import KnowledgeBase
from knowledge.codes import Classification
from knowledge.concepts import Concept, ConceptKind, ConceptRow, Mark, TermRow
from knowledge.edition import LoadedEdition
from knowledge.importers.rows import Row
from knowledge.policies import Policy, starter_policies
from knowledge.policy_library import state_of_books
from knowledge.progress import Progress, no_progress
from knowledge.releases import Release, ReleaseState, ready_releases
from knowledge.search import saved
from knowledge.search.finder import Finder
from knowledge.search.lexicon import load as load_lexicon

BATCH = 2_000


@dataclass(frozen=True, slots=True)
class NewEdition:
    """What is known of an edition besides its rows."""

    classification: Classification
    name: str
    valid_from: date
    source: str
    digest: str
    starter: bool = False


def keep_edition(
    session: Session, new: NewEdition, rows: Sequence[Row], *, now: datetime, progress: Progress = no_progress
) -> Release:
    """Keep an edition whole; the same file under the same name and date again changes nothing.

    An edition of the same name or date that was read from another file is replaced: it keeps its
    rows, because earlier answers cite them, and answers no more.
    """
    known = _known(session, new)
    if known is not None:
        return known
    _replace(session, new)
    release = Release(
        classification=new.classification.value,
        edition=new.name,
        valid_from=new.valid_from,
        state=ReleaseState.READY.value,
        source=new.source,
        digest=new.digest,
        starter=new.starter,
        imported_at=now,
    )
    session.add(release)
    session.flush()
    for start in range(0, len(rows), BATCH):
        batch = rows[start : start + BATCH]
        session.connection().execute(insert(ConceptRow), [_values(release.id or 0, row) for row in batch])
        progress(f"Storing {new.name}", start + len(batch), len(rows))
    return release


def keep_terms(
    session: Session, classification: Classification, terms: Iterable[tuple[str, str]], origin: str
) -> int:
    """Keep other words for codes, in place of those of the same origin."""
    session.connection().execute(
        delete(TermRow).where(
            col(TermRow.classification) == classification.value, col(TermRow.origin) == origin
        )
    )
    rows = [
        {"classification": classification.value, "code": code, "text": text, "origin": origin}
        for code, text in dict.fromkeys(terms)
    ]
    if rows:
        session.connection().execute(insert(TermRow), rows)
    return len(rows)


def _known(session: Session, new: NewEdition) -> Release | None:
    return next(
        (
            one
            for one in ready_releases(session)
            if (one.classification, one.edition, one.valid_from, one.read)
            == (new.classification.value, new.name, new.valid_from, new.digest)
        ),
        None,
    )


def _replace(session: Session, new: NewEdition) -> None:
    for one in ready_releases(session):
        same_kind = one.classification == new.classification and one.starter == new.starter
        if same_kind and (one.edition == new.name or one.valid_from == new.valid_from):
            one.state = ReleaseState.REPLACED.value


def _values(release_id: int, row: Row) -> dict[str, object]:
    return {
        "release_id": release_id,
        "code": row.code,
        "kind": row.kind.value,
        "title": row.title,
        "parent": row.parent,
        "mark": row.mark.value,
        "partner": row.partner,
        "usage": row.usage,
    }


@dataclass(frozen=True)
class Shelf:
    """One edition, read from the database and its saved index when it is first asked."""

    edition: Edition
    engine: Engine
    path: Path

    @cached_property
    def loaded(self) -> LoadedEdition:
        """The edition with its finder, from the saved index or built anew and saved."""
        with Session(self.engine) as session:
            concepts = concepts_of(session, self.edition)
        return LoadedEdition(self.edition, concepts, self._finder(concepts))

    def _finder(self, concepts: dict[str, Concept]) -> Finder:
        classification = self.edition.classification
        lexicon = load_lexicon(scope=classification.value)
        try:
            return saved.load(self.path, lexicon)
        except (OSError, ValueError, KeyError):
            with Session(self.engine) as session:
                terms = indexing.kept_terms(session, classification)
            finder = indexing.built(classification, concepts, terms, lexicon)
            indexing.save(finder, self.path)
            return finder


def load_base(engine: Engine, cache: Path, *, policies: tuple[Policy, ...] | None = None) -> KnowledgeBase:
    """The base over every ready edition. Those not asked yet cost nothing; `warm` loads those in force."""
    with Session(engine) as session:
        releases = ready_releases(session)
        counts = dict(
            session.exec(select(TermRow.classification, func.count()).group_by(TermRow.classification)).all()
        )
    makes = {each.value: indexing.make_of(each, counts.get(each.value, 0)) for each in Classification}
    shelves = [
        Shelf(edition_of(one), engine, indexing.index_path(cache, one, makes[one.classification]))
        for one in releases
    ]
    return KnowledgeBase(tuple(shelves), starter_policies() if policies is None else policies)


def state_of_knowledge(session: Session) -> tuple[tuple[int, str], ...]:
    """Changes whenever a base made now would differ: which releases and policy books are ready."""
    releases = tuple((release.id or 0, release.digest) for release in ready_releases(session))
    return releases + state_of_books(session)


def edition_of(release: Release) -> Edition:
    """The release as answers name it."""
    return Edition(
        id=release.id or 0,
        classification=Classification(release.classification),
        name=release.edition,
        valid_from=release.valid_from,
        starter=release.starter,
    )


def concepts_of(session: Session, edition: Edition) -> dict[str, Concept]:
    """Every concept of an edition by its code, as stored."""
    row = ConceptRow
    chosen = select(row.code, row.kind, row.title, row.parent, row.mark, row.partner, row.usage)  # type: ignore[call-overload]
    found = session.exec(chosen.where(row.release_id == edition.id).order_by(row.code))
    kinds = {kind.value: kind for kind in ConceptKind}
    marks = {mark.value: mark for mark in Mark}
    return {
        code: Concept(edition.classification, code, kinds[kind], title, parent, marks[mark], partner, usage)
        for code, kind, title, parent, mark, partner, usage in found
    }
