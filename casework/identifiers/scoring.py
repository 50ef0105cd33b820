"""How well labelled identifiers are found: what counts as found, what as a false hit.

- An expected span is **found** when findings of its kind cover at least half of its characters, and
  **covered** when findings of any kinds do: then it is refused and masked, whatever it was called.
- A finding is **right** when it and an expected span of its kind share at least half of the characters of the
  shorter of the two; it is a **false hit** when it shares so much with no expected span of any kind.
- Recall is found / expected; precision is right / (right + false hits); without any, neither is given.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from casework.identifiers.finding import Finding, IdentifierKind
from casework.identifiers.labelled import Labelled, key

Detector = Callable[[str], list[Finding]]
HALF = 0.5


@dataclass
class Count:
    """Of one kind. The lines are those of the file, for whoever looks for what went wrong."""

    expected: int = 0
    found: int = 0
    covered: int = 0
    right: int = 0
    false_hits: int = 0
    missed_lines: list[int] = field(default_factory=list)
    false_lines: list[int] = field(default_factory=list)

    @property
    def recall(self) -> float | None:
        """The share of the expected that was found."""
        return round(self.found / self.expected, 4) if self.expected else None

    @property
    def precision(self) -> float | None:
        """The share of right findings among the right and the false."""
        findings = self.right + self.false_hits
        return round(self.right / findings, 4) if findings else None

    def as_object(self) -> dict[str, Any]:
        """The figures for programs."""
        return {
            "expected": self.expected,
            "found": self.found,
            "recall": self.recall,
            "covered": self.covered,
            "false_hits": self.false_hits,
            "precision": self.precision,
            "missed_lines": self.missed_lines,
            "false_hit_lines": self.false_lines,
        }


@dataclass
class Score:
    """Of one file."""

    kinds: dict[IdentifierKind, Count] = field(
        default_factory=lambda: {one: Count() for one in IdentifierKind}
    )
    lines: int = 0
    clean_lines: int = 0
    clean_hit: list[int] = field(default_factory=list)

    def as_object(self) -> dict[str, Any]:
        """The figures for programs."""
        return {
            "lines": self.lines,
            "clean_lines": self.clean_lines,
            "clean_lines_with_false_hits": len(self.clean_hit),
            "clean_lines_hit": self.clean_hit,
            "kinds": {key(kind): count.as_object() for kind, count in self.kinds.items()},
        }


def score(texts: Iterable[Labelled], find: Detector) -> Score:
    """Look into every text and count."""
    total = Score()
    for one in texts:
        found = find(one.text)
        total.lines += 1
        if not one.expected:
            total.clean_lines += 1
            if found:
                total.clean_hit.append(one.line)
        _count_expected(total, one, found)
        _count_findings(total, one, found)
    return total


def _count_expected(total: Score, one: Labelled, found: list[Finding]) -> None:
    for span in one.expected:
        count = total.kinds[span.kind]
        count.expected += 1
        count.covered += _covers_half(span, found)
        if _covers_half(span, [item for item in found if item.kind is span.kind]):
            count.found += 1
        else:
            count.missed_lines.append(one.line)


def _count_findings(total: Score, one: Labelled, found: list[Finding]) -> None:
    for item in found:
        met = [span for span in one.expected if _meet(item, span)]
        count = total.kinds[item.kind]
        if any(span.kind is item.kind for span in met):
            count.right += 1
        elif not met:
            count.false_hits += 1
            count.false_lines.append(one.line)


def _shared(one: Finding, other: Finding) -> int:
    return max(0, min(one.end, other.end) - max(one.start, other.start))


def _covers_half(span: Finding, found: list[Finding]) -> bool:
    return sum(_shared(span, item) for item in found) >= HALF * (span.end - span.start)


def _meet(one: Finding, other: Finding) -> bool:
    shorter = min(one.end - one.start, other.end - other.start)
    return _shared(one, other) >= HALF * shorter
