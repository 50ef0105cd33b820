"""The table of contents is no text: its lines name every section and would answer every search."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from knowledge.documents.block import CELLS, Block, Shape

_TITLE = re.compile(r"(?:table of )?contents(?: page)?|index of (?:policies|sections)", re.IGNORECASE)
_LEADERS = re.compile(r"(?:\.\s?){4,}\s*(?:\d{1,4}|[ivxl]+)?$|\u2026{2,}\s*\d{0,4}$")
_LOOKED_AT = 300
_ENDS_IN_PAGE = re.compile(r"\s(?:\d{1,4}|[ivxl]{1,6})$")


def without_contents(blocks: Sequence[Block]) -> Iterator[Block]:
    """The blocks without a table of contents: lines with leaders, and those below its title that end in a
    page's number."""
    below_title = False
    for block in blocks:
        line = block.text.replace(CELLS, " ").strip()
        if _TITLE.fullmatch(line.rstrip(":")):
            below_title = True
            continue
        if _LEADERS.search(line[-_LOOKED_AT:]):
            continue
        if below_title and (_ENDS_IN_PAGE.search(line) or line.isdigit()):
            continue
        below_title = below_title and _is_header(block)
        if not below_title:
            yield block


def _is_header(block: Block) -> bool:
    """“Section | Title | Page” stands between the title and the first line."""
    return block.text.casefold().endswith("page") and len(block.text) < 60


def as_text(block: Block) -> Block:
    """A row of one cell is a line of text."""
    return block if CELLS in block.text else replace(block, shape=Shape.TEXT)
