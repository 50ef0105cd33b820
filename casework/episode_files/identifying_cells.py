"""Columns that may identify a patient by what their cells hold, whatever they are called.

All cells are looked at, in every column that is not left unread; a share is of those that are not empty. Ten
digits pass the check of an NHS number by chance in one case of eleven, so a column of ten-digit spell numbers
is told from one of NHS numbers.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date
from itertools import islice

import nhs_number

from casework.episode_files.bad import Bad
from casework.episode_files.dates import Dates
from casework.episode_files.identifying_headings import is_of_staff
from casework.episode_files.mapping import DATES

HALF = 0.5
FEW = 0.05
OLD_YEARS = 10
_AT_LEAST = 3
_LOOKED_AT = 2_000
_OLD_SHARE = 0.3
_NAMES_SHARE = 0.6

_FULL_POSTCODE = re.compile(
    r"(GIR ?0AA|[A-PR-UWYZ][A-HK-Y]?\d[A-Z\d]? ?\d(?!(?:st|nd|rd|th)$)[ABD-HJLNP-UW-Z]{2})", re.IGNORECASE
)
_FULL_EMAIL = re.compile(r"[^\s@]{1,64}@[^\s@]{1,200}\.[A-Za-z]{2,20}")
_FULL_PHONE = re.compile(r"(?:\+44|0044|\(?0(?=[1237]))[\d\s()-]{9,14}")
_FULL_ADDRESS = re.compile(
    r"(?:flat |unit )?\d{1,4}[a-z]?,? .{2,40}\b(street|st|road|rd|avenue|ave|lane|ln|close|drive|way|court"
    r"|crescent|terrace|gardens|grove|place)\b.{0,80}",
    re.IGNORECASE,
)
_TITLE = r"(?:Mr|Mrs|Ms|Miss|Mstr|Master|Mx)\.? "
_PART = r"[A-Z][A-Za-z'’-]{0,30}"
_FULL_NAME = re.compile(rf"(?:{_TITLE})?{_PART},? ?{_PART}(?: {_PART}\.?){{0,2}}")
_COMMA_NAME = re.compile(rf"{_PART}, ?{_PART}(?: [A-Za-z'’.()-]{{1,30}}){{0,3}}|{_TITLE}[A-Z].{{1,60}}")


def is_nhs_number(cell: str) -> bool:
    """Whether a cell is ten digits, however parted, whose check digit holds."""
    digits = "".join(re.split(r"[\s.\-/]", cell))
    return len(digits) == 10 and digits.isdecimal() and len(set(digits)) > 1 and _holds(digits)


def _holds(digits: str) -> bool:
    return bool(nhs_number.is_valid(digits))  # type: ignore[attr-defined]


def is_postcode(cell: str) -> bool:
    """Whether a cell is a full postcode and nothing else."""
    return bool(_FULL_POSTCODE.fullmatch(cell))


def kind_of_numbers(cells: Counter[str]) -> str:
    """Whether a column holds NHS numbers or postcodes, whatever it is read as; empty if neither."""
    total = cells.total()
    if _holds_nhs_numbers(cells, total):
        return "NHS number"
    postcodes = _times(cells, is_postcode)
    often = postcodes > HALF * total or (postcodes >= _AT_LEAST and postcodes > 2 * FEW * total)
    return "postcode" if postcodes and often else ""


def kind_of_content(cells: Counter[str], field: str, heading: str, dates: Dates) -> str:
    """What else of a patient a column holds by its cells; `field` is what it is read as, or empty."""
    total = cells.total()
    if not total:
        return ""
    return next(_kinds(cells, total, field, heading, dates), "")


def _kinds(cells: Counter[str], total: int, field: str, heading: str, dates: Dates) -> Iterator[str]:
    if field in ("", *DATES) and _is_of_birth(cells, dates):
        yield "date of birth"
    if field not in ("coder", "spell", "reference"):
        for kind, pattern in (
            ("e-mail address", _FULL_EMAIL),
            ("phone number", _FULL_PHONE),
            ("address", _FULL_ADDRESS),
        ):
            if _times(cells, pattern.fullmatch) > HALF * total:
                yield kind
    if _is_of_names(cells, total, field, heading):
        yield "name"


def _holds_nhs_numbers(cells: Counter[str], total: int) -> bool:
    """Half of the cells; or half of those with ten digits, where they are more than a stray few."""
    ten = sum(n for cell, n in cells.items() if sum(map(str.isdigit, cell)) == 10 and len(cell) <= 16)
    if not ten:
        return False
    valid = _times(cells, is_nhs_number)
    return valid >= HALF * total or (valid >= _AT_LEAST and valid >= HALF * ten and valid > FEW * total)


def _is_of_birth(cells: Counter[str], dates: Dates) -> bool:
    """Dates of which many lie years back: episodes wait for weeks. Bare numbers of days are no dates here."""
    some = [cell for cell in islice(cells, _LOOKED_AT) if 8 <= len(cell) <= 30 and cell[-1:].isalnum()]
    if len(some) < _AT_LEAST or len(some) < HALF * min(len(cells), _LOOKED_AT):
        return False
    moments = [at for cell in some if not isinstance(at := dates.moment(cell), Bad)]
    if len(moments) < HALF * len(some):
        return False
    last = date(dates.today.year - OLD_YEARS, 1, 1)
    usual = (1800, 1900)  # what databases write for “none”
    return sum(at.date() < last and at.year not in usual for at in moments) > _OLD_SHARE * len(moments)


def _is_of_names(cells: Counter[str], total: int, field: str, heading: str) -> bool:
    """Names of which most differ: the names of coders and consultants come again and again."""
    if is_of_staff(heading) and field not in ("coder", "ward"):
        return False
    if field in ("state", "reason") or len(cells) < 5 or len(cells) < _NAMES_SHARE * total:
        return False
    pattern = _FULL_NAME if field == "coder" and total >= 50 else _COMMA_NAME
    return _times(cells, pattern.fullmatch) > _NAMES_SHARE * total


def _times(cells: Counter[str], holds: Callable[[str], object]) -> int:
    return sum(times for cell, times in cells.items() if holds(cell))
