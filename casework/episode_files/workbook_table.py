"""Workbooks (.xlsx) as reports write them: the sheet with the list, row by row, within limits.

openpyxl reads 50,000 rows of 18 columns in about seven seconds. python-calamine needs one, but takes
memory for the whole rectangle up to the last cell: one stray cell in a far corner ends the process.
"""

import io
import re
import warnings
import zipfile
from collections.abc import Callable, Iterator
from datetime import date, datetime, time
from typing import Any

import openpyxl
from openpyxl.utils.datetime import MAC_EPOCH

from casework.episode_files.dates import EPOCH
from casework.episode_files.table import (
    FEWEST_HEADINGS,
    HEADER_WITHIN,
    LONGEST_CELL,
    MOST_CELLS,
    MOST_COLUMNS,
    MOST_LINES,
    Table,
    too_long,
    too_wide,
)
from knowledge.importers.archive import check_archive, damaged
from knowledge.importers.rows import RefusedFile
from knowledge.importers.sheet import Line
from knowledge.importers.workbook import DAMAGED
from knowledge.progress import Progress

MOST_SHEETS = 40
MOST_BLANK_ROWS = 500
LOOKED_AT_BEYOND = 20_000
_ROW = re.compile(rb"<(?:\w+:)?row\b[^>]*[^/]>\s*<")
_MOST_CELLS = MOST_LINES * 30
_STEP = 5_000
_CHUNK = 1 << 20
_1904 = date(1904, 1, 1)


def table_of_workbook(
    name: str, data: bytes, wanted: str, is_known: Callable[[str], bool], progress: Progress
) -> Table:
    """The sheet asked for, else the first one with the headings of such a list.

    Raises:
        RefusedFile: it is no workbook, carries macros, is made to harm, or has no such sheet.
    """
    check_archive(name, data)
    try:
        _check_amount(name, data)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl remarks on styles that nobody reads here
            return _read(name, data, wanted, is_known, progress)
    except RefusedFile:
        raise
    except (ValueError, *DAMAGED) as error:
        raise damaged(name, error) from error


def _check_amount(name: str, data: bytes) -> None:
    """Count rows and cells before the slow reading begins."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for member in archive.namelist():
            if member.casefold().startswith("xl/worksheets/"):
                rows = cells = 0
                with archive.open(member) as file:
                    while part := file.read(_CHUNK):
                        rows += len(_ROW.findall(part))
                        cells += part.count(b"<c ")
                if rows > MOST_LINES or cells > _MOST_CELLS:
                    raise too_long(name, "row", MOST_LINES)


def _read(name: str, data: bytes, wanted: str, is_known: Callable[[str], bool], progress: Progress) -> Table:
    book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
    try:
        title = _chosen(name, book, wanted, is_known)
        where = f"{name}, sheet “{title[:60]}”"
        lines = tuple(_lines(where, book[title], progress))
        epoch = _1904 if book.epoch == MAC_EPOCH else EPOCH
    finally:
        book.close()
    if not lines:
        raise RefusedFile(f"{where}: it is empty. Say which sheet to read.")
    return Table(where, lines, unit="row", exact=False, epoch=epoch)


def _chosen(name: str, book: Any, wanted: str, is_known: Callable[[str], bool]) -> str:
    titles = [str(sheet.title) for sheet in book.worksheets][:MOST_SHEETS]
    if not titles:
        raise RefusedFile(f"{name}: the workbook has no sheet with a table.")
    if wanted:
        found = [title for title in titles if title.strip().casefold() == wanted.strip().casefold()]
        if not found:
            named = ", ".join(titles)[:400]
            raise RefusedFile(f"{name}: there is no sheet “{wanted}”. Its sheets are: {named}.")
        return found[0]
    return next((title for title in titles if _has_headings(book[title], is_known)), titles[0])


def _has_headings(sheet: Any, is_known: Callable[[str], bool]) -> bool:
    sheet.reset_dimensions()
    rows = sheet.iter_rows(values_only=True, max_row=HEADER_WITHIN * 2, max_col=MOST_COLUMNS)
    return any(
        sum(isinstance(cell, str) and is_known(cell) for cell in row) >= FEWEST_HEADINGS for row in rows
    )


def _lines(where: str, sheet: Any, progress: Progress) -> Iterator[Line]:
    expected = min(sheet.max_row or MOST_LINES, MOST_LINES)
    sheet.reset_dimensions()  # what the file says of its own size is not believed
    kept: dict[str, str] = {}
    blank = rows = cells = 0
    for number, values in enumerate(sheet.iter_rows(values_only=True), start=1):
        if not number % _STEP:
            progress("Reading the sheet", min(number, expected), expected)
        blank = blank + 1 if all(value is None or value == "" for value in values) else 0
        if blank > MOST_BLANK_ROWS + LOOKED_AT_BEYOND:
            return
        if blank:
            continue
        rows, cells = rows + 1, cells + len(values)
        _check(where, number, rows, cells, values)
        yield Line(number, tuple(kept.setdefault(text, text) for text in map(_text, values[:MOST_COLUMNS])))


def _check(where: str, number: int, rows: int, cells: int, values: tuple[object, ...]) -> None:
    if number > rows + MOST_BLANK_ROWS + LOOKED_AT_BEYOND // 4:
        raise RefusedFile(
            f"{where}, row {number}: thousands of empty rows stand above it. "
            "Copy the list into a new sheet without them."
        )
    if rows > MOST_LINES or cells > MOST_CELLS:
        raise too_long(where, "row", number)
    if len(values) > MOST_COLUMNS and any(value not in (None, "") for value in values[MOST_COLUMNS:]):
        raise too_wide(where, "row", number)


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return value[:LONGEST_CELL]
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime):
        return value.isoformat(" ") if value.time() != time() else value.date().isoformat()
    return str(value)[:LONGEST_CELL]
