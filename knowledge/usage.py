"""How often each code is used: counts from NHS England's yearly workbooks, given to the edition in force."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

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
from knowledge.library import concepts_of, edition_of
from knowledge.releases import Release, ready_releases

# Another year's titles differ in some words, never in most.
_ENOUGH = 0.2


@dataclass(frozen=True, slots=True)
class Counted:
    """What a file of counts gave: how many codes got one, how many the edition does not know."""

    edition: Edition
    releases: tuple[int, ...]
    codes: int
    unknown: int
    changed: bool


def give_counts(session: Session, sheet: Sheet, how: HowToRead, on: date) -> Counted:
    """Give the counts of the sheet to the codes of the edition in force on that day, and of later ones.

    Codes that the sheet does not name keep what they have. The same sheet again changes nothing.

    Raises:
        RefusedFile: there is no column of counts, or the codes are of no edition that is loaded.
    """
    columns = find_columns(sheet, how.columns, _is_any_code)
    if columns.count is None:
        raise sheet.refusal(sheet.lines[0], "no column of counts is found. Name it with --count-column.")
    release, rows = _recognised(session, sheet, columns, on)
    counts = {row.code: row.usage for row in rows if row.kind is ConceptKind.CODE}
    given = [_give(session, one, counts) for one in _from(session, release)]
    known = concepts_of(session, edition_of(release)).keys()
    return Counted(
        edition=edition_of(release),
        releases=tuple(each for each in given if each),
        codes=len(counts.keys() & known),
        unknown=len(counts.keys() - known),
        changed=any(given),
    )


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


def _give(session: Session, release: Release, counts: Mapping[str, int]) -> int:
    """Store the counts; the release's id, or 0 where it has them already."""
    text = "\n".join(f"{code} {count}" for code, count in sorted(counts.items()))
    digest = hashlib.sha256(text.encode()).hexdigest()
    if release.counted == digest:
        return 0
    table = ConceptRow.__table__  # type: ignore[attr-defined]
    statement = (
        update(table)
        .where(table.c.release_id == release.id, table.c.code == bindparam("of"))
        .values(usage=bindparam("times"))
    )
    session.connection().execute(statement, [{"of": code, "times": count} for code, count in counts.items()])
    release.digest = f"{release.read}+{digest}"
    session.add(release)
    return release.id or 0
