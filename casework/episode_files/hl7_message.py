"""One HL7 v2 message: its separators, and the fields of the segments that say something of a stay."""

import re
from dataclasses import dataclass, field
from typing import Self

# HL7 v2, chapter 2.7: what stands for a separator in a text.
_ESCAPE = re.compile(r"\\([FSTRE])\\")
NULL = '""'


@dataclass(frozen=True, slots=True)
class Separators:
    """Field, component, repetition, escape: MSH-1 and MSH-2."""

    field: str = "|"
    component: str = "^"
    repetition: str = "~"
    escape: str = "\\"

    @classmethod
    def of(cls, segment: str) -> Self | None:
        """The separators that a header names, or None if they cannot be."""
        between = segment[3:4]
        signs = segment[4:].split(between, 1)[0] if between else ""
        all_signs = between + signs
        if not 2 <= len(signs) <= 5 or any(sign.isalnum() or sign.isspace() for sign in all_signs):
            return None
        if len(set(all_signs)) != len(all_signs):
            return None
        return cls(between, signs[0], signs[1], signs[2:3])


@dataclass(slots=True)
class Message:
    """A message of which only the segments that count are kept, not yet cut into fields."""

    line: int
    separators: Separators
    kind: str
    event: str
    sent: str
    control: str
    segments: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, line: int, segment: str, separators: Separators) -> Self:
        """A message begun by its MSH. MSH-1 is the separator itself: MSH-n is the n-1st cell."""
        cells = segment.split(separators.field)
        cells += [""] * (11 - len(cells))
        kind = cells[8].split(separators.component)
        return cls(line, separators, kind[0], kind[1] if len(kind) > 1 else "", cells[6], cells[9])

    def add(self, segment: str) -> None:
        """Keep one segment as it is."""
        self.segments.append(segment)

    def all(self, kind: str) -> list["Segment"]:
        """The segments of a kind, cut into fields."""
        return [Segment(each.split(self.separators.field), self.separators) for each in self.segments
                if each.startswith(kind)]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Segment:
    """The fields of one segment, counted as the standard does."""

    cells: list[str]
    separators: Separators

    def raw(self, number: int) -> str:
        """The field as it is written."""
        return self.cells[number].strip() if number < len(self.cells) else ""

    def text(self, number: int) -> str:
        """The first component of the field's first repetition. An explicit null (two marks) is as it is."""
        return self.firsts(number)[0]

    def firsts(self, number: int) -> list[str]:
        """The first component of each repetition."""
        signs = self.separators
        return [
            self._plain(each.split(signs.component, 1)[0])
            for each in self.raw(number).split(signs.repetition)
        ]

    def _plain(self, text: str) -> str:
        signs = self.separators
        if not signs.escape or signs.escape not in text:
            return text.strip()
        stands_for = {
            "F": signs.field,
            "S": signs.component,
            "T": "&",
            "R": signs.repetition,
            "E": signs.escape,
        }
        usual = text.replace(signs.escape, "\\")
        return _ESCAPE.sub(lambda found: stands_for[found[1]], usual).strip()
