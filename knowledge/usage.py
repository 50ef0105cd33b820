"""How often each code is used: counts from NHS England's yearly workbooks, given to the edition in force."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from sqlalchemy import bindparam, update
from sqlmodel import Session

from knowledge.answers import Edition
from knowledge.codes import Classification
from knowledge.concepts import Concept, ConceptKind, ConceptRow
from knowledge.importers import tables
from knowledge.importers.columns import Columns, find_columns
from knowledge.importers.rows import RefusedFile, Row
from knowledge.importers.run import HowToRead
from knowledge.importers.sheet import Sheet
from knowledge.importing import agreement
from knowledge.indexing import ReadyIndex, make_ready
from knowledge.library import concepts_of, edition_of
from knowledge.progress import Progress, no_progress
from knowledge.releases import Release, ready_releases

# Another year's titles differ in some words, never in most.
_ENOUGH = 0.2


@dataclass(frozen=True, slots=True)
class Counting:
    """What a file of counts gives: to which releases that lack them, and how many codes it knows of."""

    edition: Edition
    releases: tuple[int, ...]
    counts: Mapping[str, int]
    digest: str
    unknown: int

    @property
    def codes(self) -> int:
        """How many codes of the edition get a count."""
        return len(self.counts) - self.unknown


def plan_counts(session: Session, sheet: Sheet, how: HowToRead, on: date) -> Counting:
    """The counts of the sheet for the edition in force on that day, and for later ones. Nothing is written.

    Raises:
        RefusedFile: there is no column of counts, or the codes are of no edition that is loaded.
    """
    columns = find_columns(sheet, how.columns, _is_any_code)
    if columns.count is None:
        raise sheet.refusal(sheet.lines[0], "no column of counts is found. Name it with --count-column.")
    release, rows = _recognised(session, sheet, columns, on)
    counts = {row.code: row.usage for row in rows if row.kind is ConceptKind.CODE}
    text = "\n".join(f"{code} {count}" for code, count in sorted(counts.items()))
    digest = hashlib.sha256(text.encode()).hexdigest()
    edition = edition_of(release)
    return Counting(
        edition=edition,
        releases=tuple(one.id or 0 for one in _from(session, release) if one.counted != digest),
        counts=counts,
        digest=digest,
        unknown=len(counts.keys() - concepts_of(session, edition).keys()),
    )


def index_with_counts(
    session: Session, counting: Counting, release: int, cache: Path, progress: Progress = no_progress
) -> ReadyIndex:
    """The search index of a release as it will be with these counts."""
    edition = replace(counting.edition, id=release)
    concepts = {
        code: replace(concept, usage=counting.counts.get(code, concept.usage))
        for code, concept in concepts_of(session, edition).items()
    }
    return make_ready(session, cache, edition.classification, concepts, progress)


def give_counts(
    session: Session, counting: Counting, indexes: Mapping[int, ReadyIndex] | None = None
) -> None:
    """Store the counts; codes that the file does not name keep what they have."""
    for release in ready_releases(session):
        if release.id in counting.releases:
            _store(session, release.id, counting.counts)
            release.digest = f"{release.read}+{counting.digest}"
            session.add(release)
            if indexes and release.id in indexes:
                indexes[release.id].save_for(release)


def _is_any_code(cell: str) -> bool:
    return any(tables.is_code(each, cell) for each in Classification)


def _recognised(session: Session, sheet: Sheet, columns: Columns, on: date) -> tuple[Release, list[Row]]:
    """The edition whose codes and titles the sheet holds: diagnoses and procedures look alike."""
    shares: list[tuple[float, Release]] = []
    sample = _sample(sheet, columns)
    for classification in Classification:
        release = _in_force(session, classification, on)
        if release is not None:
            concepts = concepts_of(session, edition_of(release))
            shares.append((_share(sample, classification, concepts), release))
    share, release = max(shares, key=lambda one: one[0], default=(0.0, None))
    if release is None or share < _ENOUGH:
        raise RefusedFile(
            f"{sheet.name}: its codes and titles are those of no edition that is loaded. "
            "Import the classification first, or check that this is the right file."
        )
    return release, list(tables.read_table(sheet, columns, Classification(release.classification)).rows)


def _sample(sheet: Sheet, columns: Columns) -> list[tuple[str, str]]:
    lines = sheet.lines[columns.first :]
    step = max(1, len(lines) // 2_000)
    return [(line.cell(columns.code), " ".join(line.cell(columns.title).split())) for line in lines[::step]]


def _share(
    sample: list[tuple[str, str]], classification: Classification, concepts: Mapping[str, Concept]
) -> float:
    rows = [
        Row(tables.canonical(classification, code), ConceptKind.CODE, title)
        for code, title in sample
        if tables.is_code(classification, code)
    ]
    undivided = [replace(row, code=f"{row.code}X") if len(row.code) == 3 else row for row in rows]
    return agreement(undivided, concepts) * len(rows) / max(1, len(sample))


def _in_force(session: Session, classification: Classification, on: date) -> Release | None:
    mine = [one for one in ready_releases(session) if one.classification == classification.value]
    begun = [one for one in mine if one.valid_from <= on] or mine[-1:]
    return max(begun, key=lambda one: (one.valid_from, not one.starter, one.id or 0), default=None)


def _from(session: Session, release: Release) -> list[Release]:
    return [
        one
        for one in ready_releases(session)
        if one.classification == release.classification
        and (one.valid_from, not one.starter) >= (release.valid_from, not release.starter)
    ]


def _store(session: Session, release: int, counts: Mapping[str, int]) -> None:
    table = ConceptRow.__table__  # type: ignore[attr-defined]
    statement = (
        update(table)
        .where(table.c.release_id == release, table.c.code == bindparam("of"))
        .values(usage=bindparam("times"))
    )
    session.connection().execute(statement, [{"of": code, "times": count} for code, count in counts.items()])
