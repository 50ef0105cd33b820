"""NHS numbers: ten digits in any grouping whose check digit holds, or ten after “NHS” whatever it says.

NHS Data Dictionary, NHS NUMBER: ten digits, the last of them a check digit (modulus 11, package nhs-number).
One in eleven numbers of ten digits passes by chance; so digits that are far apart must stand as the number is
printed, 3-3-4 or in another usual grouping, and not as a date does.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from operator import mul

import nhs_number

from casework.identifiers.finding import Finding, IdentifierKind
from casework.identifiers.plain import Plain, as_digits

LENGTH = 10
_FAR, _FURTHER = 40, 80
_HINT = re.compile(r"n[\s.]?h[\s.]?s|health service|chi n")
_MOST_BETWEEN = 25
_GROUP = re.compile(r"\d+")
_SIGNS = re.compile(r"(?:[^\w]|_){0,8}")
_WORDS = re.compile(
    r"[\W_]{0,3}(?:(?:then|then an?|and|and then|and finally|dash|hyphen|slash|stroke|dot|point|space"
    r"|next|followed by"
    r"|x|br|nbsp|#160|\\[nrt])[\W_]{0,3}){1,2}|(?:\\[nrt]){1,2}|\s?(?:</?[a-z]{1,6}\s?/?>\s?){1,4}"
)
_CUE = re.compile(
    r"(?:(?<![a-z])n[\s.]?h[\s.]?s(?:[\s.]?h?[\s.]?no\b|(?![a-z])|n(?:o|um|r|umber)?(?![a-z]))"
    r"|health service (?:no|num|number)|(?<![a-z])chi (?:no|num|number))"
    r"(?:[\W_]{0,3}(?:no|num|nr|nos|number|numbers|id|is|was|of|ref|reads|as|follows|for|this|patient|pt"
    r"|the)\b){0,5}"
    r"[\W_]{0,4}$"
)
# Ten digits that stand further off: “NHS number, first half 99900, second half …”.
_CUE_FAR = re.compile(r"(?<![a-z])nhs\s?(?:no|num|number)(?![a-z])(?:[\W_]{1,3}[a-z']{1,12}){0,5}[\W_]{1,4}$")
_CUE_AFTER = re.compile(
    r"[\W_]{0,4}(?:(?:is|was|as|which|the|his|her|their|pts?|patients?|'s)[\W_]{1,3}){0,4}nhs\s?(?:no|num"
    r"|number)"
)
_DATE = re.compile(
    r"(?<!\d)(?:[0-3]?\d[\s./-]{1,3}[01]?\d[\s./-]{1,3}(?:19|20)\d\d|(?:19|20)\d\d-[01]?\d-[0-3]?\d)(?!\d)"
)
_PRINTED_ALIKE = re.compile(
    r"(?<![a-z\d])(?=[\doil]{3}\W)\d[\doil]{2}([ .\-/])[\doil]{3}\1[\doil]{4}(?![a-z\d])"
)
_PARTED = "10, 334, 55, 37, 64, 46, 73, 433, 343, 442, 244, 3322, 22222, 1111111111"
_USUAL = frozenset((10,) if one == "10" else tuple(map(int, one)) for one in _PARTED.split(", "))
_PRINTED = (3, 3, 4)
_WEIGHTS = range(10, 0, -1)
_FEWEST_ALIKE = 5
_TIGHT = frozenset("-._\u00b7")


def nhs_numbers(plain: Plain) -> Iterator[Finding]:
    """Runs of ten digits that end where groups end, so that a longer number is not cut into one."""
    groups = [match.span() for match in _GROUP.finditer(plain.digits)]
    count = sum(end - start for start, end in groups)
    if count >= LENGTH - 1:
        yield from _grouped(plain.digits, groups)
    if count >= _FEWEST_ALIKE:
        for match in _PRINTED_ALIKE.finditer(plain.lower):
            if is_valid("".join(filter(str.isdigit, as_digits(match.group())))):
                yield Finding(match.start(), match.end(), IdentifierKind.NHS_NUMBER)


def is_valid(digits: str) -> bool:
    """Whether ten digits could be an NHS number; ten equal digits are none."""
    if len(set(digits)) == 1 or sum(map(mul, map(int, digits), _WEIGHTS)) % 11:
        return False  # most numbers fall here, at a tenth of the cost
    return bool(nhs_number.is_valid(digits))  # type: ignore[attr-defined]


def after_cue(text: str, start: int) -> bool:
    """Whether “NHS number” or the like stands straight before that place."""
    return bool(_CUE.search(text, max(0, start - _FAR), start))


def _grouped(text: str, groups: Sequence[tuple[int, int]]) -> Iterator[Finding]:
    cued = bool(_HINT.search(text))
    slip = 1 if cued else 0
    for first, (start, _) in enumerate(groups):
        count, before = 0, start
        for last in range(first, len(groups)):
            begin, end = groups[last]
            count += end - begin
            if count > LENGTH + slip or begin - before > _MOST_BETWEEN:
                break
            before = end
            if count >= LENGTH - slip and _is_one(text, groups[first : last + 1], cued):
                yield Finding(start, end, IdentifierKind.NHS_NUMBER)


def _is_one(text: str, groups: Sequence[tuple[int, int]], cued: bool) -> bool:
    start, end = groups[0][0], groups[-1][1]
    lengths = tuple(other - one for one, other in groups)
    if (
        not cued
        and lengths not in _USUAL
        and any(after[0] - before[1] != 1 for before, after in pairwise(groups))
    ):
        return False
    gaps = [text[before[1] : after[0]] for before, after in pairwise(groups)]
    usual = _stands_as_one(gaps, lengths)
    if not (usual or cued):
        return False
    digits = "".join(text[one:other] for one, other in groups)
    near = all(_SIGNS.fullmatch(gap) or _WORDS.fullmatch(gap) for gap in gaps)
    valid = len(digits) == LENGTH and is_valid(digits)
    if valid and near and usual:
        return not _holds_date(text, start, end)
    if not cued or _holds_date(text, start, end):
        return False
    if (near or (valid and lengths in _USUAL)) and after_cue(text, start):
        return True
    told = _CUE_FAR.search(text, max(0, start - _FURTHER), start) or _CUE_AFTER.match(text, end)
    return len(digits) == LENGTH and bool(told) and (near or (valid and lengths in _USUAL))


def _stands_as_one(gaps: Sequence[str], lengths: tuple[int, ...]) -> bool:
    """Whether digits parted so are one number: 3-3-4 with any signs, else the same sign throughout."""
    if lengths == _PRINTED or not gaps:
        return True
    alike = len({gap.strip() for gap in gaps}) == 1
    return alike and (lengths in _USUAL or all(gap in _TIGHT for gap in gaps))


def _holds_date(text: str, start: int, end: int) -> bool:
    return bool(_DATE.search(text, start, end))
