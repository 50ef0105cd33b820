"""A list as a table: numbered lines, the header found below titles, footers and repeats left out."""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from casework.episode_files.dates import EPOCH
from casework.episode_files.headings import compact, words
from casework.episode_files.rows import Reject
from knowledge.importers.rows import RefusedFile
from knowledge.importers.sheet import Line

MOST_LINES = 150_000
MOST_CELLS = 4_000_000
MOST_COLUMNS = 200
LONGEST_CELL = 8_000
HEADER_WITHIN = 60
FEWEST_HEADINGS = 3

_FOOTER = re.compile(
    r"(grand |sub ?|report |overall )?totals?\b|count\b|record count|row count"
    r"|(number|no|total) of (rows|records|episodes|fces|spells)|\d+ (rows?|records?|episodes?)\b"
    r"|end of (report|file|list|data)|page \d+|printed\b|run (date|time|on|at|by)\b"
    r"|report (run|produced|generated|date|name|id)\b"
    r"|generated\b|produced\b"
)
_FOOTER_CELLS = 4
# Only what begins like one of them is looked at closer: there are fifty thousand lines.
_MAY_END = re.compile(
    r"\W*(grand|sub|report|overall|total|count|record|row|number|no\b|end|page|printed|run|generated|produced"
    r"|\d+ )",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Table:
    """The lines of a file that are not blank.

    `exact`: each line has as many cells as the header. `open_end`: the last line has no end.
    `spoilt`: lines that could not be parted into cells.
    """

    name: str
    lines: Sequence[Line]
    unit: str = "line"
    exact: bool = True
    open_end: bool = False
    epoch: date = EPOCH
    spoilt: tuple[Reject, ...] = ()


@dataclass(frozen=True, slots=True)
class Headed:
    """A table with its header found.

    `header_line` is the header's own line number, `width` its cells with empty ones at the end, `skipped`
    counts repeated headers, titles and totals below.
    """

    table: Table
    headings: tuple[str, ...]
    above: tuple[Line, ...]
    below: tuple[Line, ...]
    header_line: int
    width: int
    skipped: int = 0


def too_long(name: str, unit: str, number: int) -> RefusedFile:
    """The refusal of a list that no hospital has."""
    return RefusedFile(
        f"{name}, {unit} {number}: more than {MOST_LINES:,} {unit}s or {MOST_CELLS:,} cells; "
        "no list of uncoded episodes has so many. Narrow the report down."
    )


def too_wide(name: str, unit: str, number: int) -> RefusedFile:
    """The refusal of a line that no report writes."""
    return RefusedFile(
        f"{name}, {unit} {number}: more than {MOST_COLUMNS} columns, or a cell of more than "
        f"{LONGEST_CELL:,} characters (a quotation mark that is not closed?). Write the report anew."
    )


def headed(table: Table, is_known: Callable[[str], bool]) -> Headed:
    """The table below its header: the line of the first sixty with the most headings that are known.

    Columns without a heading have an empty one.

    Raises:
        RefusedFile: there is none. It does not show the lines: they may be a patient's.
    """
    counts = [
        sum(is_known(cell) for cell in line.cells if cell.strip()) for line in table.lines[:HEADER_WITHIN]
    ]
    best = max(range(len(counts)), key=lambda at: (counts[at], -at), default=0)
    if not counts or counts[best] < FEWEST_HEADINGS:
        raise RefusedFile(
            f"{table.name}: no header is found in the first {HEADER_WITHIN} {table.unit}s. It needs a line "
            "of headings, such as Spell number, Episode number, Episode end date, Specialty. If yours are "
            "called otherwise, name them in a settings file (see the README of episode_files)."
        )
    header = table.lines[best]
    above, rest = tuple(table.lines[:best]), table.lines[best + 1 :]
    below = tuple(_data(rest, header, above))
    headings = _trimmed(header.cells)
    return Headed(table, headings, above, below, header.number, len(header.cells), len(rest) - len(below))


def _trimmed(cells: Sequence[str]) -> tuple[str, ...]:
    filled = [at for at, cell in enumerate(cells) if cell.strip()]
    return tuple(" ".join(cell.split()) for cell in cells[: filled[-1] + 1])


def _data(lines: Sequence[Line], header: Line, above: tuple[Line, ...]) -> Iterator[Line]:
    """The lines that are not written again on each page and not a footer."""
    again = {_first(line.cells): _essence(line.cells) for line in (*above, header)}
    for line in lines:
        first = _first(line.cells)
        if first in again and _essence(line.cells) == again[first]:
            continue
        if not (_MAY_END.match(first) and is_footer(line.cells)):
            yield line


def _first(cells: Sequence[str]) -> str:
    return cells[0] or next((cell for cell in cells if cell), "")


def _essence(cells: Sequence[str]) -> tuple[str, ...]:
    return tuple(compact(cell) for cell in cells if cell.strip())


def is_footer(cells: Sequence[str]) -> bool:
    """Whether a line is a total or a note of the report, by its first words and its few cells."""
    filled = [cell for cell in cells if cell.strip()]
    return 0 < len(filled) <= _FOOTER_CELLS and bool(_FOOTER.match(words(filled[0])))


def refuse_cut_off(head: Headed) -> None:
    """Refuse a text that ends in the middle of its last line.

    Raises:
        RefusedFile: with that line.
    """
    table, width = head.table, len(head.headings)
    last = table.lines[-1]
    if table.open_end and len(last.cells) < width and not is_footer(last.cells):
        raise RefusedFile(
            f"{table.name}, line {last.number}: the line has {len(last.cells)} of {width} columns and "
            "no end: the file is cut off. Write the report anew."
        )


def distinct(headed_table: Headed, column: int) -> Counter[str]:
    """The cells of one column without surrounding blanks, each with how often it stands there."""
    counted = Counter(line.cells[column] for line in headed_table.below if column < len(line.cells))
    held: Counter[str] = Counter()
    for cell, times in counted.items():
        if cell and (bare := cell.strip()):
            held[bare] += times
    return held
