"""The numbers that Word counts by itself: they stand in no paragraph's words, only in its list settings."""

from dataclasses import dataclass, field
from typing import Any

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_DEEPEST = 9
_ROMAN = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"),
          (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))  # fmt: skip
_HIGHEST = 9_999


@dataclass(frozen=True, slots=True)
class _Level:
    start: int
    form: str
    text: str


@dataclass(slots=True)
class WordNumbers:
    """Counts the lists of one document in reading order."""

    _levels: dict[str, dict[int, _Level]] = field(default_factory=dict)
    _lists: dict[str, str] = field(default_factory=dict)
    _starts: dict[tuple[str, int], int] = field(default_factory=dict)
    _counts: dict[str, dict[int, int]] = field(default_factory=dict)
    _begun: set[str] = field(default_factory=set)

    @classmethod
    def of(cls, numbering: Any) -> "WordNumbers":
        """Those of a numbering part's element, or none where it is None."""
        made = cls()
        if numbering is None:
            return made
        for abstract in numbering.iter(f"{W}abstractNum"):
            levels = {_place(one): _level(one) for one in abstract.iter(f"{W}lvl")}
            made._levels[str(abstract.get(f"{W}abstractNumId"))] = levels
        for num in numbering.iter(f"{W}num"):
            key = str(num.get(f"{W}numId"))
            made._lists[key] = _value(num.find(f"{W}abstractNumId"))
            for change in num.iter(f"{W}lvlOverride"):
                start = change.find(f"{W}startOverride")
                if start is not None:
                    made._starts[key, _place(change)] = _whole(_value(start), 1)
        return made

    def next(self, num_id: str, level: int) -> str:
        """The number of the next paragraph of that list and level: “3.2.1”, “(a)”; “•” for a bullet."""
        abstract = self._lists.get(num_id, "")
        levels = self._levels.get(abstract, {})
        mine = levels.get(level)
        if mine is None or not 0 <= level < _DEEPEST:
            return ""
        if mine.form in ("bullet", "none"):
            return "•" if mine.form == "bullet" else ""
        counts = self._counted(num_id, abstract, level, mine)
        text = mine.text
        for place in range(_DEEPEST):
            other = levels.get(place)
            if other is not None:
                text = text.replace(f"%{place + 1}", _written(counts.get(place, other.start), other.form))
        return text.strip().rstrip(".:")

    def _counted(self, num_id: str, abstract: str, level: int, mine: _Level) -> dict[int, int]:
        counts = self._counts.setdefault(abstract, {})
        if num_id not in self._begun:
            self._begun.add(num_id)
            for (other, place), start in self._starts.items():
                if other == num_id:
                    counts[place] = start - 1
        counts[level] = min(counts.get(level, mine.start - 1) + 1, _HIGHEST)
        for deeper in [place for place in counts if place > level]:
            del counts[deeper]
        return counts


def _place(element: Any) -> int:
    return _whole(str(element.get(f"{W}ilvl", "0")), 0)


def _value(element: Any) -> str:
    return "" if element is None else str(element.get(f"{W}val", ""))


def _whole(text: str, otherwise: int) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 5 else otherwise


def _level(element: Any) -> _Level:
    start, form = element.find(f"{W}start"), element.find(f"{W}numFmt")
    return _Level(
        _whole(_value(start), 1), _value(form) or "decimal", _value(element.find(f"{W}lvlText"))[:60]
    )


def _written(count: int, form: str) -> str:
    if form in ("lowerLetter", "upperLetter"):
        letter = chr(ord("a") + (count - 1) % 26) * min((count - 1) // 26 + 1, 4)
        return letter if form == "lowerLetter" else letter.upper()
    if form in ("lowerRoman", "upperRoman"):
        return _roman(count) if form == "lowerRoman" else _roman(count).upper()
    return f"{count:02d}" if form == "decimalZero" else str(count)


def _roman(count: int) -> str:
    text = ""
    for worth, sign in _ROMAN:
        while count >= worth:
            text, count = text + sign, count - worth
    return text
