"""Policies as Word files: styled headings, automatic numbers, tables, and the pages that Word last printed.

What was deleted under “track changes” is left out, what was inserted counts. Headers and footers are parts
of their own in the file and are not read.
"""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from typing import Any

import docx
from docx.opc.exceptions import OpcError
from lxml import etree

from knowledge.documents.block import Block, Shape, cleaned, row
from knowledge.documents.word_numbers import W, WordNumbers
from knowledge.documents.word_styles import Style, WordStyles
from knowledge.importers.archive import Package, check_archive, damaged
from knowledge.importers.rows import RefusedFile

WORD = Package(
    what="Word file",
    holds="document",
    saved_as=".docx",
    names=frozenset({"[content_types].xml", "word/document.xml"}),
    largest_text=40_000_000,
)
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_LEFT_OUT = {
    f"{W}del",
    f"{W}moveFrom",
    f"{W}instrText",
    f"{W}delText",
    f"{W}pPr",
    f"{W}rPr",
    f"{W}object",
    _FALLBACK,
}
_SIGNS = {f"{W}tab": " ", f"{W}cr": " ", f"{W}noBreakHyphen": "-", f"{W}ptab": " "}
# What python-docx and lxml raise on damaged parts.
_WRONG = (OpcError, zipfile.BadZipFile, zlib.error, etree.LxmlError, KeyError, ValueError, AttributeError,
          TypeError, IndexError, EOFError, OSError, RecursionError, AssertionError,
          NotImplementedError)  # fmt: skip
_CONTENTS = re.compile(r"toc ?\d|table of figures|contents? ?\d?", re.IGNORECASE)


def blocks_of_word(name: str, data: bytes) -> tuple[str, list[Block], int | None]:
    """The document's title, its blocks, and how many pages Word last printed, None if it never did.

    Raises:
        RefusedFile: it is no Word file, carries macros, is made to harm or is damaged.
    """
    check_archive(name, data, WORD)
    try:
        opened = docx.Document(io.BytesIO(data))
        reader = _Reader(opened)
        blocks = [block for block in reader.walk(opened.element.body) if block.text]
        said = cleaned(str(opened.core_properties.title or ""))
    except RefusedFile:
        raise
    except _WRONG as error:
        raise damaged(name, error, WORD) from error
    return reader.title or said, blocks, reader.pages


class _Reader:
    """Walks a body in reading order, counting pages and lists on the way."""

    def __init__(self, opened: Any) -> None:
        body = opened.element.body
        self.title = ""
        self._printed = next(body.iter(f"{W}lastRenderedPageBreak"), None) is not None
        self._page = 1
        self._styles = WordStyles.of(opened.part.styles.element)
        self._numbers = WordNumbers.of(_numbering(opened.part))

    @property
    def pages(self) -> int | None:
        """The page that the walk has come to."""
        return self._page if self._printed else None

    def walk(self, parent: Any) -> Iterator[Block]:
        for child in parent:
            if child.tag == f"{W}p":
                yield from self._paragraph(child)
            elif child.tag == f"{W}tbl":
                yield from self._table(child)
            elif child.tag not in _LEFT_OUT:
                yield from self.walk(child)

    def _paragraph(self, paragraph: Any) -> Iterator[Block]:
        text, page = self._words(paragraph)
        style = self._styles.of_paragraph(paragraph)
        number = self._number(paragraph, style) if text else ""
        if not text or _CONTENTS.fullmatch(style.name):
            return
        if style.name.casefold() == "title" and not self.title:
            self.title = text
        elif style.level:
            yield Block(text, page, level=style.level, number=number)
        else:
            yield self._plain(paragraph, text, page, number)
        yield from self._boxes(paragraph)

    def _plain(self, paragraph: Any, text: str, page: int | None, number: str) -> Block:
        """A list's number belongs to the words; one of several parts (3.2.1) is a clause's."""
        bold = self._styles.is_bold(paragraph)
        if number.count(".") or not number:
            return Block(text, page, number=number, prominent=bold)
        return Block(
            f"{number}{'' if number in '•()' or number.endswith(')') else '.'} {text}", page, prominent=bold
        )

    def _boxes(self, paragraph: Any) -> Iterator[Block]:
        for box in paragraph.iter(f"{W}txbxContent"):
            if not any(above.tag == _FALLBACK for above in box.iterancestors()):
                yield from self.walk(box)

    def _table(self, table: Any) -> Iterator[Block]:
        lines = [line for line in table.iter(f"{W}tr") if _nearest_table(line) is table]
        if all(len(_cells(line)) < 2 for line in lines):
            for line in lines:
                for cell in _cells(line):
                    yield from self.walk(cell)
            return
        for line in lines:
            page: int | None = None
            texts = []
            for cell in _cells(line):
                words = [self._words(one) for one in cell.iter(f"{W}p")]
                texts.append(" ".join(text for text, _ in words))
                page = page or next((on for text, on in words if text), None)
            yield Block(row(texts), page, shape=Shape.ROW)

    def _number(self, paragraph: Any, style: Style) -> str:
        num_id, level = self._styles.list_of(paragraph, style)
        return self._numbers.next(num_id, level) if num_id else ""

    def _words(self, paragraph: Any) -> tuple[str, int | None]:
        """The words of a paragraph and the page on which they begin."""
        parts: list[str] = []
        begins: int | None = None
        for element in _inside(paragraph):
            if element.tag == f"{W}lastRenderedPageBreak":
                self._page += 1
            elif element.tag == f"{W}t":
                parts.append(element.text or "")
                if begins is None and (element.text or "").strip():
                    begins = self._page
            elif element.tag == f"{W}br":
                parts.append(" ")
            else:
                parts.append(_SIGNS.get(element.tag, ""))
        text = cleaned("".join(parts))
        return text, (begins or self._page) if self._printed else None


def _inside(element: Any) -> Iterator[Any]:
    """All that a paragraph holds in reading order, without what is deleted and without boxes of text."""
    for child in element:
        if child.tag in _LEFT_OUT or child.tag == f"{W}txbxContent":
            continue
        yield child
        yield from _inside(child)


def _cells(line: Any) -> list[Any]:
    return [cell for cell in line.iter(f"{W}tc") if next(cell.iterancestors(f"{W}tr")) is line]


def _nearest_table(line: Any) -> Any:
    return next(line.iterancestors(f"{W}tbl"))


def _numbering(part: Any) -> Any:
    """The numbering part's element; asking python-docx for it would make one where there is none."""
    for related in part.rels.values():
        if not related.is_external and related.reltype.endswith("/numbering"):
            return related.target_part.element
    return None
