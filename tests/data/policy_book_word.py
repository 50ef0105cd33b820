"""The book as a Word file, as Word itself would save it: automatic numbers and the pages last printed."""

import io
import re
import zipfile
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import docx
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn

from tests.data.policy_book_layout import Page
from tests.data.policy_book_pdf import FOOTER, HEADER
from tests.data.policy_book_text import Part

STILL = datetime(2026, 3, 12)  # noqa: DTZ001 - Word's own fields hold no zone
NUMBERED = re.compile(r"\d+(?:\.\d+)* (?P<title>.+)")
LEVELS = "".join(
    f'<w:lvl w:ilvl="{level}"><w:start w:val="1"/><w:numFmt w:val="decimal"/>'
    f'<w:lvlText w:val="{".".join(f"%{one}" for one in range(1, level + 2))}"/></w:lvl>'
    for level in range(3)
)


def write(file: Path, pages: Sequence[Page]) -> None:
    """Write the pages, the same bytes each time."""
    opened = docx.Document()
    opened.core_properties.title = "Clinical Coding Policy Book"
    opened.core_properties.created = opened.core_properties.modified = STILL
    _set_up_numbers(opened)
    opened.sections[0].header.paragraphs[0].text = HEADER
    opened.sections[0].footer.paragraphs[0].text = FOOTER
    for number, page in enumerate(pages):
        _write_page(opened, page, turned=number > 0)
    held = io.BytesIO()
    opened.save(held)
    file.write_bytes(_undated(held.getvalue()))


def _write_page(opened: Any, page: Page, *, turned: bool) -> None:
    for at, part in enumerate(page.parts):
        first = _written(opened, part)
        if turned and at == 0:
            mark = OxmlElement("w:lastRenderedPageBreak")
            first.insert(first.index(first.find(qn("w:t"))), mark)


def _written(opened: Any, part: Part) -> Any:
    """Add a part; its first run with words."""
    if part.kind == "table":
        return _table(opened, part)
    if part.kind == "heading" and part.level == 0:
        paragraph = opened.add_paragraph(part.text, style="Title")
    elif part.kind == "heading":
        found = NUMBERED.fullmatch(part.text)
        style = f"Heading {part.level}"
        paragraph = opened.add_paragraph(found["title"] if found else part.text, style=style)
        if not found:
            _without_number(paragraph)
    else:
        paragraph = opened.add_paragraph(part.text, style="toc 1" if part.kind == "contents" else "Normal")
    return paragraph.runs[0]._r


def _table(opened: Any, part: Part) -> Any:
    table = opened.add_table(rows=0, cols=len(part.rows[0]))
    for row in part.rows:
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
    return table.rows[0].cells[0].paragraphs[0].runs[0]._r


def _set_up_numbers(opened: Any) -> None:
    """Headings of two levels share one list, as Word's gallery makes it."""
    opened.styles.add_style("toc 1", 1)
    part = opened.part.numbering_part.element
    number = f'<w:num {nsdecls("w")} w:numId="77"><w:abstractNumId w:val="77"/></w:num>'
    abstract = f'<w:abstractNum {nsdecls("w")} w:abstractNumId="77">{LEVELS}</w:abstractNum>'
    part.insert(0, parse_xml(abstract))
    part.append(parse_xml(number))
    for level in (1, 2):
        settings = opened.styles[f"Heading {level}"].element.get_or_add_pPr()
        settings.append(
            parse_xml(f'<w:numPr {nsdecls("w")}><w:ilvl w:val="{level - 1}"/><w:numId w:val="77"/></w:numPr>')
        )


def _without_number(paragraph: Any) -> None:
    paragraph._p.get_or_add_pPr().append(
        parse_xml(f'<w:numPr {nsdecls("w")}><w:ilvl w:val="0"/><w:numId w:val="0"/></w:numPr>')
    )


def _undated(data: bytes) -> bytes:
    """The same archive with one time for all of its parts."""
    held = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as before,
        zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as after,
    ):
        for name in sorted(before.namelist(), key=lambda one: (one != "[Content_Types].xml", one)):
            after.writestr(
                zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), before.read(name), zipfile.ZIP_DEFLATED
            )
    return held.getvalue()
