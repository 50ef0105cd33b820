"""Where each line of the book stands: pages of placed lines, from which both files are written."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from reportlab.pdfbase.pdfmetrics import stringWidth

from tests.data.policy_book_text import Part

WIDTH, HEIGHT = 595.0, 842.0
LEFT, RIGHT, TOP, BOTTOM = 92.0, 503.0, 740.0, 80.0
BODY, BOLD, SIZE, LEADING = "Helvetica", "Helvetica-Bold", 12.0, 15.5
HEADINGS = {0: 24.0, 1: 18.0, 2: 14.5, 3: 13.0}
GUTTER = 24.0
COLUMN_SIZE = 11.0
VOWELS = "aeiouy"


@dataclass(frozen=True)
class Line:
    """Words at a place of a page, in points from its lower left corner."""

    text: str
    x: float
    y: float
    font: str = BODY
    size: float = SIZE


@dataclass
class Page:
    """A page's lines in the order in which a program would draw them, and the parts that begin on it."""

    lines: list[Line] = field(default_factory=list)
    parts: list[Part] = field(default_factory=list)
    columns: bool = False


@dataclass
class _Cursor:
    pages: list[Page]
    y: float = TOP

    @property
    def page(self) -> Page:
        return self.pages[-1]

    def turn(self) -> None:
        self.pages.append(Page())
        self.y = TOP


def laid_out(parts: Sequence[Part]) -> list[Page]:
    """The pages of the book: the front page, the contents, and a new page for each chapter."""
    body = _flow(parts, first=2 + _contents_pages(parts))
    front = _flow([part for part in parts if part.kind != "page"][: _front_end(parts)], first=1)
    rows = _contents(body, first=1 + len(front) + _contents_pages(parts))
    return front + _contents_layout(rows) + body


def _front_end(parts: Sequence[Part]) -> int:
    return next(at for at, part in enumerate(parts) if part.kind == "heading" and part.level == 1)


def _flow(parts: Sequence[Part], first: int) -> list[Page]:
    chosen = parts if first == 1 else parts[_front_end(parts) :]
    cursor = _Cursor([Page()])
    columns: list[Part] | None = None
    interleaved = False
    for at, part in enumerate(chosen):
        if columns is not None and part.kind == "heading":
            _set_columns(cursor, columns, interleaved=interleaved)
            columns = None
        if part.kind in ("columns", "interleaved"):
            columns, interleaved = [], part.kind == "interleaved"
        elif columns is not None and part.kind == "text":
            columns.append(part)
        elif part.kind == "heading":
            _set_heading(cursor, part, is_first=at == 0)
        elif part.kind == "table":
            _set_table(cursor, part)
        elif part.kind == "text":
            _set_text(cursor, part)
    return cursor.pages


def _set_heading(cursor: _Cursor, part: Part, *, is_first: bool) -> None:
    size = HEADINGS[part.level]
    if (part.level == 1 and not is_first) or cursor.y < BOTTOM + 4 * LEADING:
        cursor.turn()
    cursor.y -= 0 if cursor.y == TOP else 12
    lines = wrapped(part.text, BOLD, size, RIGHT - LEFT, hyphenate=False)
    for line in lines:
        cursor.y -= size * 1.25
        cursor.page.lines.append(Line(line, LEFT, cursor.y, BOLD, size))
    cursor.page.parts.append(part)
    cursor.y -= 8


def _set_text(cursor: _Cursor, part: Part) -> None:
    lines = wrapped(part.text, BODY, SIZE, RIGHT - LEFT)
    if cursor.y - len(lines) * LEADING < BOTTOM:
        cursor.turn()
    for line in lines:
        cursor.y -= LEADING
        cursor.page.lines.append(Line(line, LEFT, cursor.y))
    cursor.page.parts.append(part)
    cursor.y -= 9


def _set_table(cursor: _Cursor, part: Part) -> None:
    widths = _widths(part)
    cursor.page.parts.append(part)
    for at, row in enumerate(part.rows):
        font = BOLD if at == 0 else BODY
        x, lowest = LEFT, cursor.y
        for cell, width in zip(row, widths, strict=True):
            y = cursor.y
            for line in wrapped(cell, font, 11, width - 14):
                y -= 14
                cursor.page.lines.append(Line(line, x, y, font, 11))
            x, lowest = x + width, min(lowest, y)
        cursor.y = lowest - 9
    cursor.y -= 8


def _widths(part: Part) -> list[float]:
    whole = RIGHT - LEFT
    return (
        [0.36 * whole, 0.64 * whole] if len(part.rows[0]) == 2 else [0.27 * whole, 0.23 * whole, 0.5 * whole]
    )


def _set_columns(cursor: _Cursor, parts: Sequence[Part], *, interleaved: bool) -> None:
    """Half of the paragraphs in each column; drawn one column after the other, or line by line."""
    intro, rest = parts[0], parts[1:]
    _set_text(cursor, intro)
    width = (RIGHT - LEFT - GUTTER) / 2
    half = (len(rest) + 1) // 2
    sides = [
        _column(rest[:half], LEFT, width, cursor.y),
        _column(rest[half:], LEFT + width + GUTTER, width, cursor.y),
    ]
    lines = [line for side in sides for line in side]
    cursor.page.lines += sorted(lines, key=lambda line: (-line.y, line.x)) if interleaved else lines
    cursor.page.parts += rest
    cursor.page.columns = True


def _column(parts: Sequence[Part], x: float, width: float, y: float) -> list[Line]:
    lines = []
    for part in parts:
        for text in wrapped(part.text, BODY, COLUMN_SIZE, width):
            y -= 14
            lines.append(Line(text, x, y, BODY, COLUMN_SIZE))
        y -= 8
    return lines


def wrapped(text: str, font: str, size: float, width: float, *, hyphenate: bool = True) -> list[str]:
    """The lines of a text; a long word that does not fit is broken with a hyphen."""
    lines, line = [], ""
    words = text.split(" ")
    while words:
        word = words.pop(0)
        wider = f"{line} {word}".strip()
        if stringWidth(wider, font, size) <= width:
            line = wider
            continue
        head, tail = (
            broken(word, width - stringWidth(f"{line} ", font, size), font, size) if hyphenate else ("", word)
        )
        lines.append(f"{line} {head}".strip())
        line, words = "", [tail, *words]
    return [*lines, line] if line else lines


def broken(word: str, room: float, font: str, size: float) -> tuple[str, str]:
    """The part of a word that fits, with its hyphen, and the rest; between a vowel and a consonant."""
    if "-" in word[1:-1]:
        head, tail = word.rsplit("-", 1)
        fits = stringWidth(f"{head}-", font, size) <= room
        return (f"{head}-", tail) if fits and head.isalpha() and tail.isalpha() else ("", word)
    if not re.fullmatch(r"[a-z]{9,}[.,;:]?", word):
        return "", word
    for at in range(len(word) - 4, 3, -1):
        between = word[at - 1] in VOWELS and word[at] not in VOWELS
        if between and stringWidth(f"{word[:at]}-", font, size) <= room:
            return f"{word[:at]}-", word[at:]
    return "", word


def _contents(body: Sequence[Page], first: int) -> list[tuple[str, int]]:
    return [
        (part.text, number)
        for number, page in enumerate(body, start=first)
        for part in page.parts
        if part.kind == "heading" and part.level < 3
    ]


PER_CONTENTS_PAGE = 44


def _contents_pages(parts: Sequence[Part]) -> int:
    entries = [part for part in parts if part.kind == "heading" and part.level in (1, 2)]
    return -(-len(entries) // PER_CONTENTS_PAGE)


def _contents_layout(rows: Sequence[tuple[str, int]]) -> list[Page]:
    pages = []
    for start in range(0, len(rows), PER_CONTENTS_PAGE):
        page, y = Page(), TOP
        if start == 0:
            y -= 22
            page.lines.append(Line("Contents", LEFT, y, BOLD, HEADINGS[1]))
        for text, number in rows[start : start + PER_CONTENTS_PAGE]:
            y -= 14
            dots = int((RIGHT - LEFT - 40 - stringWidth(text, BODY, 10.5)) / stringWidth(".", BODY, 10.5))
            page.lines.append(Line(f"{text} {'.' * dots} {number}", LEFT, y, BODY, 10.5))
            page.parts.append(Part("contents", f"{text}\t{number}"))
        pages.append(page)
    return pages
