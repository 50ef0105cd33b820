"""Making an edition of what a file holds: planned first, so that people see what changes, then kept whole."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path

from sqlmodel import Session

from knowledge.answers import Edition
from knowledge.codes import Classification
from knowledge.concepts import Concept, ConceptKind, Mark
from knowledge.importers.difference import Difference, compared, difference
from knowledge.importers.hierarchy import with_levels_above
from knowledge.importers.rows import RefusedFile, Row
from knowledge.importers.run import Content
from knowledge.indexing import ReadyIndex, make_ready
from knowledge.library import NewEdition, concepts_of, edition_of, keep_edition
from knowledge.progress import Progress, no_progress
from knowledge.releases import Release, ready_releases

LONGEST_NAME = 80
# A file whose titles agree with the other classification this often is of the other classification.
_OTHERS = 0.3


@dataclass(frozen=True, slots=True)
class Plan:
    """An edition ready to be kept. `followed` is the one that it replaces or comes after.

    `known` says that the same file is there already under that name and date: nothing is to do.
    """

    new: NewEdition
    rows: tuple[Row, ...]
    difference: Difference
    followed: Edition | None
    known: bool

    def follows_an_import(self) -> bool:
        """Whether the department has imported this classification before."""
        return self.followed is not None and not self.followed.starter


def plan(session: Session, content: Content, classification: Classification, name: str, begins: date) -> Plan:
    """What keeping the content would change. Nothing is written.

    Raises:
        RefusedFile: the file is of the other classification, or the name is no name.
    """
    name = " ".join(name.split())
    if not 0 < len(name) <= LONGEST_NAME:
        raise RefusedFile(f"{content.source}: give the edition a name of at most {LONGEST_NAME} characters.")
    new = NewEdition(classification, name, begins, content.source, content.digest)
    ready = ready_releases(session)
    _check_classification(session, content, classification, ready)
    followed = _followed(ready, new)
    before = concepts_of(session, edition_of(followed)) if followed else {}
    rows = with_levels_above(classification, content.rows, _with_levels(session, ready, classification))
    return Plan(
        new=new,
        rows=tuple(_carried_over(rows, before, counted=content.counted)),
        difference=difference(before, rows),
        followed=edition_of(followed) if followed else None,
        known=any(_is(one, new) for one in ready),
    )


def refuse_if_cut_off(planned: Plan, *, force: bool = False) -> None:
    """A first import may be small; a later one not suddenly.

    Raises:
        RefusedFile: fewer than half of the codes of the edition imported before are left.
    """
    found = planned.difference
    if found.looks_cut_off() and planned.follows_an_import() and not force:
        followed = planned.followed.name if planned.followed else ""
        raise RefusedFile(
            f"{planned.new.source}: only {found.codes:,} codes, where {followed} has {found.followed:,}. "
            "The file looks cut off; fetch it again, or say --force if it is meant to be so small."
        )


def index_of(session: Session, planned: Plan, cache: Path, progress: Progress = no_progress) -> ReadyIndex:
    """The search index of the planned edition: it takes seconds, so no transaction waits for it."""
    of = planned.new.classification
    concepts = {
        row.code: Concept(of, row.code, row.kind, row.title, row.parent, row.mark, row.partner, row.usage)
        for row in sorted(planned.rows, key=lambda row: row.code)
    }
    return make_ready(session, cache, of, concepts, progress)


def carry_out(
    session: Session,
    planned: Plan,
    index: ReadyIndex | None = None,
    *,
    now: datetime,
    progress: Progress = no_progress,
    force: bool = False,
) -> Release:
    """Keep the edition whole, or not at all; its index is there when others first see it.

    Raises:
        RefusedFile: it looks cut off.
    """
    refuse_if_cut_off(planned, force=force)
    release = keep_edition(session, planned.new, planned.rows, now=now, progress=progress)
    if index is not None:
        index.save_for(release)
    return release


def _is(release: Release, new: NewEdition) -> bool:
    mine = (release.classification, release.edition, release.valid_from, release.read)
    return mine == (new.classification.value, new.name, new.valid_from, new.digest)


def _followed(ready: Sequence[Release], new: NewEdition) -> Release | None:
    """The edition that the new one replaces, else the one in force on its first day, else the first."""
    mine = [one for one in ready if one.classification == new.classification.value]
    replaced = [
        one
        for one in mine
        if not one.starter and (one.edition == new.name or one.valid_from == new.valid_from)
    ]
    begun = [one for one in mine if one.valid_from <= new.valid_from]
    if replaced or begun:
        return max(replaced or begun, key=lambda one: (one.valid_from, not one.starter, one.id or 0))
    return min(mine, key=lambda one: one.valid_from, default=None)


def _with_levels(
    session: Session, ready: Sequence[Release], classification: Classification
) -> dict[str, Concept]:
    """The concepts of the newest edition that has chapters above its codes."""
    for release in ready:
        if release.classification == classification.value:
            concepts = concepts_of(session, edition_of(release))
            if any(one.kind is ConceptKind.CHAPTER for one in concepts.values()):
                return concepts
    return {}


def _carried_over(rows: Sequence[Row], before: Mapping[str, Concept], *, counted: bool) -> list[Row]:
    """Counts and marks that the file does not have, from the edition followed."""
    marked = any(row.mark is not Mark.NONE for row in rows if row.kind is ConceptKind.CODE)
    return [_completed(row, before.get(row.code), counted=counted, marked=marked) for row in rows]


def _completed(row: Row, concept: Concept | None, *, counted: bool, marked: bool) -> Row:
    if concept is None:
        return row
    if not counted:
        row = replace(row, usage=concept.usage)
    return row if marked else replace(row, mark=concept.mark, partner=concept.partner)


def _check_classification(
    session: Session, content: Content, classification: Classification, ready: Sequence[Release]
) -> None:
    shares = dict.fromkeys(Classification, 0.0)
    newest = {release.classification: release for release in reversed(ready)}
    for release in newest.values():
        concepts = concepts_of(session, edition_of(release))
        shares[Classification(release.classification)] = agreement(content.rows, concepts)
    other = max(shares, key=lambda each: shares[each])
    if other is not classification and shares[other] > max(_OTHERS, shares[classification]):
        raise RefusedFile(
            f"{content.source}: its codes and titles are those of {other.label}, "
            f"not of {classification.label}. Import it as {other.value}."
        )


def agreement(rows: Sequence[Row], concepts: Mapping[str, Concept]) -> float:
    """The share of the rows whose code and title an edition knows; the code alone where there is no title."""
    codes = [row for row in rows if row.kind is ConceptKind.CODE]
    if not codes:
        return 0.0
    same = sum(
        1
        for row in codes
        if (known := concepts.get(row.code))
        and (not row.title or compared(known.title) == compared(row.title))
    )
    return same / len(codes)
