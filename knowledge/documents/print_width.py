"""How wide words are in print: by the widths that the font carries, else as in Helvetica."""

from collections.abc import Iterator, Sequence
from typing import Any

# Thousandths of the height, for the letters from the blank (32) to the tilde (126).
_HELVETICA = (
    278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556,
    556, 556, 556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556, 1015, 667, 667, 722, 722, 667,
    611, 778, 722, 278, 500, 667, 556, 833, 722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667,
    667, 611, 278, 278, 278, 469, 556, 333, 556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500,
    222, 833, 556, 556, 556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584,
)  # fmt: skip
_OTHER_SIGN = 556
_BOLD = 1.08
_MOST_WIDTHS = 70_000
_BLANK = 32


class FontWidths:
    """The widths of one font's signs."""

    def __init__(self, font: Any) -> None:
        """`font` is the PDF's font dictionary, or None."""
        has_font = hasattr(font, "get")
        self._is_bold = has_font and "bold" in str(font.get("/BaseFont", "")).casefold()
        self._in_pairs = has_font and font.get("/Subtype") == "/Type0"
        self._otherwise, self._widths = _carried(font) if has_font else (0.0, {})

    def width(self, text: str, shown: Sequence[Any], size: float, blank: float = 0.0) -> float:
        """The width in points of a text of that height. `shown` are the operands that show it, the letters
        as bytes and the moves between them as numbers; `blank` is what each blank is widened by."""
        if self._widths and any(isinstance(one, bytes) for one in shown):
            return size * sum(self._thousandths(one) for one in shown) / 1000 + blank * text.count(" ")
        factor = _BOLD if self._is_bold else 1.0
        return size * factor * sum(map(_usual, text)) / 1000 + blank * text.count(" ")

    def _thousandths(self, shown: Any) -> float:
        if not isinstance(shown, bytes):
            return -float(shown)
        return sum(self._widths.get(code, self._otherwise) for code in self._codes(shown))

    def _codes(self, shown: bytes) -> Iterator[int]:
        if not self._in_pairs:
            yield from shown
            return
        for at in range(0, len(shown) - 1, 2):
            yield shown[at] << 8 | shown[at + 1]


def _usual(sign: str) -> float:
    place = ord(sign) - _BLANK
    return _HELVETICA[place] if 0 <= place < len(_HELVETICA) else _OTHER_SIGN


def _carried(font: Any) -> tuple[float, dict[int, float]]:
    """The width of signs not listed, and those listed; none where the font does not carry them plainly."""
    try:
        if font.get("/Subtype") != "/Type0":
            first = int(font.get("/FirstChar", 0))
            widths = list(font["/Widths"].get_object())[:256]
            return 0.0, {first + at: float(width) for at, width in enumerate(widths)}
        if font.get("/Encoding") not in ("/Identity-H", "/Identity-V"):
            return 0.0, {}
        below = font["/DescendantFonts"].get_object()[0].get_object()
        return float(below.get("/DW", 1000)), dict(_listed(list(below["/W"].get_object())))
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError, IndexError):
        return 0.0, {}


def _listed(entries: list[Any]) -> Iterator[tuple[int, float]]:
    """A first code with a list of widths, or a first and a last code with one width for all."""
    at = 0
    while at + 1 < len(entries) <= _MOST_WIDTHS:
        first, following = int(entries[at]), entries[at + 1].get_object()
        if isinstance(following, list):
            yield from ((first + place, float(width)) for place, width in enumerate(following[:_MOST_WIDTHS]))
            at += 2
        else:
            last = min(int(following), first + _MOST_WIDTHS)
            yield from ((code, float(entries[at + 2])) for code in range(first, last + 1))
            at += 3
