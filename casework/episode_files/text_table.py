"""CSV and TSV as reports write them: four separators, titles above, quoted line breaks, old encodings."""

import csv
import io
from collections.abc import Iterator
from itertools import islice

from casework.episode_files.rows import Reject
from casework.episode_files.table import (
    HEADER_WITHIN,
    LONGEST_CELL,
    MOST_CELLS,
    MOST_COLUMNS,
    MOST_LINES,
    Table,
    too_long,
    too_wide,
)
from knowledge.importers import opening
from knowledge.importers.rows import RefusedFile
from knowledge.importers.sheet import Line

_SEPARATORS = ",\t;|"
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
MOST_SPOILT = 1_000
# Blank lines and those in quotation marks too; CRLF counts twice.
_MOST_ENDS = 10 * MOST_LINES
STRAY_MARK = "a quotation mark stands in the middle of a cell"


def text_of(name: str, data: bytes) -> str:
    """The text: UTF-16 with its mark, UTF-8, else the Windows encoding that older systems write.

    Raises:
        RefusedFile: it is no text.
    """
    encoding = "utf-16" if data.startswith(_UTF16) else ""
    return opening.text_of(name, data, encoding, or_windows=True)


def table_of_text(name: str, text: str) -> Table:
    """The lines of a text, whatever separates its cells.

    Raises:
        RefusedFile: it is cut off, or larger than any list.
    """
    if text.count("\n") + text.count("\r") > _MOST_ENDS:
        raise too_long(name, "line", _MOST_ENDS)
    reader = _Reader(name, text)
    lines = tuple(reader.lines())
    if not lines:
        raise RefusedFile(f"{name}, line 1: the file is empty. Write the report anew and check its size.")
    return Table(name, lines, open_end=not text.endswith(("\n", "\r")), spoilt=tuple(reader.spoilt))


class _Reader:
    def __init__(self, name: str, text: str) -> None:
        self.name = name
        self.spoilt: list[Reject] = []
        self.separator = _separator(text)
        self.text = text
        self._kept: dict[str, str] = {}

    def lines(self) -> Iterator[Line]:
        """Each line with the number at which it begins. Equal cells become one object: most are equal."""
        source = io.StringIO(self.text, newline="")
        reader = csv.reader(source, delimiter=self.separator, strict=True)
        same, total, rows = self._kept.setdefault, 0, 0
        while True:
            begins = reader.line_num + 1
            cells = self._next(reader, begins)
            if cells is None:
                return
            if not any(cells):
                continue
            rows, total = rows + 1, total + len(cells)
            if rows > MOST_LINES or total > MOST_CELLS:
                raise too_long(self.name, "line", begins)
            line = Line(begins, tuple(map(same, cells, cells)))
            self._check_width(line)
            if not line.is_blank():
                yield line

    def _next(self, reader: Iterator[list[str]], begins: int) -> list[str] | None:
        """The next line's cells, empty for a spoilt one, None at the end."""
        try:
            return next(reader, None)
        except csv.Error as error:
            if "end of data" in str(error) or "limit" in str(error):
                raise RefusedFile(
                    f"{self.name}, line {begins}: a quotation mark is not closed, or the file is cut off. "
                    "Write the report anew."
                ) from error
            self.spoilt.append(Reject(begins, "", STRAY_MARK))
            if len(self.spoilt) > MOST_SPOILT:
                raise RefusedFile(
                    f"{self.name}: more than {MOST_SPOILT:,} lines have a quotation mark in the middle of "
                    "a cell. Write the report as CSV with doubled quotation marks."
                ) from error
            return []

    def _check_width(self, line: Line) -> None:
        if len(line.cells) > MOST_COLUMNS or max(map(len, line.cells)) > LONGEST_CELL:
            raise too_wide(self.name, "line", line.number)


def _separator(text: str) -> str:
    """The sign that parts most lines at the top into most cells: the titles above hold none of it."""
    top = list(islice((line for line in io.StringIO(text[:200_000]) if line.strip()), HEADER_WITHIN))
    return max(_SEPARATORS, key=lambda sign: sum(sorted(line.count(sign) for line in top)[len(top) // 2 :]))
