"""Cutting a document's blocks into sections by their headings and numbering."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from knowledge.documents.block import Block
from knowledge.documents.codes_named import codes_named_in
from knowledge.documents.contents_page import without_contents
from knowledge.documents.document import Section
from knowledge.documents.headings import Heading, Headings
from knowledge.documents.numbering import numbered
from knowledge.importers.rows import RefusedFile

MOST_SECTIONS = 20_000
LONGEST_SECTION = 200_000


@dataclass(slots=True)
class _Open:
    """A section while its text is being gathered."""

    heading: Heading
    page: int | None
    path: tuple[str, ...]
    lines: list[str] = field(default_factory=list)


def sections_of(name: str, title: str, blocks: Iterable[Block]) -> tuple[Section, ...]:
    """The sections in reading order; what stands before the first heading comes first, under the title.

    Raises:
        RefusedFile: there is no text, or more than any policy document has.
    """
    kept = list(without_contents(list(blocks)))
    cut = _cut(title, kept, Headings(kept))
    found = tuple(_closed(name, one) for one in cut if one.heading.level or one.lines)
    if not any(one.text for one in found):
        raise RefusedFile(f"{name}: there is no text in it.")
    if len(found) > MOST_SECTIONS:
        raise RefusedFile(f"{name}: more than {MOST_SECTIONS:,} sections. Import the document in parts.")
    return found


def _cut(title: str, blocks: Sequence[Block], headings: Headings) -> list[_Open]:
    first = next((block.page for block in blocks), None)
    cut = [_Open(Heading("", title, 0), first, ())]
    above: list[Heading] = []
    for block in blocks:
        heading = headings.read(block, above[-1].level if above else 0, _level_without_national(above))
        if heading is None:
            cut[-1].lines.append(f"{block.number} {block.text}".strip())
        elif _says_the_title(heading, title) and len(cut) == 1:
            continue
        elif _lacks_title(cut[-1]) and not heading.number:
            cut[-1].heading = above[-1] = replace(cut[-1].heading, title=heading.title)
        else:
            heading = _placed(heading, above)
            above = [one for one in above if one.level < heading.level]
            cut.append(_begun(heading, block, above))
            above.append(heading)
    return cut


def _lacks_title(section: _Open) -> bool:
    """“Policy 7” on a line of its own: its title stands on the next."""
    return bool(section.heading.number) and not section.heading.title and not section.lines


def _says_the_title(heading: Heading, title: str) -> bool:
    return not heading.number and heading.title.casefold() == title.casefold()


def _level_without_national(above: Sequence[Heading]) -> int | None:
    levels = [one.level for one in above if not one.clause and not _is_national(one.number)]
    return levels[-1] if levels else None


def _is_national(number: str) -> bool:
    found = numbered(number)
    return found is not None and found.kind == "national"


def _begun(heading: Heading, block: Block, above: Sequence[Heading]) -> _Open:
    begun = _Open(heading, block.page, tuple(f"{one.number} {one.title}".strip() for one in above))
    begun.lines += [heading.clause] if heading.clause else []
    return begun


def _placed(heading: Heading, above: Sequence[Heading]) -> Heading:
    """A clause stands below the last heading that has a title, and is cited under it."""
    if not heading.clause:
        return heading
    titled = next((one for one in reversed(above) if not one.clause), None)
    if titled is None:
        return heading
    return replace(heading, title=titled.title, level=titled.level + 1)


def _closed(name: str, one: _Open) -> Section:
    text = "\n".join(one.lines)
    if len(text) > LONGEST_SECTION:
        raise RefusedFile(
            f"{name}: the section “{one.heading.title[:60]}” has {len(text):,} letters and no heading in it. "
            "Give the document's headings a heading style."
        )
    number, title = one.heading.number, one.heading.title
    level = len(one.path) + 1 if one.heading.level else 0
    codes = codes_named_in(text, f"{number} {title}".strip())
    return Section(number, title, text, one.page, one.path, level, codes)
