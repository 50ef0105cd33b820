"""The one door for a classification's file: what it is by content, and the rows that it holds."""

import hashlib
import re
from dataclasses import dataclass, field
from pathlib import Path

from knowledge.codes import Classification
from knowledge.importers import opening, tables
from knowledge.importers.columns import Asked, find_columns
from knowledge.importers.opening import Kind
from knowledge.importers.rows import Row
from knowledge.importers.sheet import Sheet, sheet_of_text
from knowledge.importers.trud_icd10 import NEEDED, is_trud_icd10, rows_of_trud_icd10
from knowledge.importers.workbook import sheet_of_workbook
from knowledge.importers.xml_codes import sheet_of_xml


@dataclass(frozen=True, slots=True)
class HowToRead:
    """What somebody says about a file whose content does not say it."""

    columns: Asked = field(default_factory=Asked)
    sheet: str = ""
    encoding: str = ""


@dataclass(frozen=True, slots=True)
class Content:
    """What a file holds: `counted` where it says how often each code was used."""

    source: str
    layout: str
    rows: tuple[Row, ...]
    counted: bool
    notes: tuple[str, ...] = ()

    @property
    def digest(self) -> str:
        """The same rows have the same digest, however the file was saved."""
        digest = hashlib.sha256()
        for row in self.rows:
            parts = (row.code, row.kind.value, row.title, row.mark.value, row.partner, str(row.usage))
            digest.update("\t".join(parts).encode() + b"\n")
        return digest.hexdigest()


def read(path: Path, classification: Classification, how: HowToRead | None = None) -> Content:
    """The rows of a file of that classification, whatever its layout.

    Raises:
        RefusedFile: naming the file, the line and the reason.
    """
    how = how or HowToRead()
    sheet = sheet_of(path, how)
    if classification is Classification.ICD10 and is_trud_icd10(sheet) and not how.columns:
        trud = tuple(rows_of_trud_icd10(sheet))
        return Content(path.name, "TRUD ICD-10 codes, titles and metadata", trud, counted=False)

    def is_code(cell: str) -> bool:
        return tables.is_code(classification, cell)

    columns = find_columns(sheet, how.columns, is_code)
    if columns.title is None:
        raise sheet.refusal(sheet.lines[0], "no column of titles is found. Name it with --title-column.")
    table = tables.read_table(sheet, columns, classification)
    rows = tuple(row for row in table.rows if row.title)
    return Content(path.name, "table of codes and titles", rows, columns.count is not None, table.notes)


def sheet_of(path: Path, how: HowToRead) -> Sheet:
    """The table of a file: of its text, its XML or its workbook."""
    data = opening.content(path)
    kind = opening.kind_of(path.name, data)
    if kind is Kind.ZIP:
        return sheet_of_workbook(path.name, data, how.sheet)
    if kind is Kind.XML:
        return sheet_of_xml(path.name, data)
    text = opening.text_of(path.name, data, how.encoding, or_windows=_comes_in_windows(data))
    return sheet_of_text(path.name, text)


_OPCS4_LINE = re.compile(rb"[A-Z]\d\d(?:\.?\d)?\t[^\t\r\n]+\r?\n")


def _comes_in_windows(data: bytes) -> bool:
    """Whether the first line is a TRUD file's: those come without word of their encoding."""
    first = data[:4_000].partition(b"\n")[0].upper() + b"\n"
    return bool(_OPCS4_LINE.fullmatch(first)) or all(name.encode() in first for name in NEEDED)
