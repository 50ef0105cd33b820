"""What stands above the codes: from the file, else from an earlier edition, else made from the codes."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property

from knowledge.codes import Classification
from knowledge.concepts import Concept, ConceptKind
from knowledge.importers.rows import Row

_UNSPECIFIED = re.compile(r",?\s*\bunspecified\b,?|^unspecified\s+", re.IGNORECASE)
_OTHER = re.compile(r"^other specified\s+|^other\s+|,? not elsewhere classified$", re.IGNORECASE)


def with_levels_above(
    classification: Classification, rows: Sequence[Row], known: Mapping[str, Concept]
) -> list[Row]:
    """The rows with every chapter, block and category that stands above them, parents before children.

    `known` is the newest edition that has such levels; what the file itself says goes before it.
    """
    return list(_Levels(classification, rows, known).ordered())


class _Levels:
    def __init__(
        self, classification: Classification, rows: Sequence[Row], known: Mapping[str, Concept]
    ) -> None:
        self.classification = classification
        self.known = known
        self.own = {row.code: row for row in rows}
        self.codes = [row for row in rows if row.kind is ConceptKind.CODE]

    def ordered(self) -> Iterator[Row]:
        """Chapters, blocks and categories that are needed, each before what stands below it."""
        kept: dict[str, Row] = {}
        categories = {row.code: row for row in self.own.values() if row.kind is ConceptKind.CATEGORY}
        for row in [*categories.values(), *sorted(self.codes, key=lambda row: row.code)]:
            placed = self._placed(row)
            for above in self._above(placed.parent):
                kept.setdefault(above.code, above)
            kept.setdefault(row.code, placed)
        yield from kept.values()

    def _placed(self, row: Row) -> Row:
        return replace(row, parent=row.parent or self._parent(row))

    def _parent(self, row: Row) -> str:
        if row.kind is ConceptKind.CATEGORY or row.code[3:] == "X":
            return self._over(row.code[:3])
        shorter = row.code[:4]
        return shorter if len(row.code) > 4 and shorter in self.own else row.code[:3]

    def _above(self, code: str) -> list[Row]:
        """The levels from the top down to this one."""
        found: list[Row] = []
        while code and len(found) < 10:
            row = self._level(code)
            found.insert(0, row)
            code = row.parent
        return found

    def _level(self, code: str) -> Row:
        row, concept = self.own.get(code), self.known.get(code)
        if row is not None:
            return (
                self._placed(row) if row.kind in (ConceptKind.CATEGORY, ConceptKind.CODE) else self._own(row)
            )
        if concept is not None and concept.kind is not ConceptKind.CODE:
            return Row(code, concept.kind, concept.title, concept.parent, concept.mark)
        return Row(code, ConceptKind.CATEGORY, self._made_title(code), self._over(code))

    def _own(self, row: Row) -> Row:
        concept = self.known.get(row.code)
        above = self._chapter_at(row.code[:3]) if row.kind is ConceptKind.BLOCK else ""
        return replace(row, parent=concept.parent if concept else above)

    def _over(self, category: str) -> str:
        """What stands above a category: its block or, where there are no blocks, its chapter."""
        concept = self.known.get(category)
        if concept is not None and concept.kind is ConceptKind.CATEGORY and not self._own_blocks:
            return concept.parent
        if self.classification is Classification.OPCS4:
            return category[0] if category[0] in self._chapters else ""
        holding = [block for block in self._blocks if block[:3] <= category <= block[4:7]]
        narrowest = max(holding, key=lambda block: (block[:3], _reversed(block[4:7])), default="")
        return narrowest or self._chapter_at(category)

    def _chapter_at(self, category: str) -> str:
        """The chapter of the last block of the same letter that begins before."""
        known = self._of(self.known.values(), ConceptKind.BLOCK)
        code = max(
            (block for block in known if block[0] == category[0] and block[:3] <= category), default=""
        )
        for _ in range(10):
            concept = self.known.get(code)
            if concept is None or concept.kind is ConceptKind.CHAPTER:
                break
            code = concept.parent
        return code if code in self._chapters else ""

    @cached_property
    def _blocks(self) -> list[str]:
        return sorted({*self._of(self.known.values(), ConceptKind.BLOCK), *self._own_blocks})

    @cached_property
    def _own_blocks(self) -> list[str]:
        return self._of(self.own.values(), ConceptKind.BLOCK)

    @cached_property
    def _chapters(self) -> set[str]:
        chapter = ConceptKind.CHAPTER
        return {*self._of(self.known.values(), chapter), *self._of(self.own.values(), chapter)}

    @staticmethod
    def _of(rows: Iterable[Row | Concept], kind: ConceptKind) -> list[str]:
        return [row.code for row in rows if row.kind is kind]

    @cached_property
    def _codes_by_category(self) -> dict[str, dict[str, str]]:
        found: dict[str, dict[str, str]] = {}
        for row in self.codes:
            found.setdefault(row.code[:3], {})[row.code] = row.title
        return found

    def _made_title(self, category: str) -> str:
        titles = self._codes_by_category.get(category, {})
        unspecified = titles.get(f"{category}9", "")
        if unspecified:
            return _capital(_UNSPECIFIED.sub("", unspecified)) or unspecified
        shared = _shared(list(titles.values()))
        if shared:
            return _capital(shared)
        other = titles.get(f"{category}8", "")
        return _capital(_OTHER.sub("", other)) if other else next(iter(titles.values()), category)


def _reversed(code: str) -> tuple[int, ...]:
    """Orders codes backwards, so that of two blocks with one beginning the shorter counts as the narrower."""
    return tuple(-ord(sign) for sign in code)


def _capital(title: str) -> str:
    title = title.strip(" ,;:-–")
    return title[:1].upper() + title[1:]


def _shared(titles: Sequence[str]) -> str:
    """The words with which all titles begin, where they are enough to name something."""
    if len(titles) < 2:
        return ""
    words = [title.split() for title in titles]
    same = []
    for column in zip(*words, strict=False):
        if len({word.casefold() for word in column}) > 1:
            break
        same.append(column[0])
    text = " ".join(same).strip(" ,;:-–")
    return text if len(text) > 5 and len(same) < min(map(len, words)) + 1 else ""
