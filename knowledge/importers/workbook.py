"""Workbooks (.xlsx): the sheet that holds four-character codes, read row by row within limits.

One cell in the last row makes a million rows of a file of four kilobytes: blank rows are counted too.
"""

import io
import re
import warnings
import zipfile
import zlib
from collections.abc import Iterator
from itertools import islice
from typing import Any

import openpyxl
from defusedxml import DefusedXmlException
from openpyxl.utils.exceptions import InvalidFileException

from knowledge.importers.archive import check_archive, damaged
from knowledge.importers.rows import RefusedFile
from knowledge.importers.sheet import LONGEST_CELL, Line, Sheet

MOST_ROWS = 60_000
MOST_COLUMNS = 120
MOST_BLANK_ROWS = 500
MOST_SHEETS = 40

# “All …” counts every mention of a code, “Primary …” the first one only.
_BY_NAME = (
    re.compile(r"\ball\b.*\b4[\s-]*char", re.IGNORECASE),
    re.compile(r"\b4[\s-]*char", re.IGNORECASE),
)
_CODE = re.compile(r"[^A-Za-z0-9]{0,3}[A-Z]\d\d(?:\.?[\dX])?")
_LOOKED_AT = 80
# What openpyxl raises on a damaged part, besides its own; the parsers of XML, lxml's too, a SyntaxError.
DAMAGED = (
    InvalidFileException,
    DefusedXmlException,
    SyntaxError,
    zipfile.BadZipFile,
    zlib.error,
    KeyError,
    TypeError,
    AttributeError,
    IndexError,
    EOFError,
    OSError,
    OverflowError,
)


def sheet_of_workbook(name: str, data: bytes, wanted: str = "") -> Sheet:
    """The rows of the sheet asked for; else the one named after four characters; else the first with codes.

    Raises:
        RefusedFile: it is no workbook, carries macros, is made to harm, or has no such sheet.
    """
    check_archive(name, data)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl remarks on styles that nobody reads here
            return _read(name, data, wanted)
    except RefusedFile:
        raise
    except (ValueError, *DAMAGED) as error:
        raise damaged(name, error) from error


def _read(name: str, data: bytes, wanted: str) -> Sheet:
    book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
    try:
        title = _chosen(name, book, wanted)
        where = f"{name}, sheet “{title}”"
        lines = tuple(_lines(where, book[title]))
    finally:
        book.close()
    if not lines:
        raise RefusedFile(f"{where}: it is empty. Say which sheet to read with --sheet.")
    return Sheet(where, lines, unit="row", loose=True)


def _chosen(name: str, book: Any, wanted: str) -> str:
    titles = [sheet.title for sheet in book.worksheets][:MOST_SHEETS]
    if wanted:
        found = [title for title in titles if title.strip().casefold() == wanted.strip().casefold()]
        if not found:
            named = ", ".join(titles)[:400]
            raise RefusedFile(f"{name}: there is no sheet “{wanted}”. Its sheets are: {named}.")
        return str(found[0])
    for pattern in _BY_NAME:
        for title in titles:
            if pattern.search(title):
                return str(title)
    with_codes = next((title for title in titles if _holds_codes(book[title])), None)
    if with_codes is None:
        raise RefusedFile(f"{name}: no sheet of it holds codes. Say which one to read with --sheet.")
    return str(with_codes)


def _holds_codes(sheet: Any) -> bool:
    rows = (line.cells for line in islice(_lines(sheet.title, sheet), _LOOKED_AT))
    return sum(any(_CODE.fullmatch(cell.strip()) for cell in cells) for cells in rows) > 2


def _lines(where: str, sheet: Any) -> Iterator[Line]:
    sheet.reset_dimensions()  # what the file says of its own size is not believed
    blank = 0
    for number, cells in enumerate(sheet.iter_rows(values_only=True, max_col=MOST_COLUMNS), start=1):
        line = Line(number, tuple(_text(cell) for cell in cells))
        blank = blank + 1 if line.is_blank() else 0
        if blank > MOST_BLANK_ROWS:
            return
        if number > MOST_ROWS:
            raise RefusedFile(
                f"{where}, row {number}: more than {MOST_ROWS:,} rows; no table of codes has so many."
            )
        if not blank:
            yield line


def _text(cell: object) -> str:
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)[:LONGEST_CELL]
