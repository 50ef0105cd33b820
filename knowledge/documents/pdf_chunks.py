"""The pieces of text of one PDF page, each with its place, height and whether it is bold.

pypdf joins what stands on one line. An operation without effect put before each that shows text makes it
hand over every piece by itself, so that columns and cells stay apart.
"""

import math
from dataclasses import dataclass, field, replace
from typing import Any

from pypdf import PdfReader
from pypdf.generic import ContentStream, FloatObject, NameObject

from knowledge.documents.block import LONGEST_TEXT, cleaned
from knowledge.documents.print_width import FontWidths
from knowledge.importers.rows import RefusedFile

MOST_OPERATIONS = 8_000_000
MOST_ON_A_PAGE = 400_000
MOST_PIECES = 8_000
_SHOWS = {b"Tj", b"TJ", b"'", b'"'}
_NO_EFFECT = [FloatObject(1), FloatObject(0), FloatObject(0), FloatObject(1), FloatObject(0), FloatObject(0)]
_SCANNED_FROM = 0.5
_SAME_LINE = 0.35
# In heights of the letters: beyond the first two pieces are two words, beyond the others two cells.
_LETTERS_APART = 0.16
_FRESH_APART = 0.95
_WORDS_APART = 3.0


@dataclass(frozen=True, slots=True)
class Chunk:
    """Words at a place: `x` and `y` of their start in points from the lower left, `end` where they end.

    `fresh` begins a text object of its own, where pypdf does not look for a gap before it."""

    text: str
    x: float
    y: float
    end: float
    size: float
    bold: bool
    fresh: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """A page's pieces in the order in which the file draws them, joined where they touch."""

    number: int
    width: float
    height: float
    chunks: tuple[Chunk, ...]
    is_scanned: bool = False


@dataclass(slots=True)
class Reading:
    """What reading one file has cost so far."""

    name: str
    operations: int = 0
    letters: int = 0

    def count(self, operations: int, letters: int = 0) -> None:
        """Add what was done.

        Raises:
            RefusedFile: it is more than any policy document takes.
        """
        self.operations += operations
        self.letters += letters
        if self.operations > MOST_OPERATIONS or self.letters > LONGEST_TEXT:
            raise RefusedFile(
                f"{self.name}: far more is drawn on its pages than text needs. Print it to PDF anew."
            )


@dataclass(slots=True)
class _Gathered:
    reading: Reading
    chunks: list[Chunk] = field(default_factory=list)
    pictured: float = 0.0
    operations: int = 0
    fresh: bool = False
    blank: float = 0.0
    place: tuple[float, float] = (0.0, 0.0)
    shown: list[Any] = field(default_factory=list)
    widths: dict[int, FontWidths] = field(default_factory=dict)

    def text(self, text: str, cm: Any, tm: Any, font: Any, size: Any) -> None:
        """pypdf's visitor of text."""
        shown, self.shown = self.shown, []
        if not text.strip("\n"):
            return
        place = _times(tm, cm)
        height = abs(float(size)) * math.hypot(place[2], place[3])
        text = text.replace("\n", "")
        self.reading.count(0, len(text))
        if not (0.5 < height < 500 and abs(place[0]) > abs(place[1])):
            return
        start = self._start((place[4], place[5]))
        width = self._widths(font).width(text, shown, height, self.blank) if shown else 0.0
        self.chunks.append(Chunk(text, start, place[5], start + width, height, _is_bold(font), self.fresh))
        self.fresh = False

    def _start(self, place: tuple[float, float]) -> float:
        """Text shown after other text without a move begins where that ended; pypdf says where that began."""
        goes_on = not self.fresh and place == self.place and bool(self.chunks)
        self.place = place
        return self.chunks[-1].end if goes_on else place[0]

    def _widths(self, font: Any) -> FontWidths:
        if id(font) not in self.widths:
            self.widths[id(font)] = FontWidths(font)
        return self.widths[id(font)]

    def operation(self, operator: Any, operands: Any, cm: Any, _tm: Any) -> None:
        """pypdf's visitor of operations: counts them, and how much of the page pictures cover."""
        self.operations += 1
        if operator in _SHOWS and operands:
            last = operands[-1]
            self.shown += [one for one in (last if isinstance(last, list) else [last]) if _is_shown(one)]
        elif operator == b"Tw" and operands and isinstance(operands[0], int | float):
            self.blank = float(operands[0])
        if self.operations > MOST_ON_A_PAGE:
            self.reading.count(MOST_OPERATIONS)
        self.fresh = self.fresh or operator == b"BT"
        if operator == b"Do":
            self.pictured += abs(cm[0] * cm[3] - cm[1] * cm[2])


def page_of(reading: Reading, reader: PdfReader, number: int) -> Page:
    """One page, counted from 1."""
    page = reader.pages[number - 1]
    gathered = _Gathered(reading)
    contents = page.get_contents()
    if contents is not None:
        content = _each_by_itself(ContentStream(contents, reader, "bytes"))
        page[NameObject("/Contents")] = content
        page.extract_text(
            visitor_text=gathered.text,
            visitor_operand_before=gathered.operation,
            orientations=(0, 90, 180, 270),
        )
    reading.count(gathered.operations)
    width, height = float(page.mediabox.width), float(page.mediabox.height)
    chunks = tuple(_joined(gathered.chunks))
    if len(chunks) > MOST_PIECES:
        raise RefusedFile(
            f"{reading.name}: page {number} is in far more pieces than text is. Print it to PDF anew."
        )
    is_scanned = not chunks and gathered.pictured >= _SCANNED_FROM * max(width * height, 1)
    return Page(number, width, height, chunks, is_scanned)


def _is_shown(operand: Any) -> bool:
    return isinstance(operand, bytes | int | float)


def _each_by_itself(content: ContentStream) -> ContentStream:
    operations = []
    for operands, operator in content.operations:
        if operator in _SHOWS:
            operations.append((_NO_EFFECT, b"cm"))
        operations.append((operands, operator))
    content.operations = operations
    return content


def _times(m: Any, n: Any) -> list[float]:
    return [
        m[0] * n[0] + m[1] * n[2],
        m[0] * n[1] + m[1] * n[3],
        m[2] * n[0] + m[3] * n[2],
        m[2] * n[1] + m[3] * n[3],
        m[4] * n[0] + m[5] * n[2] + n[4],
        m[4] * n[1] + m[5] * n[3] + n[5],
    ]


def _is_bold(font: Any) -> bool:
    name = str(font.get("/BaseFont", "")) if hasattr(font, "get") else ""
    return any(mark in name.casefold() for mark in ("bold", "black", "heavy", "semibold", "demi"))


def _joined(chunks: list[Chunk]) -> list[Chunk]:
    """Pieces that the file draws one after the other on one line, with at most a word's gap, are one."""
    joined: list[Chunk] = []
    for chunk in chunks:
        last = joined[-1] if joined else None
        if last is not None and _touch(last, chunk):
            joined[-1] = _with(last, chunk)
        else:
            joined.append(chunk)
    return [replace(one, text=text) for one in joined if (text := cleaned(one.text))]


def _touch(last: Chunk, chunk: Chunk) -> bool:
    """Whether two pieces stand on one line. Within a text object justified words may be far apart."""
    size = max(last.size, chunk.size)
    gap = chunk.x - last.end
    if abs(chunk.y - last.y) > _SAME_LINE * size or chunk.x < last.x:
        return False
    if chunk.fresh:
        return -2 * size < gap < _FRESH_APART * size
    return -2 * size < gap < _WORDS_APART * size


def _with(last: Chunk, chunk: Chunk) -> Chunk:
    gap = chunk.x - last.end
    between = " " if chunk.fresh and gap > _LETTERS_APART * chunk.size else ""
    longer = last if len(last.text) >= len(chunk.text) else chunk
    bold = (last.bold or not last.text.strip()) and (chunk.bold or not chunk.text.strip())
    text = f"{last.text}{between}{chunk.text}"
    return Chunk(text, last.x, last.y, max(last.end, chunk.end), longer.size, bold, last.fresh)
