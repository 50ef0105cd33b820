"""How an edition differs from the one that it follows: added, retired and reworded codes."""

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from knowledge.concepts import Concept, ConceptKind
from knowledge.importers.rows import Row


@dataclass(frozen=True, slots=True)
class Change:
    """One code with its title before and after; empty where it is not there."""

    code: str
    before: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True)
class Difference:
    """All changes, by code. `codes` and `followed` are the numbers of codes after and before."""

    added: tuple[Change, ...]
    retired: tuple[Change, ...]
    reworded: tuple[Change, ...]
    codes: int
    followed: int

    def looks_cut_off(self) -> bool:
        """Whether fewer than half of the codes are left: a truncated file, not a new edition."""
        return 2 * self.codes < self.followed


def difference(followed: Mapping[str, Concept], rows: Iterable[Row]) -> Difference:
    """What the rows change against the edition followed, by codes; a change of punctuation is none."""
    before = {one.code: one.title for one in followed.values() if one.kind is ConceptKind.CODE}
    after = {row.code: row.title for row in rows if row.kind is ConceptKind.CODE}
    return Difference(
        added=tuple(Change(code, after=after[code]) for code in sorted(after.keys() - before.keys())),
        retired=tuple(Change(code, before=before[code]) for code in sorted(before.keys() - after.keys())),
        reworded=tuple(
            Change(code, before[code], after[code])
            for code in sorted(after.keys() & before.keys())
            if compared(before[code]) != compared(after[code])
        ),
        codes=len(after),
        followed=len(before),
    )


def compared(title: str) -> str:
    """The title without case, blanks, punctuation and the difference between ₂ and 2."""
    plain = unicodedata.normalize("NFKC", title).casefold()
    return "".join(letter for letter in plain if letter.isalnum())
