"""What stands near a name: other identifiers, and the loose dates and numbers that a name makes one."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator

from casework.identifiers import dates, hospital_numbers
from casework.identifiers.finding import Finding, IdentifierKind
from casework.identifiers.plain import Plain

BESIDE, CLOSE = 40, 15
_LONGEST_FINDING = 90


class Near:
    """The neighbours in one text. The loose ones are looked for when first asked for."""

    def __init__(self, plain: Plain, sure: list[Finding]) -> None:
        self._plain, self._sure = plain, sure
        self._loose: list[Finding] | None = None

    def sure(self, start: int, end: int, reach: int = 2 * BESIDE) -> list[Finding]:
        """Identifiers of other kinds, not further off than `reach` characters."""
        return _within(self._sure, start - reach, end + reach)

    def loose(self, start: int, end: int) -> list[Finding]:
        """Dates that may be of birth and numbers that may be of a hospital."""
        if self._loose is None:
            self._loose = sorted(_loose(self._plain)) if self._plain.holds_digits else []
        return _within(self._loose, start - BESIDE, end + BESIDE)


def _loose(plain: Plain) -> Iterator[Finding]:
    for match in dates.LOOSE.finditer(plain.digits):
        yield Finding(match.start(), match.end(), IdentifierKind.DATE_OF_BIRTH)
    for match in hospital_numbers.LOOSE.finditer(plain.digits):
        yield Finding(match.start(), match.end(), IdentifierKind.HOSPITAL_NUMBER)


def _within(found: list[Finding], start: int, end: int) -> list[Finding]:
    """Those of the sorted findings that reach into that stretch."""
    first = bisect_left(found, start - _LONGEST_FINDING, key=lambda item: item.start)
    last = bisect_right(found, end, key=lambda item: item.start)
    return [item for item in found[first:last] if item.end >= start]
