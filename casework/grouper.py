"""A grouper's output file: the HRG of each episode, and which group to an error (UZ…).

No reader of the real file is public, so the department names its columns; the usual names are tried first.
All other columns are left unread. An HRG is for coders and leads: nothing that a clinician sees holds one.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import bindparam, select, update
from sqlmodel import Session, col

from casework.backlog import ERROR_HRG
from casework.episode_files.headings import compact
from casework.list_writing import ASKED_AT_ONCE, INSERTED_AT_ONCE, chunks
from casework.model.episode import INCOMPLETE, Episode
from casework.model.person import Person
from casework.rights import Action, Stands, may
from knowledge.importers import opening
from knowledge.importers.rows import RefusedFile
from knowledge.importers.sheet import Line, Sheet, sheet_of_text

USUAL: Mapping[str, tuple[str, ...]] = {
    "spell": ("PROVSPNO", "HospitalProviderSpellNumber", "Spell number", "Spell"),
    "episode_number": ("EPIORDER", "EpisodeNumber", "Episode number", "FCE number"),
    "hrg": ("FCE_HRG", "FCE HRG", "HRG", "Episode HRG"),
}
_HRG = re.compile(r"[A-Z]{2}\d{2}[A-Z]", re.ASCII)
_SPELL = re.compile(r"[A-Z0-9](?:[A-Z0-9/_.-]{0,38}[A-Z0-9])?", re.ASCII)
_NUMBER = re.compile(r"0*(\d{1,2})", re.ASCII)


@dataclass(frozen=True)
class Grouped:
    """What a grouper's file says: the HRG of each episode by its reference; lines that could not be read."""

    hrg_of: Mapping[str, str]
    skipped: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Flagged:
    """What a grouper's file changed. `errors` are incomplete episodes that group to an error."""

    known: int
    unknown: int
    changed: int
    errors: int


def read_grouper(file: Path, columns: Mapping[str, str] | None = None) -> Grouped:
    """The HRGs of a grouper's output. `columns` names its columns: spell, episode_number, hrg.

    Raises:
        RefusedFile: it is no such table, or a column is not in it.
    """
    data = opening.content(file, "no grouper's output is. Group fewer months at once.")
    sheet = sheet_of_text(file.name, opening.text_of(file.name, data))
    places = _places(sheet, columns or {})
    found: dict[str, str] = {}
    skipped: list[int] = []
    for line in sheet.lines[1:]:
        if line.is_blank():
            continue
        one = _hrg_of(line, places)
        if one is None:
            skipped.append(line.number)
        else:
            found[one[0]] = one[1]
    return Grouped(found, tuple(skipped))


def flag(session: Session, grouped: Grouped, *, tenant: str) -> Flagged:
    """Keep the HRGs of episodes that are known. The same file again changes nothing."""
    held = _held(session, tenant, grouped.hrg_of)
    changes = [
        {"held_id": id, "new_hrg": grouped.hrg_of[reference]}
        for reference, (id, hrg, _) in held.items()
        if hrg != grouped.hrg_of[reference]
    ]
    table = Episode.__table__  # type: ignore[attr-defined]
    statement = update(table).where(table.c.id == bindparam("held_id")).values(hrg=bindparam("new_hrg"))
    for chunk in chunks(changes, INSERTED_AT_ONCE):
        session.connection().execute(statement, chunk)
    errors = sum(
        is_error(grouped.hrg_of[reference]) and state in INCOMPLETE
        for reference, (_, _, state) in held.items()
    )
    return Flagged(len(held), len(grouped.hrg_of) - len(held), len(changes), errors)


def is_error(hrg: str) -> bool:
    """Whether the episode groups to an error: its record is too poor to be grouped."""
    return hrg.startswith(ERROR_HRG)


def hrg_for(person: Person, episode: Episode) -> str:
    """The HRG, for who may see it: the episode's coder and the leads. Empty for everybody else."""
    stands = Stands.OWN if episode.coder_id == person.id else Stands.OTHER
    seen = episode.tenant == person.tenant and may(person, Action.SEE_EPISODE, stands)
    return episode.hrg if seen else ""


def _places(sheet: Sheet, columns: Mapping[str, str]) -> tuple[int, int, int]:
    if unknown := sorted(set(columns) - set(USUAL)):
        raise RefusedFile(f"{sheet.name}: {unknown[0]} is no column that is read: {', '.join(USUAL)} are.")
    header = {compact(cell): at for at, cell in reversed(list(enumerate(sheet.lines[0].cells)))}
    places = []
    for field, usual in USUAL.items():
        named = (columns[field],) if field in columns else usual
        place = next((header[compact(name)] for name in named if compact(name) in header), None)
        if place is None:
            raise sheet.refusal(
                sheet.lines[0],
                f"there is no column {' or '.join(named)}. Name the columns: {', '.join(USUAL)}.",
            )
        places.append(place)
    return places[0], places[1], places[2]


def _hrg_of(line: Line, places: tuple[int, int, int]) -> tuple[str, str] | None:
    spell, number, hrg = (line.cell(place).upper() for place in places)
    counted = _NUMBER.fullmatch(number)
    if not (counted and _SPELL.fullmatch(spell) and _HRG.fullmatch(hrg)):
        return None
    return f"{spell}-{int(counted[1])}", hrg


def _held(session: Session, tenant: str, references: Iterable[str]) -> dict[str, tuple[int, str, str]]:
    found: dict[str, tuple[int, str, str]] = {}
    for chunk in chunks(sorted(references), ASKED_AT_ONCE):
        rows = select(col(Episode.reference), col(Episode.id), col(Episode.hrg), col(Episode.state)).where(
            col(Episode.tenant) == tenant, col(Episode.reference).in_(chunk)
        )
        for reference, id, hrg, state in session.connection().execute(rows):
            found[reference] = (id or 0, hrg, state)
    return found
