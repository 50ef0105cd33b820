"""Small policy documents in every format, in the shapes of real ones."""

import io
import zipfile
from collections.abc import Sequence
from pathlib import Path

import docx
from reportlab.pdfgen.canvas import Canvas

BOLD, PLAIN = "Helvetica-Bold", "Helvetica"

# A line of a page: words, x, y, and how high they are; bold where the height is negative.
Placed = tuple[str, float, float, float]


def pdf(path: Path, pages: Sequence[Sequence[Placed]], **options: object) -> Path:
    """A PDF with words at their places."""
    canvas = Canvas(str(path), pagesize=(595, 842), invariant=1, **options)
    for page in pages:
        for text, x, y, size in page:
            canvas.setFont(BOLD if size < 0 else PLAIN, abs(size))
            canvas.drawString(x, y, text)
        canvas.showPage()
    canvas.save()
    return path


def lines(
    *texts: str, x: float = 72, top: float = 700, size: float = 11, leading: float = 14
) -> list[Placed]:
    """Lines of one paragraph, one below the other."""
    return [(text, x, top - at * leading, size) for at, text in enumerate(texts)]


def word(path: Path, *parts: tuple[str, str]) -> Path:
    """A Word file of (style, words)."""
    made = docx.Document()
    for style, text in parts:
        made.add_paragraph(text, style=style)
    made.save(str(path))
    return path


def with_part(path: Path, name: str, data: bytes) -> Path:
    """The same archive with a part added or replaced."""
    held = io.BytesIO()
    with zipfile.ZipFile(path) as before, zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as after:
        for one in before.namelist():
            if one != name:
                after.writestr(one, before.read(one))
        after.writestr(name, data)
    path.write_bytes(held.getvalue())
    return path


def write(path: Path, text: str | bytes) -> Path:
    """A text file as it is."""
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path
