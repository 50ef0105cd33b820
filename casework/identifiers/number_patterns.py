"""The department's own hospital numbers, in a notation that anybody can write and that cannot run away.

    A999999     a letter and six digits
    RXK9999999  R, X and K themselves, then seven digits
    99/99999    two digits, a slash, five digits

`A` is any letter, `9` any digit; every other letter, and `-`, `/`, `.` and the blank, is itself. A letter A
is written `a`. The case of what is typed never matters.
"""

import re

LONGEST = 20
FEWEST_DIGITS = 5
_ALLOWED = re.compile(r"[A-Za-z9 ./-]+")
_SIGNS = " ./-"


class WrongPattern(ValueError):
    """A pattern that is none; the text says why and how to write it."""


def compiled(pattern: str) -> re.Pattern[str]:
    """What finds numbers of that form in small letters, also with one sign between letters and digits.

    Raises:
        WrongPattern: other signs, too long, or so short that it would hit codes or ordinary numbers.
    """
    said = pattern.strip()
    if not _ALLOWED.fullmatch(said) or len(said) > LONGEST:
        raise WrongPattern(
            f"{pattern!r} is no pattern: write A for a letter and 9 for a digit, for example A999999"
            f" (at most {LONGEST} characters)"
        )
    if said.count("9") < FEWEST_DIGITS:
        raise WrongPattern(
            f"{pattern!r} would hit codes: a hospital number has at least {FEWEST_DIGITS} digits,"
            " for example A99999"
        )
    return re.compile(rf"(?<![a-z\d]){''.join(_pieces(said))}(?![a-z\d])")


def _pieces(pattern: str) -> list[str]:
    made: list[str] = []
    for at, sign in enumerate(pattern):
        if at and sign == "9" and pattern[at - 1] not in f"9{_SIGNS}":
            made.append(r"[\s./-]?")
        made.append(_piece(sign))
    return made


def _piece(sign: str) -> str:
    if sign == "9":
        return r"\d"
    if sign == "A":
        return "[a-z]"
    return r"[\s./-]?" if sign in _SIGNS else sign.lower()
