"""Numbered lines of cells: what text, XML and workbooks all become before anybody looks for codes."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass

from knowledge.importers.rows import RefusedFile

MOST_LINES = 300_000
MOST_CELLS = 256
LONGEST_CELL = 8_000
_SEPARATORS = ",;|"


@dataclass(frozen=True, slots=True)
class Line:
    """One line with its number in the file."""

    number: int
    cells: tuple[str, ...]

    def cell(self, column: int | None) -> str:
        """The cell without surrounding blanks, empty where the line is shorter."""
        return self.cells[column].strip() if column is not None and column < len(self.cells) else ""

    def is_blank(self) -> bool:
        """Whether nothing is written in it."""
        return not any(cell.strip() for cell in self.cells)


@dataclass(frozen=True, slots=True)
class Sheet:
    """The lines of one table. `loose` is a sheet made for reading, with titles above and notes below."""

    name: str
    lines: tuple[Line, ...]
    unit: str = "line"
    loose: bool = False

    def refusal(self, line: Line, reason: str) -> RefusedFile:
        """The refusal that names this file and line."""
        return RefusedFile(f"{self.name}, {self.unit} {line.number}: {reason}")


def sheet_of_text(name: str, text: str) -> Sheet:
    """The lines of a tab-separated or comma-separated text, the separator found by itself.

    Raises:
        RefusedFile: a line that cannot be a table's, or a table that is cut off.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    separator = _separator(text)
    split = _by_tab(text) if separator == "\t" else _by_sign(name, text, separator)
    sheet = Sheet(name, tuple(_within_limits(name, split)))
    if not sheet.lines:
        raise RefusedFile(f"{name}, line 1: the file is empty. Fetch it again and check its size.")
    _check_end(sheet, text)
    return sheet


def _separator(text: str) -> str:
    first = next((line for line in text.split("\n") if line.strip()), "")
    return "\t" if "\t" in first else max(_SEPARATORS, key=first.count)


def _by_tab(text: str) -> Iterator[Line]:
    for number, line in enumerate(text.split("\n"), start=1):
        yield Line(number, tuple(_unquoted(cell) for cell in line.split("\t")))


def _unquoted(cell: str) -> str:
    bare = cell.strip()
    if len(bare) > 1 and bare[0] == bare[-1] == '"':
        return bare[1:-1].replace('""', '"')
    return cell


def _by_sign(name: str, text: str, separator: str) -> Iterator[Line]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    try:
        for cells in reader:
            yield Line(reader.line_num, tuple(cells))
    except csv.Error as error:
        reason = f"a quotation mark is not closed, or the file is cut off ({error})"
        raise RefusedFile(f"{name}, line {reader.line_num}: {reason}. Fetch or save it anew.") from error


def _within_limits(name: str, lines: Iterator[Line]) -> Iterator[Line]:
    kept = 0
    for line in lines:
        if line.is_blank():
            continue
        kept += 1
        if kept > MOST_LINES:
            raise RefusedFile(
                f"{name}, line {line.number}: more than {MOST_LINES:,} lines; no release has so many."
            )
        if len(line.cells) > MOST_CELLS or any(len(cell) > LONGEST_CELL for cell in line.cells):
            raise RefusedFile(f"{name}, line {line.number}: too long for a table of codes and titles.")
        yield line


def _check_end(sheet: Sheet, text: str) -> None:
    """A last line without its end and with fewer cells than the rest is a file cut off."""
    first, last = sheet.lines[0], sheet.lines[-1]
    if not text.endswith("\n") and len(last.cells) < len(first.cells):
        reason = (
            f"the line has {len(last.cells)} of {len(first.cells)} columns and no end: the file is cut off"
        )
        raise sheet.refusal(last, f"{reason}. Fetch it again.")
