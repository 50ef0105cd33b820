"""Which blocks are headings, what their number and title are, and how deep they stand."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from knowledge.documents.block import Block, Shape
from knowledge.documents.numbering import Numbered, numbered

LONGEST_HEADING = 160
_DEEPEST = 9
_A_SENTENCE = re.compile(r"[.;,]$")
_A_LABEL = re.compile(r":$")


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading as it is cited. `level` counts from 1; a clause has a number and no title of its own:
    its words are its text."""

    number: str
    title: str
    level: int
    clause: str = ""


class Headings:
    """Reads the headings of one document; its sizes say how deep one without a number stands."""

    def __init__(self, blocks: Sequence[Block]) -> None:
        """`blocks` are all of the document."""
        self._usual = _usual_size(blocks)
        self._sizes = _levels_of_sizes(blocks, self._usual)
        self._styled = any(block.level for block in blocks)

    def read(self, block: Block, above: int, national_above: int | None) -> Heading | None:
        """The block as a heading, or None. `above` is the level of the heading before it,
        `national_above` that of the last heading without a national reference."""
        if block.shape is Shape.ROW or not block.text or len(block.text) > 4 * LONGEST_HEADING:
            return None
        found = (
            Numbered(block.number, block.text, _kind(block.number)) if block.number else numbered(block.text)
        )
        if block.level:
            return _styled(block, found)
        if found is None:
            return self._by_look(block, above)
        if found.kind == "national":
            return self._national(block, found, above, national_above)
        return self._by_number(block, found)

    def _by_look(self, block: Block, above: int) -> Heading | None:
        if self._styled or not block.prominent or not _is_short(block.text) or _A_LABEL.search(block.text):
            return None
        if _rounded(block.size) < self._usual or not any(sign.isalpha() for sign in block.text):
            return None
        return Heading("", block.text, self._sizes.get(_rounded(block.size), above + 1))

    def _national(
        self, block: Block, found: Numbered, above: int, national_above: int | None
    ) -> Heading | None:
        """“DCS.X.5: …” alone on its line; within a paragraph it is only a mention."""
        level = self._sizes.get(_rounded(block.size)) if block.prominent else None
        level = level or (above if national_above is None else national_above + 1)
        if block.prominent or (not self._styled and _is_short(found.title) and found.title[:1].isupper()):
            return Heading(found.number, _title(found), max(level, 1))
        return None

    def _by_number(self, block: Block, found: Numbered) -> Heading | None:
        is_titled = _is_short(found.title) and found.title[:1].isalnum()
        if block.prominent and found.kind == "named" and not found.title:
            return Heading(found.number, "", found.depth)
        if is_titled and (block.prominent or (not self._styled and _speaks_as_heading(found))):
            return Heading(found.number, _title(found), found.depth)
        if found.kind == "dotted" and found.title[:1].isupper() and not block.prominent:
            return Heading(found.number, "", found.depth, clause=found.title)
        return None


def _kind(number: str) -> str:
    found = numbered(number)
    return found.kind if found else "plain"


def _styled(block: Block, found: Numbered | None) -> Heading | None:
    level = min(block.level, _DEEPEST)
    if found is None or (found.kind == "plain" and not block.number and not _is_short(found.title)):
        return Heading("", block.text[:LONGEST_HEADING], level)
    return Heading(found.number, (_title(found) or found.number)[:LONGEST_HEADING], level)


def _title(found: Numbered) -> str:
    return found.title.strip(" :\u2013\u2014")


def _is_short(text: str) -> bool:
    return 0 < len(text) <= LONGEST_HEADING and not _A_SENTENCE.search(text)


def _speaks_as_heading(found: Numbered) -> bool:
    """In a text without styles “3.2 Sepsis” and “Appendix B Forms” are headings, “3 Sepsis” may be a list."""
    return found.kind in ("dotted", "named") and found.title[:1].isupper() and len(found.title.split()) <= 14


def _rounded(size: float) -> int:
    return round(size * 2)


def _usual_size(blocks: Sequence[Block]) -> int:
    body = Counter(_rounded(block.size) for block in blocks if not block.prominent and block.size)
    return body.most_common(1)[0][0] if body else 0


def _levels_of_sizes(blocks: Sequence[Block], usual: int) -> dict[int, int]:
    """The level of each size that headings are printed in: that of its numbered headings, or by rank."""
    prominent = [block for block in blocks if block.prominent and block.size and _is_short(block.text)]
    depths: dict[int, Counter[int]] = {}
    for block in prominent:
        found = numbered(block.text)
        if found and found.kind != "national":
            depths.setdefault(_rounded(block.size), Counter())[found.depth] += 1
    known = {size: depth.most_common(1)[0][0] for size, depth in depths.items()}
    sizes = sorted(
        {_rounded(block.size) for block in prominent if _rounded(block.size) > usual}, reverse=True
    )
    return {size: known.get(size, rank) for rank, size in enumerate(sizes, start=1)} | known
