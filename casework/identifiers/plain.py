"""The text brought to plain characters, so that one pattern finds what is typed in many ways.

Three readings, of one length, over one list of the places that each character came from:

- `text`: full-width and circled digits, letters of other alphabets that look like ours, dashes of any
  length and blanks of any width become ASCII; what has no width of its own falls away;
- `lower`: the same in small letters;
- `digits`: small letters, where O, I and l that stand among digits are the digits that they stand for. A
  token that may be a code (O80, I21, I10X) keeps its letter.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

_ALREADY_PLAIN = re.compile(r"[\t\n\r -~]*")
_PLAIN_OR_ONE = re.compile(r"(?P<plain>[\t\n\r -~]+)|.", re.DOTALL)
_WIDTHLESS = ("Cf", "Cc", "Mn", "Me")
# Letters of the Cyrillic and Greek alphabets that cannot be told from ours by eye; З looks like 3.
_ALIKE = dict(
    zip(
        "АВЕЅІЈКМНОРСТУХаеіјорсухѕԁЗзΑΒΕΖΗΙΚΜΝΟΡΤΥΧοıƖӀ",
        "ABESIJKMHOPCTYXaeijopcyxsd33ABEZHIKMNOPTYXoiII",
        strict=True,
    )
)
_MARKED = re.compile(
    r"\[(?:NHS number|date of birth|hospital number|postcode|name|e-mail address|phone number"
    r"|address) removed\]"
)
# Stands where something was masked: no pattern reads it or reaches across it.
_BARRIER = "\ue000"
_LETTERS_AS_DIGITS = re.compile(
    r"(?<![a-z\d])(?![oil]\d{1,4}(?![a-z\d]))[oil]{1,3}\d[\doil]{0,20}(?![a-z\d])"
    r"|(?<=\d)[oil]{1,4}(?=\d|(?![a-z\d]))"
)
_DIGITS = str.maketrans("oil", "011")


@dataclass(frozen=True, slots=True)
class Plain:
    """A text in plain characters. `text[n]` came from the character `origin[n]` of the text as given."""

    text: str
    lower: str
    digits: str
    origin: Sequence[int]
    holds_digits: bool


def read(text: str) -> Plain:
    """The three readings of a text."""
    plain, origin = (text, range(len(text))) if _ALREADY_PLAIN.fullmatch(text) else _folded(text)
    if " removed]" in plain:
        plain = _MARKED.sub(lambda mark: _BARRIER * len(mark.group()), plain)
    if "%20" in plain:
        plain = plain.replace("%20", "   ")
    lower = plain.lower()
    if len(lower) != len(plain):
        lower = "".join(small if len(small := char.lower()) == 1 else char for char in plain)
    holds_digits = any(digit in plain for digit in "0123456789")
    digits = _LETTERS_AS_DIGITS.sub(_as_digits, lower) if holds_digits else lower
    return Plain(plain, lower, digits, origin, holds_digits)


def as_digits(lower: str) -> str:
    """Small letters that look like digits, as digits."""
    return lower.translate(_DIGITS)


def _as_digits(match: re.Match[str]) -> str:
    return match.group().translate(_DIGITS)


def _folded(text: str) -> tuple[str, Sequence[int]]:
    plain: list[str] = []
    origin: list[int] = []
    for part in _PLAIN_OR_ONE.finditer(text):
        start, end = part.span()
        if part.lastgroup:
            plain.append(part.group())
            origin.extend(range(start, end))
            continue
        for piece in unicodedata.normalize("NFKC", part.group()):
            if read_as := _piece(piece):
                plain.append(read_as)
                origin.append(start)
    return "".join(plain), origin


def _piece(piece: str) -> str:
    kind = unicodedata.category(piece)
    if kind in _WIDTHLESS and not piece.isspace():
        return ""
    if (digit := unicodedata.digit(piece, None)) is not None:
        return str(digit)
    if kind == "Pd" or piece == "−":
        return "-"
    if piece == _BARRIER or (piece.isspace() and piece not in "\t\n\r"):
        return " "
    return _ALIKE.get(piece, piece)
