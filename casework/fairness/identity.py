"""Nothing that identifies the patient: in no text, and not as the reference either."""

import re
from collections.abc import Iterator
from datetime import date

from casework import privacy
from casework.fairness.documented import Read, Sheet
from casework.fairness.draft import Part
from casework.fairness.faults import Fault, Unfair, place
from casework.fairness.reading import listed

# A titled name alone may be the surgeon's; one that was admitted or is of an age is the patient's.
_PATIENT = re.compile(
    r"\b(?:Mr|Mrs|Ms|Miss|Master|Mstr)\.? [A-Z][\w'’-]{1,40}(?: [A-Z][\w'’-]{1,40})?"
    r"(?='s (?:episode|admission|stay|notes|chest|hip|leg|diagnosis|condition|infection|record)\b"
    r"|,? (?:was|is|has been) (?:admitted|discharged|aged|a \d|known to have|confused|septic)"
    r"|,? (?:presented|attended|collapsed|suffers|aged|had a fall|who (?:was|presented|attended|had|has))\b"
    r"|,? \(?\d\d\b)"
)
_REFERENCE = re.compile(r"[A-Za-z0-9#][A-Za-z0-9#./_ :-]{0,39}")
_LETTERS = re.compile(r"[A-Za-z]{2,}")
_DATE = re.compile(r"(?<!\d)(\d{1,4})[./ -](\d{1,2})[./ -](\d{1,4})(?!\d)|(?<!\d)(\d{8})(?!\d)")
_MONTH = re.compile(r"\d ?(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]* ?\d", re.IGNORECASE)
_WORDS_OF_A_REFERENCE = listed(
    "ref|reference|case|episode|ep|epi|fce|local|coding|cc|spell|dept|no|id|worklist|wl|row|query|item"
)
_LONGEST_PREFIX = 6
_NHS_DIGITS = 10
_EARLIEST, _LATEST = 1900, 2100


def faults(sheet: Sheet) -> Iterator[Fault]:
    """Identifiers in any text, and a reference that is not the department's own."""
    for one in sheet.reads:
        yield from _in_text(one)
    reference = sheet.of(Part.REFERENCE)[0].reading.shown
    if not reference:
        sentence = "There is no patient reference: give the department's own local reference."
        yield Fault(Unfair.EMPTY, "patient reference", "", sentence)
    elif not _is_local(reference):
        sentence = (
            "The patient reference may identify the patient: use the department's own local reference alone."
        )
        yield Fault(Unfair.IDENTIFIER, "patient reference", _veil(reference), sentence)


def _in_text(one: Read) -> Iterator[Fault]:
    text, where = one.passage.text, one.passage.where
    if one.passage.part is Part.REFERENCE:
        return
    for found in privacy.find(text) if any(char.isnumeric() for char in text) else ():
        sentence = f"{place(where)} holds what may be a {found.kind.value}: take it out."
        yield Fault(Unfair.IDENTIFIER, where, privacy.veil(text, found), sentence)
    for match in _PATIENT.finditer(one.reading.shown):
        sentence = f"{place(where)} seems to name the patient: say “the patient”."
        yield Fault(Unfair.IDENTIFIER, where, _veil(match.group()), sentence)


def _is_local(reference: str) -> bool:
    """Has a digit, no word that could be a name, and is no NHS number, date or postcode."""
    digits = "".join(char for char in reference if char.isdigit())
    words = [word for word in _LETTERS.findall(reference) if word.lower() not in _WORDS_OF_A_REFERENCE]
    return (
        bool(digits)
        and bool(_REFERENCE.fullmatch(reference))
        and len(digits) != _NHS_DIGITS
        and len(words) <= 1
        and all(len(word) <= _LONGEST_PREFIX and not word.istitle() for word in words)
        and not privacy.find(reference)
        and not _holds_date(reference)
    )


def _holds_date(reference: str) -> bool:
    return bool(_MONTH.search(reference)) or any(_is_date(match) for match in _DATE.finditer(reference))


def _is_date(match: re.Match[str]) -> bool:
    run = match.group(4)
    parts = [run[:2], run[2:4], run[4:]] if run else [part for part in match.groups()[:3] if part]
    first, month, last = (int(part) for part in parts)
    year, day = (first, last) if len(parts[0]) > 2 else (last, first)
    year += 1900 if year < 100 else 0
    if not _EARLIEST <= year <= _LATEST:
        return False
    return _exists(year, month, day) or _exists(year, day, month)


def _exists(year: int, month: int, day: int) -> bool:
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True


def _veil(words: str) -> str:
    return "".join("•" if char.isalnum() else char for char in words)
