"""From the cell of a column to the fact that it says, or why it says none. One reader a field.

Codes: NHS Data Dictionary, CONSULTANT CODE (C and the seven digits of the GMC reference number, or one of
the default codes), ACTIVITY TREATMENT FUNCTION CODE (three digits), EPISODE NUMBER (1 to 87, 98, 99).
"""

import re
from collections.abc import Callable
from typing import Any

from casework import privacy
from casework.episode_files.bad import Bad
from casework.episode_files.dates import Dates
from casework.episode_files.identifying_cells import is_nhs_number, is_postcode
from casework.episode_files.mapping import DATES, Mapping, plain
from casework.episode_files.rows import EpisodeState, Incomplete

LONGEST_WORDS = 120
LONGEST_REASON = 200
_REMEMBERED = 100_000
# What reports write where there is nothing.
NOTHING = frozenset(
    {"", "-", "--", "null", "none", "n/a", "na", "nan", "n/k", "nk", "unknown", "not known", "#n/a", "."}
)

_SPELL = re.compile(r"[A-Z0-9](?:[A-Z0-9/_.-]{0,38}[A-Z0-9])?", re.ASCII)
_ROUNDED = re.compile(r"\d[.,]\d+E\+?\d+", re.IGNORECASE)
_NUMBER = re.compile(r"0*(\d{1,2})(?:\.0+)?", re.ASCII)
_BOTH = re.compile(r"(?P<spell>.+?)\s*[-/_.\s]\s*(?P<number>\d{1,3})", re.ASCII)
_THREE = re.compile(r"(?:^|\()\s*(\d{3})(?![\d.])|\b(\d{3})\)?$|^(\d{3})\.0$", re.ASCII)
_CONSULTANT = re.compile(r"C?(\d{7})|(CD\d{6}|[CDGHMNRAX]999998[18])", re.ASCII)
_CONSULTANT_WITHIN = re.compile(r"\b(C\d{7}|CD\d{6}|[CDGHMN]9999998)\b", re.ASCII)
_HRG = re.compile(r"[A-Z]{2}\d{2}[A-Z]", re.ASCII)

NO_SPELL = Bad("there is no spell number")
ODD_SPELL = Bad("it is not written like a spell number")
SHORTENED = Bad("the spreadsheet has shortened the number (as in 1.2E+11); format the column as text")
MAY_BE_NHS = Bad("it is a valid NHS number, not a local one")
NO_NUMBER = Bad("there is no episode number")
ODD_NUMBER = Bad("it is not an episode number from 1 to 99")
NO_SPECIALTY = Bad("there is no treatment function")
ODD_SPECIALTY = Bad("it holds no treatment function code of three digits")
ODD_CONSULTANT = Bad("it is not a consultant code (C and seven digits)")
ODD_STATE = Bad("this status is not in the settings file, under [states] or [reasons]")
TOO_LONG = Bad(f"it is longer than {LONGEST_WORDS} characters")

Value = Any
Reader = Callable[[str], Value]


class Remembering(dict[str, Value]):
    """A reader that reads equal cells once. A cell that repeats comes from here at the speed of a look-up."""

    def __init__(self, read: Reader) -> None:
        super().__init__()
        self._read = read

    def __missing__(self, cell: str) -> Value:
        value = self._read(cell.strip())
        if len(self) < _REMEMBERED:
            self[cell] = value
        return value


def is_nothing(cell: str) -> bool:
    """Whether a cell says in some way that there is nothing."""
    return cell.casefold() in NOTHING


def readers(mapping: Mapping, dates: Dates, *, ten_digits_usual: bool = False) -> dict[str, Remembering]:
    """The reader of each field.

    `ten_digits_usual`: the local spell numbers have ten digits, so some look like NHS numbers.
    """

    def spell(cell: str) -> str | Bad:
        return _spell(cell, ten_digits_usual)

    def day(cell: str) -> Value:
        return None if is_nothing(cell) else dates.read(cell)

    by_field: dict[str, Reader] = {
        "spell": spell,
        "reference": lambda cell: _both(cell, spell),
        "episode_number": _episode_number,
        "treatment_function": _treatment_function,
        "main_specialty": _main_specialty,
        "consultant_code": _consultant,
        "state": lambda cell: _state(cell, mapping),
        "reason": lambda cell: _reason(cell, mapping),
        "primary_diagnosis": _is_coded(mapping),
        "hrg": lambda cell: cell.upper() if _HRG.fullmatch(cell.upper()) else "",
        **dict.fromkeys(("ward", "coder", "notes_location"), _words),
        **dict.fromkeys(DATES, day),
    }
    return {field: Remembering(read) for field, read in by_field.items()}


def _spell(cell: str, ten_digits_usual: bool) -> str | Bad:
    if is_nothing(cell):
        return NO_SPELL
    text = cell.upper().removesuffix(".0")
    if _ROUNDED.fullmatch(text):
        return SHORTENED
    if is_nhs_number(text) and not ten_digits_usual:
        return MAY_BE_NHS
    if not _SPELL.fullmatch(text) or not any(map(str.isdigit, text)) or is_postcode(text):
        return ODD_SPELL
    return text


def _both(cell: str, spell: Reader) -> tuple[str, int] | Bad:
    """Spell and episode number of a cell like 1234567/2."""
    if is_nothing(cell):
        return NO_SPELL
    found = _BOTH.fullmatch(cell)
    if not found:
        return Bad("it is not a spell number and an episode number, as in 1234567/2")
    number = _episode_number(found["number"])
    of_spell = spell(found["spell"])
    if isinstance(of_spell, Bad):
        return of_spell
    return number if isinstance(number, Bad) else (of_spell, number)


def _episode_number(cell: str) -> int | Bad:
    if is_nothing(cell):
        return NO_NUMBER
    found = _NUMBER.fullmatch(cell)
    number = int(found[1]) if found else 0
    return number if 1 <= number <= 87 or number in (98, 99) else ODD_NUMBER


def _treatment_function(cell: str) -> str | Bad:
    if is_nothing(cell):
        return NO_SPECIALTY
    found = _THREE.search(cell[:LONGEST_WORDS])
    return next(filter(None, found.groups()), "") if found else ODD_SPECIALTY


def _main_specialty(cell: str) -> str:
    code = _treatment_function(cell)
    return "" if isinstance(code, Bad) else code


def _consultant(cell: str) -> str | Bad:
    if is_nothing(cell) or cell == "&":
        return ""
    text = cell.upper()
    found = _CONSULTANT.fullmatch(text)
    if found:
        return found[2] or f"C{found[1]}"
    within = _CONSULTANT_WITHIN.search(text[:LONGEST_WORDS])
    return within[1] if within else ODD_CONSULTANT


def _words(cell: str) -> str | Bad:
    if is_nothing(cell):
        return ""
    text = " ".join(cell.split())
    return _holding_nobody(text) or (TOO_LONG if len(text) > LONGEST_WORDS else text)


def _holding_nobody(text: str) -> Bad | None:
    """Why the words cannot be kept, if they may identify a patient. Every identifier holds a digit."""
    if not any(map(str.isnumeric, text)):
        return None
    kinds = sorted(
        {found.kind.value for found in privacy.find(text)} | ({"postcode"} if is_postcode(text) else set())
    )
    return Bad(f"it may hold a patient's {' and '.join(kinds)}") if kinds else None


def _state(cell: str, mapping: Mapping) -> EpisodeState | Incomplete | Bad | None:
    """The state; or the reason, where the status column says that; or None where it says nothing."""
    if is_nothing(cell):
        return None
    word = plain(cell[:LONGEST_REASON])
    return mapping.state_of.get(word) or _known_reason(word, mapping) or ODD_STATE


def _reason(cell: str, mapping: Mapping) -> tuple[Incomplete | None, str] | Bad:
    """The reason, and its words where they are none of the known ones."""
    if is_nothing(cell):
        return None, ""
    text = " ".join(cell.split())
    bad = _holding_nobody(text)
    if bad:
        return bad
    known = _known_reason(plain(text[:LONGEST_REASON]), mapping)
    return (known, "") if known else (Incomplete.OTHER, text[:LONGEST_REASON])


def _known_reason(words: str, mapping: Mapping) -> Incomplete | None:
    within = f" {words} "
    return next((reason for phrase, reason in mapping.reason_phrases if f" {phrase} " in within), None)


def _is_coded(mapping: Mapping) -> Reader:
    not_coded = NOTHING | {word.casefold() for word in mapping.not_coded}
    return lambda cell: cell.casefold() not in not_coded
