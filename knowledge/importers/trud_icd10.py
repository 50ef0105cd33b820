"""ICD-10 5th edition as TRUD releases it: codes, titles and metadata in twelve columns, as text or XML.

CODE is not unique: rows of five characters repeat the four-character code and differ in ALT_CODE.
DESCRIPTION is the parent's title for modified codes; the meaning is in MODIFIER_4 and MODIFIER_5.
"""

from dataclasses import replace

from knowledge.codes import Classification, ICD10Code, NotACode, codes_typed_in
from knowledge.concepts import ConceptKind, Mark
from knowledge.importers.rows import Row
from knowledge.importers.sheet import Line, Sheet
from knowledge.importers.tables import levelled

NEEDED = ("ALT_CODE", "DESCRIPTION")
_PARTS = ("DESCRIPTION", "MODIFIER_4", "MODIFIER_5")
_USAGE_UK = {"2": Mark.ASTERISK, "1": Mark.DAGGER, "4": Mark.DAGGER}


def is_trud_icd10(sheet: Sheet) -> bool:
    """Whether the first line is the header of that release."""
    return set(NEEDED) <= {cell.strip().upper() for cell in sheet.lines[0].cells}


def rows_of_trud_icd10(sheet: Sheet) -> list[Row]:
    """The codes of the release, with their dagger and asterisk marks and fixed partners.

    Raises:
        RefusedFile: a line without its code or title, or one code twice.
    """
    header = {cell.strip().upper(): at for at, cell in enumerate(sheet.lines[0].cells)}
    found: dict[str, Row] = {}
    for line in sheet.lines[1:]:
        row = _row(sheet, line, header)
        before = found.get(row.code)
        if before is not None and before.title != row.title:
            raise sheet.refusal(
                line, f"ALT_CODE {row.code} comes twice with different titles. Fetch the file again."
            )
        found[row.code] = row
        _keep_four_characters(found, line, header, row)
    return [_with_partner(row, found) for row in levelled(Classification.ICD10, found, sheet)]


def _row(sheet: Sheet, line: Line, header: dict[str, int]) -> Row:
    written = line.cell(header["ALT_CODE"]) or line.cell(header.get("CODE"))
    try:
        code = ICD10Code(written).canonical
    except NotACode as error:
        raise sheet.refusal(line, f"{error}. Fetch the file again.") from error
    title = _title(line, header, _PARTS)
    if not title:
        raise sheet.refusal(line, f"{written} has no DESCRIPTION; the file may be cut off. Fetch it again.")
    return Row(code, ConceptKind.CODE, title, mark=_mark(line, header), partner=_partner(line, header))


def _title(line: Line, header: dict[str, int], names: tuple[str, ...]) -> str:
    """The parts that are there, one after the other: “Type 2 diabetes mellitus - With coma”."""
    parts = [" ".join(line.cell(header.get(name)).split()) for name in names]
    kept: list[str] = []
    for part in parts:
        if part and not any(part.casefold() == before.casefold() for before in kept):
            kept.append(part)
    return " - ".join(kept)


def _mark(line: Line, header: dict[str, int]) -> Mark:
    usage = line.cell(header.get("USAGE")).upper()
    if usage.startswith("DAGGER"):
        return Mark.DAGGER
    if usage.startswith("ASTERIS"):
        return Mark.ASTERISK
    return _USAGE_UK.get(line.cell(header.get("USAGE_UK")), Mark.NONE)


def _partner(line: Line, header: dict[str, int]) -> str:
    """The first code that QUALIFIERS names: for a fixed pair, the asterisk code of the dagger."""
    named = codes_typed_in(line.cell(header.get("QUALIFIERS")).replace("*", " ").replace("†", " "))
    try:
        return ICD10Code(named[0]).canonical if named else ""
    except NotACode:
        return ""


def _keep_four_characters(found: dict[str, Row], line: Line, header: dict[str, int], row: Row) -> None:
    """Five characters stand below four, which the file does not always list by themselves."""
    shorter = row.code[:4]
    if len(row.code) > 4 and shorter not in found:
        found[shorter] = replace(row, code=shorter, title=_title(line, header, _PARTS[:2]))


def _with_partner(row: Row, found: dict[str, Row]) -> Row:
    if not row.partner or row.partner in found:
        return row
    undivided = f"{row.partner}X"
    return replace(row, partner=undivided) if undivided in found else row
