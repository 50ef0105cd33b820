"""Builds the invented department's policy book as Word and as PDF, byte for byte the same each time.

    python -m tests.data.policy_book

The words are in policy_book.md beside it. Both files have what real books have: a front table, a table of
contents, headings with nested numbers (in Word automatic ones), tables, a header and footer on every page,
words broken at line ends and pages in two columns, one of them drawn line by line.
"""

from pathlib import Path

from tests.data import policy_book_pdf, policy_book_word
from tests.data.policy_book_layout import laid_out
from tests.data.policy_book_text import book

HERE = Path(__file__).parent
WORD = HERE / "policy_book.docx"
PDF = HERE / "policy_book.pdf"
MARKDOWN = HERE / "policy_book.md"


def build(folder: Path) -> tuple[Path, Path]:
    """Write both files into a folder."""
    pages = laid_out(book(MARKDOWN))
    word, pdf = folder / WORD.name, folder / PDF.name
    policy_book_pdf.write(pdf, pages)
    policy_book_word.write(word, pages)
    return word, pdf


if __name__ == "__main__":
    build(HERE)
