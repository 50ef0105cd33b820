"""A file of people (CSV, TSV or XLSX) read into rows, with every bad line named.

Object ID                              Name         Role        Specialties          Cover
11111111-aaaa-4bbb-8ccc-000000000001   Dee Marsh    lead coder  cardiology; surgery  Finn Hale; Mo Reed
"""

import io
import re
import warnings
from collections.abc import Mapping
from pathlib import Path

import openpyxl

from casework.people_rows import PersonRow, WrongCell, row_of
from knowledge.importers import opening
from knowledge.importers.archive import check_archive, damaged
from knowledge.importers.opening import Kind
from knowledge.importers.rows import RefusedFile
from knowledge.importers.sheet import Line, Sheet, sheet_of_text
from knowledge.importers.workbook import DAMAGED, sheet_of_workbook

MOST_PEOPLE = 20_000
MOST_FAULTS = 20
HEADER_WITHIN = 20
_ADVICE = "no list of people is. Import the list of your own department alone."
_HEADINGS = {
    "object_id": (
        "objectid",
        "directoryobjectid",
        "entraobjectid",
        "azureobjectid",
        "aadobjectid",
        "userid",
        "id",
    ),
    "name": ("name", "displayname", "fullname"),
    "role": ("role",),
    "specialties": ("specialties", "specialty", "specialities", "speciality"),
    "cover": ("cover", "coverchain", "coveredby"),
}
_NEEDED = ("object_id", "name", "role")
_Columns = Mapping[str, int]


def read(path: Path, *, sheet: str = "", encoding: str = "") -> list[PersonRow]:
    """The people of a file.

    Raises:
        RefusedFile: naming the file and each line that cannot be used, with the reason.
    """
    table = _sheet(path, sheet, encoding)
    columns, first = _header(table)
    rows, faults = [], []
    for line in table.lines[first:]:
        try:
            rows.append(_row(line, columns))
        except WrongCell as error:
            faults.append(f"{table.unit} {line.number}: {error}")
    if len(rows) > MOST_PEOPLE:
        raise RefusedFile(f"{table.name}: more than {MOST_PEOPLE:,} people; {_ADVICE}")
    if faults:
        more = [f"… and {len(faults) - MOST_FAULTS} more."] if len(faults) > MOST_FAULTS else []
        told = "\n".join([*faults[:MOST_FAULTS], *more])
        raise RefusedFile(f"{table.name} was not imported. Mend it and try again:\n{told}")
    if not rows:
        raise RefusedFile(f"{table.name}: there is nobody in it below its header.")
    return rows


def _sheet(path: Path, wanted: str, encoding: str) -> Sheet:
    data = opening.content(path, _ADVICE)
    match opening.kind_of(path.name, data):
        case Kind.ZIP:
            return sheet_of_workbook(path.name, data, wanted or _first_sheet(path.name, data))
        case Kind.XML:
            raise RefusedFile(f"{path.name}: this is XML, not a table. Save it as CSV UTF-8 or XLSX.")
        case Kind.TEXT:
            return sheet_of_text(path.name, opening.text_of(path.name, data, encoding))


def _first_sheet(name: str, data: bytes) -> str:
    check_archive(name, data)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl remarks on styles that nobody reads here
            book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, keep_links=False)
            titles = [str(one.title) for one in book.worksheets]
            book.close()
    except (ValueError, *DAMAGED) as error:
        raise damaged(name, error) from error
    if not titles:
        raise RefusedFile(f"{name}: the workbook has no sheet with a table.")
    return titles[0]


def _header(table: Sheet) -> tuple[_Columns, int]:
    """Where each column stands, and the line below the header."""
    for at, line in enumerate(table.lines[:HEADER_WITHIN]):
        found = _columns(line)
        if "object_id" in found and "name" in found:
            if missing := [name for name in _NEEDED if name not in found]:
                raise table.refusal(line, f"there is no column {', '.join(missing)}.")
            return found, at + 1
    raise table.refusal(
        table.lines[0],
        "no header is found. It needs the columns Object ID, Name, Role, and may have Specialties, Cover.",
    )


def _columns(line: Line) -> dict[str, int]:
    plain = [re.sub(r"[^a-z]", "", cell.casefold()) for cell in line.cells]
    return {
        field: next(at for at, cell in enumerate(plain) if cell in known)
        for field, known in _HEADINGS.items()
        if any(cell in known for cell in plain)
    }


def _row(line: Line, columns: _Columns) -> PersonRow:
    cells = {field: line.cell(columns.get(field)) for field in _HEADINGS}
    return row_of(line.number, **cells)
