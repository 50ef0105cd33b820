"""Which parts of a PDF page are columns: each is read to its end before the next begins.

Tables have columns too. Columns of text are filled to their edge, and the file draws one after the other, or
line by line at the leading of text; a table is drawn cell by cell.
"""

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from statistics import median

from knowledge.documents.pdf_chunks import Chunk, Page

LEAST_LINES = 6
_MIDDLE = (0.3, 0.7)
_CROSSES = 0.12
_FILLED = 0.55
_ALIGNED = 0.7

Area = list[Chunk]


def in_reading_order(page: Page) -> list[Area]:
    """The page's areas in reading order, each with its pieces in the order in which the file draws them."""
    gutter = _gutter(page.chunks)
    if gutter is None:
        return [list(page.chunks)]
    return [area for band in _bands(page.chunks, gutter) for area in band if area]


def _bands(chunks: Sequence[Chunk], gutter: float) -> list[list[Area]]:
    """From top to bottom: what runs over both columns, then the left and the right column below it."""
    edge = gutter + _CROSSES * (max(one.end for one in chunks) - min(one.x for one in chunks))
    crossing = sorted((one for one in chunks if one.x < gutter and one.end > edge), key=lambda one: -one.y)
    rest = [one for one in chunks if one.x >= gutter or one.end <= edge]
    bands: list[list[Area]] = []
    upper = float("inf")
    for lower in [*dict.fromkeys(one.y for one in crossing), float("-inf")]:
        band = [one for one in rest if lower < one.y <= upper]
        bands.append([[one for one in band if one.x < gutter], [one for one in band if one.x >= gutter]])
        bands.append([[one for one in crossing if one.y == lower]])
        upper = lower
    return bands


def _gutter(chunks: Sequence[Chunk]) -> float | None:
    """Where the right column begins, or None where the page has one column."""
    if len(chunks) < 2 * LEAST_LINES:
        return None
    left, right = min(one.x for one in chunks), max(one.end for one in chunks)
    inner = (left + _MIDDLE[0] * (right - left), left + _MIDDLE[1] * (right - left))
    starts = Counter(round(one.x / 2) * 2 for one in chunks if inner[0] < one.x < inner[1])
    for start, count in starts.most_common(2):
        if count >= LEAST_LINES and _is_column(chunks, start - 3.0, left, right):
            return start - 3.0
    return None


def _is_column(chunks: Sequence[Chunk], gutter: float, left: float, right: float) -> bool:
    beside = [one for one in chunks if one.x >= gutter]
    top, bottom = max(one.y for one in beside), min(one.y for one in beside)
    here = [
        one
        for one in chunks
        if bottom - 2 * one.size <= one.y <= top + 2 * one.size
        and not (one.x < gutter and one.end > gutter + _CROSSES * (right - left))
    ]
    mine = [one for one in here if one.x < gutter]
    if len(mine) < LEAST_LINES:
        return False
    filled = _is_filled(mine, gutter - left) and _is_filled(beside, right - gutter)
    aligned = _share_at_edge(mine) >= _ALIGNED and _share_at_edge(beside) >= _ALIGNED
    return filled and aligned and _is_drawn_as_columns(here, gutter)


def _is_filled(chunks: Sequence[Chunk], width: float) -> bool:
    return median(one.end - one.x for one in chunks) >= _FILLED * width


def _share_at_edge(chunks: Sequence[Chunk]) -> float:
    edge = min(one.x for one in chunks)
    return sum(one.x < edge + 2.5 * one.size for one in chunks) / len(chunks)


def _is_drawn_as_columns(here: Sequence[Chunk], gutter: float) -> bool:
    sides = [one.x >= gutter for one in here]
    changes = sum(before != after for before, after in pairwise(sides))
    if changes <= max(3, len(here) // 12):
        return True
    line_by_line = changes >= 0.7 * min(sides.count(True), sides.count(False)) * 2
    return line_by_line and _is_tight([one for one in here if one.x < gutter])


def _is_tight(lines: Sequence[Chunk]) -> bool:
    gaps = [before.y - after.y for before, after in pairwise(sorted(lines, key=lambda one: -one.y))]
    return bool(gaps) and median(gaps) <= 1.5 * median(one.size for one in lines)
