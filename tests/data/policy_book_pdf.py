"""The book as PDF, with a header and a footer on every page."""

from collections.abc import Sequence
from pathlib import Path

from reportlab.pdfgen.canvas import Canvas

from tests.data.policy_book_layout import BODY, HEIGHT, LEFT, RIGHT, WIDTH, Page

HEADER = "Wexmoor Vale University Hospitals – Clinical Coding Policy Book"
FOOTER = "Version 4.2 – uncontrolled when printed"


def write(file: Path, pages: Sequence[Page]) -> None:
    """Write the pages, the same bytes each time."""
    canvas = Canvas(str(file), pagesize=(WIDTH, HEIGHT), invariant=1, pageCompression=1)
    canvas.setTitle("Clinical Coding Policy Book")
    canvas.setAuthor("Clinical Coding Department")
    for number, page in enumerate(pages, start=1):
        canvas.setFont(BODY, 9)
        canvas.drawString(LEFT, 790, HEADER)
        for line in page.lines:
            canvas.setFont(line.font, line.size)
            canvas.drawString(line.x, line.y, line.text)
        canvas.setFont(BODY, 9)
        canvas.drawString(LEFT, 50, FOOTER)
        canvas.drawRightString(RIGHT, 50, f"Page {number} of {len(pages)}")
        canvas.showPage()
    canvas.save()
