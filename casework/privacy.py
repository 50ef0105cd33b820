"""Patient identifiers in free text: found before anything is stored or logged, and masked.

What is looked for, and how sure one must be:

- an NHS number: ten digits in any spacing whose check digit holds (NHS Data Dictionary, NHS NUMBER;
  modulus 11 by the package nhs-number), or any ten digits straight after "NHS";
- a date of birth: a date after its cue, or beside a titled name;
- a hospital number: a number after its cue, or one of its usual form beside a titled name;
- a postcode: a full one, in any case; a name with its title where one of the others stands near.

Codes are never hit: no ICD-10 or OPCS-4 code has ten digits or a postcode's inward part.
"""

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

import nhs_number

from casework.errors import HoldsIdentifier

LONGEST_TEXT = 20_000
_MARK = re.compile(
    r"(?:\b(?:nhs|hosp(?:ital)?|unit|mrn|d\.?o\.?b\.?|date of birth|born)\b\W{0,3}"
    r"(?:(?:no|num|number|on|is)\b\W{0,3})?)?"
    r"\[(?:NHS number|date of birth|hospital number|postcode|name) removed\]",
    re.IGNORECASE,
)


class IdentifierKind(StrEnum):
    """The kinds of identifier, in the words shown to people."""

    NHS_NUMBER = "NHS number"
    DATE_OF_BIRTH = "date of birth"
    HOSPITAL_NUMBER = "hospital number"
    POSTCODE = "postcode"
    NAME = "name"


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """One identifier: `text[start:end]` of the text as it was given."""

    start: int
    end: int
    kind: IdentifierKind


# The hyphens, dashes, dots and blanks that people put between digits; invisible ones too.
_BETWEEN = r"[\s.\-_\u00b7]"
_DIGIT_RUN = re.compile(rf"(?<!\d)\d(?:{_BETWEEN}{{0,3}}\d)+")
# As it is printed, 3-3-4, any sign may part the groups; elsewhere a slash or comma is a date or a list.
_PRINTED = re.compile(r"(?<!\d)\d{3}[^\w\s]\s?\d{3}[^\w\s]\s?\d{4}(?!\d)")
_GROUP = re.compile(r"\d+")
_NHS_CUE = re.compile(r"\bnhs\b(?:\s*(?:no|num|number|#))?\W{0,4}$", re.IGNORECASE)
_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}"
_DATE = (
    rf"(?:\d{{1,2}}\s?[./\-\s]\s?\d{{1,2}}\s?[./\-\s]\s?(?:19|20)?\d\d"
    rf"|\d{{1,2}}(?:st|nd|rd|th)?[\s\-./]+(?:of\s+)?{_MONTH}[\s\-.,/]+(?:19|20)?\d\d"
    rf"|{_MONTH}\s+\d{{1,2}}(?:st|nd|rd|th)?,?\s+(?:19|20)\d\d|(?:19|20)\d\d-\d\d-\d\d|\d{{8}})"
)
_BIRTH = re.compile(
    r"\b(?:d\.?\s?o\.?\s?b\.?|date of birth|birth\s?date|born(?:\s+on)?"
    r"|(?<!hep )(?<!hepatitis )(?<!group )(?<!type )b\.)"
    rf"\W{{0,4}}(?:is\s+)?(?P<it>{_DATE})(?!\d)",
    re.IGNORECASE,
)
_HOSPITAL = re.compile(
    r"\b(?:(?:hosp(?:ital)?|unit|patient|pt|case\s?note|district|mrn|crn|pas|k|x|rxx)\.?\s*(?:no|num|number|id|ref)"
    r"|mrn|crn)\b\.?\W{0,4}(?:is\s+)?(?P<it>[a-z]{0,3}[\s-]?\d[\d\s-]{3,10}\d[a-z]?)\b",
    re.IGNORECASE,
)
# Without "number" a date may follow: "in hospital 12-03-2024".
_AT_HOSPITAL = re.compile(r"\bhosp(?:ital)?\b\.?\W{0,4}(?P<it>[a-z]{0,3}\d{5,10}[a-z]?)\b", re.IGNORECASE)
_POSTCODE = re.compile(
    r"\b(?:GIR\s?0AA|[A-PR-UWYZ](?:\d{1,2}|[A-HK-Y]\d|[A-HK-Y]\d\d|\d[A-HJKPSTUW]|[A-HK-Y]\d[ABEHMNPRV-Y])"
    r"\s{0,2}\d(?!(?:st|th|nd|rd)\b)[ABD-HJLNP-UW-Z]{2})\b",
    re.IGNORECASE,
)
# No run is unbounded: a hostile text must not make the search look at it twice.
_PROPER = r"[A-Z][\w'’-]{1,40}"
_NAME = re.compile(
    r"\b(?:Mr|Mrs|Ms|Miss|Mstr|Master|Mx|MR|MRS|MS|MISS|mr|mrs|miss)\.?\s+(?:[A-Z][\w'’-]{0,40}\.?\s+){0,2}"
    rf"{_PROPER}|\b(?:patient|pt)(?:'s)?\s+name\W{{0,3}}(?:is\s+)?{_PROPER}(?:\s+{_PROPER})?"
    rf"|\b{_PROPER}(?:,\s?|\s+){_PROPER}(?=\W{{1,4}}(?i:d\.?o\.?b|born))"
)
_LOOSE_DATE = re.compile(rf"(?<!\d){_DATE}(?!\d)", re.IGNORECASE)
_LOOSE_NUMBER = re.compile(r"\b[A-Za-z]{0,2}\d{6,8}[A-Za-z]?\b")
_NEAR = 40
_LONGEST_FINDING = 60


def find(text: str) -> list[Finding]:
    """Every identifier in the text, in order, none overlapping another.

    Offsets are those of the text as given, whatever look-alike digits or blanks it holds. Text
    beyond `LONGEST_TEXT` characters is the caller's to refuse.
    """
    plain, origin = _plain(text[:LONGEST_TEXT])
    found = _without_overlaps(sorted(_all(plain), key=lambda item: (item.start, -item.end)))
    return [Finding(origin[item.start], origin[item.end - 1] + 1, item.kind) for item in found]


def refuse_identifiers(*texts: str) -> None:
    """Raise `HoldsIdentifier` if any of the texts may identify a patient: the last guard before storing."""
    kinds = {item.kind.value for text in texts for item in find(text)}
    if kinds:
        raise HoldsIdentifier(sorted(kinds))


def mask(text: str, findings: list[Finding]) -> str:
    """The text with each identifier replaced by what it was, in brackets: fit to be sent on.

    What stood behind one identifier may read as another once it is gone: that goes too.
    """
    while findings:
        for item in sorted(findings, reverse=True):
            text = f"{text[: item.start]}[{item.kind.value} removed]{text[item.end :]}"
        findings = find(text)
    return text


def without_marks(text: str) -> str:
    """A masked text without its brackets and the cue before them: the words that are left to be answered."""
    return " ".join(_MARK.sub(" ", text).split())


def veil(text: str, finding: Finding) -> str:
    """The identifier for showing what was found: its outline, never its characters."""
    return "".join("•" if char.isalnum() else char for char in text[finding.start : finding.end])


_WIDTHLESS = ("Cf", "Cc", "Mn", "Me")


def _plain(text: str) -> tuple[str, list[int]]:
    """The text in plain characters, and for each of them the place it came from.

    Full-width digits become digits, no-break spaces blanks, dashes hyphens; what has no width of its
    own (zero-width and control characters, marks set over another) falls away.
    """
    plain: list[str] = []
    origin: list[int] = []
    for at, char in enumerate(text):
        for piece in unicodedata.normalize("NFKC", char):
            kind = unicodedata.category(piece)
            if kind in _WIDTHLESS and not piece.isspace():
                continue
            digit = unicodedata.decimal(piece, None)
            plain.append(str(digit) if digit is not None else "-" if kind == "Pd" or piece == "−" else piece)
            origin.append(at)
    return "".join(plain), origin


def _all(plain: str) -> Iterator[Finding]:
    yield from _nhs_numbers(plain)
    yield from _named(_BIRTH, plain, IdentifierKind.DATE_OF_BIRTH)
    yield from _hospital_numbers(plain)
    for match in _POSTCODE.finditer(plain):
        yield Finding(match.start(), match.end(), IdentifierKind.POSTCODE)
    yield from _beside_names(plain)


def _named(pattern: re.Pattern[str], plain: str, kind: IdentifierKind) -> Iterator[Finding]:
    for match in pattern.finditer(plain):
        yield Finding(match.start("it"), match.end("it"), kind)


def _hospital_numbers(plain: str) -> Iterator[Finding]:
    for pattern in (_HOSPITAL, _AT_HOSPITAL):
        yield from _named(pattern, plain, IdentifierKind.HOSPITAL_NUMBER)


def _nhs_numbers(plain: str) -> Iterator[Finding]:
    """Runs of ten digits that end where groups end, so that a longer number is not cut into one."""
    for match in _PRINTED.finditer(plain):
        if _valid("".join(char for char in match.group() if char.isdigit())):
            yield Finding(match.start(), match.end(), IdentifierKind.NHS_NUMBER)
    for run in _DIGIT_RUN.finditer(plain):
        groups = [(m.start() + run.start(), m.end() + run.start()) for m in _GROUP.finditer(run.group())]
        for first in range(len(groups)):
            for last in range(first, len(groups)):
                length = sum(end - start for start, end in groups[first : last + 1])
                if length >= 10:
                    break
            else:
                continue
            start, end = groups[first][0], groups[last][1]
            digits = "".join(char for char in plain[start:end] if char.isdigit())
            if len(digits) == 10 and (
                _valid(digits) or _NHS_CUE.search(plain[max(0, start - _NEAR) : start])
            ):
                yield Finding(start, end, IdentifierKind.NHS_NUMBER)


def _valid(digits: str) -> bool:
    return len(set(digits)) > 1 and bool(nhs_number.is_valid(digits))  # type: ignore[attr-defined]


def _beside_names(plain: str) -> Iterator[Finding]:
    """Names, and dates and numbers near them, where the two together point to one person."""
    loose = [Finding(m.start(), m.end(), IdentifierKind.DATE_OF_BIRTH) for m in _LOOSE_DATE.finditer(plain)]
    loose += [
        Finding(m.start(), m.end(), IdentifierKind.HOSPITAL_NUMBER) for m in _LOOSE_NUMBER.finditer(plain)
    ]
    sure = [*_nhs_numbers(plain), *_named(_BIRTH, plain, IdentifierKind.DATE_OF_BIRTH)]
    sure += [*_hospital_numbers(plain)]
    sure += [Finding(m.start(), m.end(), IdentifierKind.POSTCODE) for m in _POSTCODE.finditer(plain)]
    loose, sure = sorted(loose), sorted(sure)
    for name in _NAME.finditer(plain):
        near = _within(loose, name.start() - _NEAR, name.end() + _NEAR)
        yield from near
        if near or _within(sure, name.start() - 2 * _NEAR, name.end() + 2 * _NEAR):
            yield Finding(name.start(), name.end(), IdentifierKind.NAME)


def _within(found: list[Finding], start: int, end: int) -> list[Finding]:
    """Those of the sorted findings that reach into that stretch."""
    first = bisect_left(found, start - _LONGEST_FINDING, key=lambda item: item.start)
    last = bisect_right(found, end, key=lambda item: item.start)
    return [item for item in found[first:last] if item.end >= start]


def _without_overlaps(found: list[Finding]) -> list[Finding]:
    kept: list[Finding] = []
    for item in found:
        if not kept or item.start >= kept[-1].end:
            kept.append(item)
    return kept
