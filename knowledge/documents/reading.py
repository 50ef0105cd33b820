"""The one door for a policy document: what it is by content, its sections, and what it says of itself."""

from pathlib import Path

from knowledge.documents.block import Block
from knowledge.documents.document import Document, Kind
from knowledge.documents.front import front_of
from knowledge.documents.html import blocks_of_html
from knowledge.documents.markdown import blocks_of_markdown
from knowledge.documents.opening import ENDINGS, kind_of, text_of
from knowledge.documents.pdf import blocks_of_pdf
from knowledge.documents.sections import sections_of
from knowledge.documents.word import blocks_of_word
from knowledge.importers.opening import content

LONGEST_TITLE = 200
ADVICE = "no policy document is. Import it in parts, or with smaller pictures."


def read(path: Path) -> Document:
    """A policy document: Word, PDF, Markdown or HTML.

    Raises:
        RefusedFile: naming the file and the reason.
    """
    data = content(path, ADVICE)
    kind = kind_of(path, data)
    title, blocks, pages = _blocks(path.name, kind, data)
    title = title[:LONGEST_TITLE] or path.stem.replace("_", " ").strip()
    sections = sections_of(path.name, title, blocks)
    return Document(title, sections, kind, pages, front_of(sections))


def is_supported(path: Path) -> bool:
    """Whether the name is that of a format that is read."""
    return path.suffix.casefold() in ENDINGS


def _blocks(name: str, kind: Kind, data: bytes) -> tuple[str, list[Block], int | None]:
    if kind is Kind.PDF:
        return blocks_of_pdf(name, data)
    if kind is Kind.WORD:
        return blocks_of_word(name, data)
    read_text = blocks_of_html if kind is Kind.HTML else blocks_of_markdown
    title, blocks = read_text(name, text_of(name, data))
    return title, blocks, None
