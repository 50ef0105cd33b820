"""The book's words as parts: headings, paragraphs, tables and marks. Reads its own Markdown only."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Part:
    """One part. `kind` is heading, text, table, page, columns or interleaved."""

    kind: str
    text: str = ""
    level: int = 0
    rows: tuple[tuple[str, ...], ...] = ()


MARKS = {
    "<!-- page -->": "page",
    "<!-- columns -->": "columns",
    "<!-- interleaved columns -->": "interleaved",
}


def book(file: Path) -> list[Part]:
    """The parts of the book in their order."""
    return [_part(chunk) for chunk in file.read_text(encoding="utf-8").strip().split("\n\n")]


def _part(chunk: str) -> Part:
    if chunk in MARKS:
        return Part(MARKS[chunk])
    if chunk.startswith("#"):
        marks, text = chunk.split(" ", 1)
        return Part("heading", text, len(marks) - 1)
    if chunk.startswith("|"):
        lines = [line for line in chunk.split("\n") if not line.startswith("| ---")]
        return Part(
            "table", rows=tuple(tuple(cell.strip() for cell in line.split("|")[1:-1]) for line in lines)
        )
    return Part("text", " ".join(chunk.split("\n")))
