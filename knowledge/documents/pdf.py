"""Policies as PDF: the words of each page in reading order, without what is printed on every page."""

import io
import logging
import re
import zlib
from typing import Any

import pypdf
from pypdf.errors import PyPdfError

from knowledge.documents.block import Block, cleaned
from knowledge.documents.furniture import without_furniture
from knowledge.documents.pdf_blocks import blocks_of_lines
from knowledge.documents.pdf_chunks import Page, Reading, page_of
from knowledge.documents.pdf_columns import in_reading_order
from knowledge.documents.pdf_safety import LIMITS, MOST_PAGES, refuse_unsafe, refuse_without_end
from knowledge.importers.rows import RefusedFile

# It remarks on each flaw that it mends, quoting the file; a file beyond mending raises.
logging.getLogger("pypdf").setLevel(logging.CRITICAL)

# What pypdf raises on damaged files besides its own.
WRONG = (PyPdfError, zlib.error, ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError,
         OverflowError, ArithmeticError, AssertionError, NotImplementedError, EOFError, OSError)  # fmt: skip


def blocks_of_pdf(name: str, data: bytes) -> tuple[str, list[Block], int]:
    """The document's title, its blocks, and how many pages it has.

    Raises:
        RefusedFile: it is encrypted, carries scripts, has scanned pages, is cut off, damaged or too large.
    """
    refuse_without_end(name, data)
    try:
        with pypdf.apply_configuration(**LIMITS):
            reader = pypdf.PdfReader(io.BytesIO(data), strict=False)
            pages = _pages(name, reader)
            said = _said_title(reader)
    except RefusedFile:
        raise
    except WRONG as error:
        raise RefusedFile(
            f"{name}: the PDF is damaged or cut off ({type(error).__name__}). Fetch it again."
        ) from error
    _refuse_scanned(name, pages)
    ordered = [in_reading_order(page) for page in without_furniture(pages)]
    blocks = blocks_of_lines(ordered)
    return said or _largest(blocks), blocks, len(pages)


def _pages(name: str, reader: pypdf.PdfReader) -> list[Page]:
    refuse_unsafe(name, reader)
    if len(reader.pages) > MOST_PAGES:
        raise RefusedFile(f"{name}: more than {MOST_PAGES:,} pages. Import the document in parts.")
    reading = Reading(name)
    return [page_of(reading, reader, number) for number in range(1, len(reader.pages) + 1)]


def _refuse_scanned(name: str, pages: list[Page]) -> None:
    scanned = [page.number for page in pages if page.is_scanned]
    if scanned:
        raise RefusedFile(
            f"{name}: {_listed(scanned)} pictures without text, as a scanner makes them. "
            "Have their text recognised (OCR), or import the file that the PDF was made from."
        )
    if not any(page.chunks for page in pages):
        raise RefusedFile(f"{name}: there is no text in it.")


def _listed(numbers: list[int]) -> str:
    """“page 3 is”, “pages 2-4, 7 are”."""
    spans: list[list[int]] = []
    for number in numbers:
        if spans and number == spans[-1][-1] + 1:
            spans[-1][1:] = [number]
        else:
            spans.append([number])
    text = ", ".join("-".join(map(str, span)) for span in spans[:12]) + (", …" if len(spans) > 12 else "")
    return f"page {text} is" if len(numbers) == 1 else f"pages {text} are"


def _said_title(reader: pypdf.PdfReader) -> str:
    """The title in the file's own data, unless a program put a file's name or nothing there."""
    said: Any = reader.metadata.title if reader.metadata else None
    title = cleaned(str(said or ""))
    is_program_made = re.search(
        r"\.(docx?|pdf|indd|pptx?|rtf|html?)$|^(untitled|microsoft word|document\d*$)", title, re.I
    )
    return "" if is_program_made else title[:200]


def _largest(blocks: list[Block]) -> str:
    first = [block for block in blocks if block.page == 1 and len(block.text) > 3]
    return max(first, key=lambda block: block.size, default=Block("")).text[:200]
