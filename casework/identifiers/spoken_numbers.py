"""NHS numbers written out as they are read over the telephone: “nine nine nine, double oh three …”."""

import re
from collections.abc import Iterator

from casework.identifiers.finding import Finding, IdentifierKind
from casework.identifiers.nhs_numbers import LENGTH, after_cue, is_valid
from casework.identifiers.plain import Plain

_TO_NINE = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
_ONES = {word: str(digit) for digit, word in enumerate(_TO_NINE)}
_ONES |= dict.fromkeys(("oh", "o", "nought", "naught", "nil"), "0")
_TIMES = {"double": 2, "treble": 3, "triple": 3}
_WORD = rf"(?:{'|'.join([*_ONES, *_TIMES])}|\d{{1,4}})(?![a-z\d])"
_RUN = re.compile(
    rf"(?<![a-z\d]){_WORD}(?:[\W_]{{1,4}}(?:(?:then|and|dash|space)[\W_]{{1,2}})?{_WORD}){{3,24}}"
)
_PIECE = re.compile(r"[a-z]+|\d+")
_HINT = re.compile(r"nine|eight|seven|six|five|four|three|two|zero")


def spoken_numbers(plain: Plain) -> Iterator[Finding]:
    """Runs of words for digits that make an NHS number, or stand after its cue and make ten digits."""
    if not _HINT.search(plain.lower):
        return
    for run in _RUN.finditer(plain.lower):
        digits, places = _read(plain.lower, run)
        for first in range(len(digits) - LENGTH + 1):
            tried = "".join(digits[first : first + LENGTH])
            start, end = places[first][0], places[first + LENGTH - 1][1]
            if is_valid(tried) or (len(digits) == LENGTH and after_cue(plain.lower, start)):
                yield Finding(start, end, IdentifierKind.NHS_NUMBER)
                break


def _read(text: str, run: re.Match[str]) -> tuple[list[str], list[tuple[int, int]]]:
    """The digits that are said, and where each stands."""
    digits: list[str] = []
    places: list[tuple[int, int]] = []
    times, since = 1, run.start()
    for piece in _PIECE.finditer(text, run.start(), run.end()):
        word = piece.group()
        if word in _TIMES:
            times, since = _TIMES[word], piece.start()
            continue
        said = _ONES.get(word, word if word.isdigit() else "")
        for digit in said * times:
            digits.append(digit)
            places.append((since if times > 1 else piece.start(), piece.end()))
        times = 1
    return digits, places
