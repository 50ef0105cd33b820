"""Patients' names: with a title, after “patient” or “baby”, surname first, or beside another identifier.

A name alone says nothing of a patient: “Mr Smith” and nothing else is what somebody types who looks for a
consultant. So a name counts where a title, a cue or another identifier makes it a patient's, and never where
it is named as staff (`staff.py`). Which words can be a name is told in `name_forms.py`.
"""

import re
from collections.abc import Iterator

from casework.identifiers.dates import is_of_another_age
from casework.identifiers.finding import Finding, IdentifierKind
from casework.identifiers.name_forms import (
    is_pair,
    is_person,
    is_single,
    may_be_titled,
    without_what_follows,
)
from casework.identifiers.near import BESIDE, CLOSE, Near
from casework.identifiers.people_words import is_forename, may_be_name
from casework.identifiers.plain import Plain
from casework.identifiers.staff import is_staff, is_titled_as_staff, joins

# Where a name begins and ends, and whether it counts even with nothing near it.
Named = tuple[int, int, bool]

_UP = r"[^\W\d_a-z]"
# No run is unbounded: a hostile text must not make the search look at it twice.
_LETTER = r"[^\W\d_]|['’-]"
_PROPER = rf"{_UP}(?:{_LETTER}){{1,30}}(?![\w’'-])"
_TITLED = re.compile(
    r"(?<!\w)(?P<title>Mr|Mrs|Ms|Miss|Mstr|Master|Mx|MR|MRS|MS|MISS|mr|mrs|miss)\.?\s{1,3}"
    rf"(?P<name>(?:{_UP}[\w'’-]{{0,30}}\.?\s{{1,2}}){{0,2}}{_PROPER}|(?<=[rs] )[a-z'’-]{{3,30}})"
)
_OF_KIN = r"(?:mother|father|mum|dad|wife|husband|partner|carer|son|daughter|sister|brother)(?: of)?"
_CUED = re.compile(
    r"(?<!\w)(?P<cue>(?:patient|pt|client)(?:'s)?(?:\W{1,3}(?:full )?name(?:d|(?: is)?)|,? called| named)?"
    r"|(?:full |sur|first |last )?name(?: of (?:the )?(?:patient|pt))?(?: is)?"
    r"|re|baby(?: boy| girl)?(?: of)?|b/o|twin (?:1|2|one|two|i|ii|a|b)|infant|neonate|master"
    rf"|nok|next of kin|{_OF_KIN}|known as|called|named)(?P<link>\s?[:=-]\s?|\s{{1,2}}(?:is\s)?|,\s?)"
    r"(?P<one>[\w'’-]{2,30})(?:,?\s{1,2}(?P<two>[^\W\d_][\w'’-]{1,30}))?"
)
_PAIR = re.compile(
    rf"(?<![\w'’-])(?=(?P<one>{_PROPER}|{_UP}(?=[.\s]))\.?(?P<gap>,?\s{{1,3}}"
    rf"|,)(?:{_UP}\.?\s)?(?P<two>{_PROPER}))"
)
_AGE = r"(?:yo|y/o|yrs?|years?|yr old|f|m|female|male)"
_AGE_BEFORE = re.compile(rf"(?<!\d)\d{{1,3}}\s?(?:{_AGE}|years? old)\W{{1,2}}(?:called |named )?$")
_OF_A_PATIENT = re.compile(
    rf"[\s,(]{{1,3}}(?:aged? )?\d{{1,3}}\s?(?:{_AGE}\b|(?=[,)]))|,?\s\(?aged?:?\s\d{{1,3}}\b"
    r"|,?\s(?:was|is|has been|been) (?:admitted|discharged|seen in a&e|transferred|readmitted|an inpatient)"
    r"|,?\s(?:admitted|presented|presents|attended|collapsed|discharged|readmitted|has had|lives"
    r"|who (?:was|presented|attended|had|has))\b"
)
_MONTH = re.compile(r"(?i:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)")
_AROUND = " .,!?"


def names(plain: Plain, sure: list[Finding]) -> Iterator[Finding]:
    """Names of patients, and loose dates and numbers near them; `sure` is what else was found, in order."""
    near = Near(plain, sure)
    for start, end, certain in [*_titled(plain, near), *_cued(plain), *_pairs(plain, near)]:
        loose = near.loose(start, end)
        if certain or loose or near.sure(start, end):
            yield from loose
            yield Finding(start, end, IdentifierKind.NAME)


def _titled(plain: Plain, near: Near) -> Iterator[Named]:
    """A title and a surname, unless it is staff; certain unless the text is nothing else."""
    first = len(plain.text) - len(plain.text.lstrip(_AROUND))
    last, staff = len(plain.text.rstrip(_AROUND)), 0
    for match in _TITLED.finditer(plain.text):
        named = without_what_follows(match["name"])
        start, end = match.start(), match.start("name") + len(named)
        if is_staff(plain.lower, start, end) or (staff and joins(plain.lower, staff, start)):
            staff = end
        elif may_be_titled(match["title"], named.split(), sure=bool(near.sure(start, end))):
            yield start, end, start > first or end < last


def _cued(plain: Plain) -> Iterator[Named]:
    """What follows “patient”, “name” or “baby” and can be a name."""
    for match in _CUED.finditer(plain.lower):
        one, two = (plain.text[slice(*match.span(part))] for part in ("one", "two"))
        told = "name" in match["cue"] and bool(two) and may_be_name(one) and may_be_name(two)
        if two and (told or is_pair(one, two)):
            yield match.start("one"), match.end("two"), True
        elif is_single(match["cue"], one):
            yield match.start("one"), match.end("one"), True


def _pairs(plain: Plain, near: Near) -> Iterator[Named]:
    """Two capitalised words that are a person's where age, admission or another identifier says so."""
    for match in _PAIR.finditer(plain.text):
        start, end = match.start("one"), match.end("two")
        one, two, comma = match["one"], match["two"], "," in match["gap"]
        if not is_person(one, two, comma=comma) or _begins_date(plain, two, end):
            continue
        if is_staff(plain.lower, start, end) or is_titled_as_staff(plain.lower, start):
            continue
        surname_first = comma and one.isupper() and len(one) > 2 and not two.isupper()
        familiar = is_forename(one) or is_forename(two)
        told = len(one) > 1 and _is_patient(plain, near, start, end, familiar)
        if surname_first or told or near.sure(start, end, BESIDE if familiar else CLOSE):
            yield start, end, True


def _begins_date(plain: Plain, word: str, end: int) -> bool:
    """Whether the second word is the month of a date: “Li Fraumeni Jan 5”."""
    return bool(_MONTH.fullmatch(word, 0, 3)) and plain.text[end : end + 2].strip().isdigit()


def _is_patient(plain: Plain, near: Near, start: int, end: int, familiar: bool) -> bool:
    """Whether age, admission or a date says so: any date beside a common name, one of another age beside a
    rare one."""
    lower = plain.lower
    if _OF_A_PATIENT.match(lower, end) or _AGE_BEFORE.search(lower, max(0, start - CLOSE), start):
        return True
    loose = near.loose(start, end)
    return bool(loose) and (
        familiar or any(is_of_another_age(plain.digits[one.start : one.end]) for one in loose)
    )
