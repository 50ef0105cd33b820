"""Lines of print that belong together: those of one paragraph, heading or table cell."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from knowledge.documents.numbering import numbered
from knowledge.documents.pdf_chunks import Chunk

_USUAL_LEADING = 1.2
_HIGHEST_LEADING = 2.3
_HEADING_LEADING = 1.7
_SAME_PLACE = 2.5
_INDENT = 4.0
_MARKER = re.compile(r"[•\-\u2013o*]|\(?[a-z0-9ivx]{1,4}[.)]|[A-Z]\.|\d{1,3}(?:\.\d{1,3})*\.?")
_ITEM = re.compile(r"•|[\u2013-]\s|\(?(?:[a-z]|[ivx]{1,4}|\d{1,2})[.)]\s")
_ENDS = re.compile(r"[.;:!?]$")


@dataclass(slots=True)
class Stack:
    """Lines one below the other, the highest first."""

    lines: list[Chunk] = field(default_factory=list)

    @property
    def top(self) -> float:
        """The upper edge of its first line."""
        return self.lines[0].y + self.lines[0].size

    @property
    def bottom(self) -> float:
        """The baseline of its last line."""
        return self.lines[-1].y

    @property
    def left(self) -> float:
        """Where its leftmost line begins."""
        return min(one.x for one in self.lines)

    @property
    def right(self) -> float:
        """Where its longest line ends."""
        return max(one.end for one in self.lines)


def leading_of(areas: Sequence[Sequence[Chunk]]) -> float:
    """How far apart a document's lines are, in heights of its letters."""
    gaps: Counter[float] = Counter()
    for area in areas:
        for above, below in pairwise(area):
            if abs(above.x - below.x) < _SAME_PLACE and abs(above.size - below.size) < 0.5:
                gap = round((above.y - below.y) / above.size * 20) / 20
                if 0.9 <= gap <= _HIGHEST_LEADING:
                    gaps[gap] += 1
    return gaps.most_common(1)[0][0] if gaps else _USUAL_LEADING


def stacks_of(area: Sequence[Chunk], leading: float) -> list[Stack]:
    """The stacks of an area, in the order in which the file draws them."""
    found: list[Stack] = []
    for chunk in _with_markers(area):
        if found and _belongs(found[-1], chunk, leading):
            found[-1].lines.append(chunk)
        else:
            found.append(Stack([chunk]))
    return found


def _with_markers(area: Sequence[Chunk]) -> list[Chunk]:
    """A bullet or a number that stands apart before its words is joined to them."""
    joined: list[Chunk] = []
    for chunk in area:
        last = joined[-1] if joined else None
        if last is not None and _is_marker_of(last, chunk):
            joined[-1] = replace(chunk, text=f"{last.text} {chunk.text}", x=last.x)
        else:
            joined.append(chunk)
    return joined


def _is_marker_of(last: Chunk, chunk: Chunk) -> bool:
    if not _MARKER.fullmatch(last.text) or abs(last.y - chunk.y) > 0.35 * chunk.size:
        return False
    return 0 < chunk.x - last.end < _INDENT * chunk.size


def _belongs(stack: Stack, chunk: Chunk, leading: float) -> bool:
    last = stack.lines[-1]
    gap = (last.y - chunk.y) / max(last.size, 1)
    widest = max(1.1 * leading + 0.03, _HEADING_LEADING if last.bold and chunk.bold else 0)
    if not 0.6 < gap <= widest or abs(last.size - chunk.size) > 0.6:
        return False
    if _begins_anew(chunk) or not _is_below(stack, chunk):
        return False
    return last.bold == chunk.bold or not (last.bold or _ENDS.search(last.text))


def _is_below(stack: Stack, chunk: Chunk) -> bool:
    """At the same place; the second line may stand further in or out than the first."""
    last = stack.lines[-1]
    if abs(last.x - chunk.x) < _SAME_PLACE:
        return True
    return len(stack.lines) == 1 and abs(last.x - chunk.x) < _INDENT * chunk.size


def _begins_anew(chunk: Chunk) -> bool:
    """Whether the line begins a list's item, a numbered clause or a numbered heading."""
    if _ITEM.match(chunk.text):
        return True
    found = numbered(chunk.text)
    if found is None or not found.title[:1].isupper():
        return False
    return found.kind != "plain" or chunk.bold
