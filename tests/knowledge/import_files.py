"""Small files in every format that an import reads, in the shapes of the real ones."""

import io
import zipfile
from collections.abc import Iterable, Sequence
from pathlib import Path

import openpyxl

TRUD_ICD10_HEADER = [
    *("CODE", "ALT_CODE", "USAGE", "USAGE_UK", "DESCRIPTION", "MODIFIER_4", "MODIFIER_5", "QUALIFIERS"),
    *("GENDER_MASK", "MIN_AGE", "MAX_AGE", "TREE_DESCRIPTION"),
]
# CODE is not unique, blanks are single spaces, a description alone may be the parent's title.
TRUD_ICD10 = [
    ("A17.0", "A170", "DAGGER", "1", "Tuberculous meningitis", " ", " ", "G01X", " ", " ", " ", " "),
    ("E11.0", "E110", "DEFAULT", "3", "Type 2 diabetes mellitus", "With coma", " ", " ", " ", "40", " ", " "),
    (
        "E11.9",
        "E119",
        "DEFAULT",
        "3",
        "Type 2 diabetes mellitus",
        "Without complications",
        " ",
        " ",
        " ",
        "40",
    ),
    ("G01", "G01X", "ASTERIS", "2", "Meningitis in bacterial diseases", " ", " ", " ", " ", " ", " ", " "),
    ("I10", "I10X", "DEFAULT", "3", "Essential (primary) hypertension", " ", " ", " ", " ", " ", " ", " "),
    (
        "M90.0",
        "M9000",
        "ASTERIS",
        "2",
        "Tuberculosis of bone",
        " ",
        "Multiple sites",
        " ",
        " ",
        " ",
        " ",
        " ",
    ),
    (
        "M90.0",
        "M9001",
        "ASTERIS",
        "2",
        "Tuberculosis of bone",
        " ",
        "Shoulder region",
        " ",
        " ",
        " ",
        " ",
        " ",
    ),
]
OPCS4 = [
    ("J18", "Excision of gall bladder"),
    ("J18.1", "Total cholecystectomy and excision of surrounding tissue"),
    ("J18.3", "Total cholecystectomy NEC"),
    ("W85", "Therapeutic endoscopic operations on cavity of knee joint"),
    ("W85.1", "Endoscopic removal of loose body from knee joint"),
    ("W85.2", "Endoscopic irrigation of knee joint"),
]


def write(path: Path, text: str, encoding: str = "utf-8") -> Path:
    """A text file as it is, its line ends unchanged."""
    path.write_bytes(text.encode(encoding))
    return path


def table(path: Path, rows: Iterable[Sequence[object]], separator: str = "\t", end: str = "\n") -> Path:
    """A plain table."""
    return write(path, "".join(separator.join(map(str, row)) + end for row in rows))


def trud_icd10(path: Path, rows: Iterable[Sequence[str]] = TRUD_ICD10) -> Path:
    """The text release of ICD-10: a header, twelve columns, tabs."""
    return table(path, [TRUD_ICD10_HEADER, *rows], end="\r\n")


def trud_icd10_xml(path: Path) -> Path:
    """The XML release of ICD-10."""
    classes = "".join(f"<CLASS {_attributes(TRUD_ICD10_HEADER, row)}/>\n" for row in TRUD_ICD10)
    return write(path, f'<?xml version="1.0"?>\n<DSV xmlns="urn:nhs-org:icd-10">\n{classes}</DSV>\n')


def trud_opcs4(path: Path, *, dotted: bool = True, encoding: str = "utf-8") -> Path:
    """The text release of OPCS-4: no header, two columns, CRLF."""
    rows = [(code if dotted else code.replace(".", ""), title) for code, title in OPCS4]
    return write(path, "".join(f"{code}\t{title}\r\n" for code, title in rows), encoding)


def trud_opcs4_xml(path: Path) -> Path:
    """The XML release of OPCS-4."""
    codes = "".join(f"<code {_attributes(('CODE', 'TITLE'), row)}/>" for row in OPCS4)
    return write(path, f'<codes xmlns="https://www.digital.nhs.uk/opcs/codes">{codes}</codes>')


def _attributes(names: Sequence[str], row: Sequence[str]) -> str:
    return " ".join(f'{name}="{value}"' for name, value in zip(names, row, strict=False))


def yearly_workbook(path: Path, what: str, rows: Iterable[Sequence[object]]) -> Path:
    """A workbook as NHS England publishes it: titles above, a total, hidden counts, notes below."""
    book = openpyxl.Workbook()
    book.active.title = "Title sheet"
    for kind in (f"Primary {what} 4 Character", f"All {what} 4 Character"):
        sheet = book.create_sheet(kind)
        for line in range(10):
            sheet.append(
                [
                    f"Hospital Admitted Patient Care Activity: code and description {line}"
                    if line == 3
                    else None
                ]
            )
        sheet.append(
            [
                f"{kind.split()[0]} {what.lower()}: 4 character code and description",
                None,
                "Main",
                f"All {what.lower()}",
                "Male",
            ]
        )
        sheet.append(["Total", None, 10, 999, 5])
        for code, title, count in rows:
            sheet.append([code, title, 1, count if kind.startswith("All") else 1, 0])
        sheet.append([None])
        sheet.append(["Source: invented for a test"])
    book.save(path)
    return path


def with_member(path: Path, name: str, content: bytes) -> Path:
    """The workbook with one more part."""
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return path


def with_part_changed(path: Path, name: str, old: bytes, new: bytes) -> Path:
    """The workbook with something replaced in one of its parts."""
    held = io.BytesIO()
    with zipfile.ZipFile(path) as before, zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as after:
        for member in before.namelist():
            content = before.read(member)
            after.writestr(member, content.replace(old, new) if member == name else content)
    path.write_bytes(held.getvalue())
    return path
