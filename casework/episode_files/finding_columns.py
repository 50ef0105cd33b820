"""Which column is which field: by a known heading, by one that is nearly known, by what only it can hold.

A guess must fit what stands in the column. The spell is never guessed from its cells alone: they could be
hospital numbers.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from rapidfuzz import fuzz

from casework.episode_files.bad import Bad
from casework.episode_files.cells import Remembering, is_nothing
from casework.episode_files.headings import compact, expanded, shown
from casework.episode_files.identifying_headings import kind_of_heading
from casework.episode_files.mapping import FIELDS
from casework.episode_files.mapping import Mapping as Settings
from casework.episode_files.rows import ColumnFound
from knowledge.importers.rows import RefusedFile

NEAR = 90
MUST_FIT = 0.8
_LOOKED_AT = 300
_TOO_FEW_TO_TELL = 4
NEEDED = (("spell", "reference"), ("episode_number", "reference"), ("treatment_function",),
          ("episode_end", "discharged"), ("episode_start", "admitted"))  # fmt: skip
_BY_CELLS = ("consultant_code", "treatment_function")
# Free words fit everything: a heading alone says what they are.
_TYPED = frozenset(FIELDS) - {"ward", "coder", "reason", "notes_location", "primary_diagnosis", "hrg"}

Cells = Sequence[Counter[str]]


@dataclass(frozen=True, slots=True)
class Columns:
    """Where each field stands, and how that was found."""

    at: Mapping[str, int]
    found: tuple[ColumnFound, ...]
    notes: tuple[str, ...] = ()


def known_headings(settings: Settings) -> frozenset[str]:
    """Every heading of the settings, compact and expanded."""
    names = [name for names in settings.columns.values() for name in names]
    return frozenset(compact(name) for name in names) | frozenset(expanded(name) for name in names)


def find_columns(
    name: str, headings: Sequence[str], cells: Cells, settings: Settings, readers: Mapping[str, Remembering]
) -> Columns:
    """The columns of a list. Columns that are left unread have an empty heading here.

    Raises:
        RefusedFile: a field that is needed has no column, or two columns could be one field.
    """
    finder = _Finder(name, headings, cells, settings, readers)
    finder.by_heading()
    finder.by_near_heading()
    finder.by_cells()
    finder.check_needed()
    order = sorted(finder.at, key=lambda field: finder.at[field])
    found = (ColumnFound(shown(headings[finder.at[f]], finder.at[f]), f, finder.how[f]) for f in order)
    return Columns(finder.at, tuple(found), tuple(finder.notes()))


class _Finder:
    def __init__(
        self,
        name: str,
        headings: Sequence[str],
        cells: Cells,
        settings: Settings,
        readers: Mapping[str, Remembering],
    ) -> None:
        self.name, self.headings, self.cells, self.settings, self.readers = (
            name,
            headings,
            cells,
            settings,
            readers,
        )
        self.at: dict[str, int] = {}
        self.how: dict[str, str] = {}
        self.unfit: dict[str, int] = {}

    def by_heading(self) -> None:
        """Headings as the settings have them, the first of a field's list that is there and fits."""
        columns = {at: compact(heading) for at, heading in enumerate(self.headings) if heading}
        for field in FIELDS:
            for wanted in map(compact, self.settings.columns.get(field, ())):
                same = [
                    at for at, heading in columns.items() if heading == wanted and at not in self.at.values()
                ]
                if len(same) > 1:
                    raise self._ambiguous(field, same)
                if same and self._take(
                    field, same[0], "set" if field in self.settings.set_fields else "known"
                ):
                    break

    def by_near_heading(self) -> None:
        """Headings with the usual short forms, or a letter astray: the nearest first."""
        free = {at: expanded(heading) for at, heading in enumerate(self.headings) if heading}
        near = [
            (score, field, at)
            for at, heading in free.items()
            if at not in self.at.values()
            for field, score in self._near(heading)
        ]
        for score, field, at in sorted(near, key=lambda one: -one[0]):
            if field in self.at or at in self.at.values():
                continue
            rivals = [
                other for s, f, other in near if (s, f) == (score, field) and other not in self.at.values()
            ]
            if len(rivals) > 1 and all(self._fits(field, rival) for rival in rivals):
                raise self._ambiguous(field, rivals)
            self._take(field, at, "guessed")

    def _near(self, heading: str) -> Iterator[tuple[str, float]]:
        """The fields that a heading is near to, unless two are equally near."""
        free = (field for field in FIELDS if field not in self.at and field not in self.settings.set_fields)
        scored = {field: self._nearness(heading, field) for field in free}
        best = max(scored.values(), default=0.0)
        fields = [field for field, score in scored.items() if score == best and score >= NEAR]
        if len(fields) == 1:
            yield fields[0], best

    def _nearness(self, heading: str, field: str) -> float:
        names = self.settings.columns.get(field, ())
        return max((fuzz.token_sort_ratio(heading, expanded(name)) for name in names), default=0.0)

    def by_cells(self) -> None:
        """Fields that only one kind of column can hold: consultant codes; one column of three digits."""
        for field in _BY_CELLS:
            if field in self.at or field in self.settings.set_fields:
                continue
            fitting = [
                at for at, heading in enumerate(self.headings)
                if heading and at not in self.at.values() and self._fits(field, at, strictly=True)
            ]  # fmt: skip
            if len(fitting) == 1:
                self._take(field, fitting[0], "guessed")

    def check_needed(self) -> None:
        """Refuse a list without the columns that nothing can be done without."""
        for fields in NEEDED:
            if not any(field in self.at for field in fields):
                raise self._missing(fields)

    def notes(self) -> Iterator[str]:
        """A sentence for each heading that the settings name in vain, and each over something else."""
        for field in sorted(self.settings.set_fields - set(self.at) - set(self.unfit)):
            yield f"None of the headings that the settings file names for the {_said(field)} is in the list."
        for field, at in self.unfit.items():
            if field not in self.at and at not in self.at.values():
                yield (
                    f"“{shown(self.headings[at], at)}” is not read as the {_said(field)}: "
                    "most of its cells hold something else."
                )

    def _take(self, field: str, at: int, how: str) -> bool:
        if field in self.at or not self._fits(field, at):
            self.unfit.setdefault(field, at)
            return False
        self.at[field], self.how[field] = at, how
        return True

    def _fits(self, field: str, at: int, *, strictly: bool = False) -> bool:
        """Whether most of the column's cells can be read as that field; of very few, nothing is said."""
        if field not in _TYPED:
            return True
        counted = islice(self.cells[at].items(), _LOOKED_AT)
        cells = {cell: times for cell, times in counted if not is_nothing(cell)}
        if not cells:
            return not strictly
        read, total = self.readers[field], sum(cells.values())
        good = sum(
            times
            for cell, times in cells.items()
            if not isinstance(read[cell], Bad) and (not strictly or _alone(field, cell))
        )
        return good >= MUST_FIT * total or (not strictly and total <= _TOO_FEW_TO_TELL)

    def _ambiguous(self, field: str, columns: Sequence[int]) -> RefusedFile:
        named = " and ".join(f"“{shown(self.headings[at], at)}” (column {at + 1})" for at in columns)
        return RefusedFile(
            f"{self.name}: {named} could each be the {_said(field)}. Take one of them out of the report, or "
            f'say which in the settings file: [columns] {field} = ["its heading"].'
        )

    def _missing(self, fields: Sequence[str]) -> RefusedFile:
        at = next((self.unfit[field] for field in fields if field in self.unfit), None)
        but = (
            f" “{shown(self.headings[at], at)}” is called so, but most of its cells hold something else."
            if at is not None and at not in self.at.values()
            else ""
        )
        named = ", ".join(self._headings_found())[:600]
        return RefusedFile(
            f"{self.name}: no column with the {' or the '.join(map(_said, fields))} is found.{but} "
            f"The headings are: {named}. Name it in the settings file: "
            f'[columns] {fields[0]} = ["its heading"].'
        )

    def _headings_found(self) -> Iterator[str]:
        for at, heading in enumerate(self.headings):
            if heading and not kind_of_heading(heading):
                yield shown(heading, at)


def _said(field: str) -> str:
    return field.replace("_", " ")


def _alone(field: str, cell: str) -> bool:
    """Whether the cell is the code and nothing beside it."""
    return cell.isdecimal() and len(cell) == 3 if field == "treatment_function" else cell[:1].isalpha()
