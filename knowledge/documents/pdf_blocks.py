"""From the lines of a PDF to blocks: paragraphs, headings and table rows, broken words mended."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from knowledge.documents.block import Block, Shape, row
from knowledge.documents.furniture import body_size
from knowledge.documents.paragraphs import Mender
from knowledge.documents.pdf_columns import Area
from knowledge.documents.pdf_stacks import Stack, leading_of, stacks_of

_LARGER = 1.1
_ENDS = re.compile(r"[.;:!?”)]$")


def blocks_of_lines(pages: Sequence[Sequence[Area]]) -> list[Block]:
    """The blocks of all pages, the first page's areas first."""
    areas = [area for page in pages for area in page]
    usual = body_size(chunk for area in areas for chunk in area)
    leading = leading_of(areas)
    mender = Mender(chunk.text for area in areas for chunk in area)
    blocks = [
        _block(group, number, usual, mender)
        for number, page in enumerate(pages, start=1)
        for area in page
        for group in _groups(stacks_of(area, leading))
    ]
    return list(_over_page_ends([block for block in blocks if block.text], mender))


def _groups(stacks: Sequence[Stack]) -> list[list[Stack]]:
    """From top to bottom; stacks beside each other are the cells of one table row."""
    groups: list[list[Stack]] = []
    for stack in sorted(stacks, key=lambda one: -one.top):
        if groups and _is_beside(groups[-1], stack):
            groups[-1].append(stack)
        else:
            groups.append([stack])
    return groups


def _is_beside(group: Sequence[Stack], stack: Stack) -> bool:
    top, bottom = max(one.top for one in group), min(one.bottom for one in group)
    height = min(top, stack.top) - max(bottom, stack.bottom)
    if height < 0.4 * min(top - bottom, stack.top - stack.bottom):
        return False
    return all(
        stack.left >= one.right - 12 or one.left >= stack.right - 12 or abs(stack.left - one.left) > 24
        for one in group
    )


def _block(group: Sequence[Stack], page: int, usual: float, mender: Mender) -> Block:
    if len(group) > 1:
        cells = [
            mender.joined([line.text for line in one.lines])
            for one in sorted(group, key=lambda one: one.left)
        ]
        return Block(row(cells), page, shape=Shape.ROW)
    lines = group[0].lines
    size = max(line.size for line in lines)
    prominent = all(line.bold for line in lines) or size >= _LARGER * usual
    return Block(mender.joined([line.text for line in lines]), page, prominent=prominent, size=size)


def _over_page_ends(blocks: Sequence[Block], mender: Mender) -> Iterator[Block]:
    """A paragraph that goes on in the next column or on the next page is one paragraph."""
    held: Block | None = None
    for block in blocks:
        if held is not None and _goes_on(held, block):
            held = replace(held, text=mender.joined([held.text, block.text]))
            continue
        if held is not None:
            yield held
        held = block
    if held is not None:
        yield held


def _goes_on(held: Block, block: Block) -> bool:
    plain = held.shape is block.shape is Shape.TEXT and not (held.prominent or block.prominent)
    return plain and not _ENDS.search(held.text) and block.text[:1].islower()
