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
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

import nhs_number

LONGEST_TEXT = 20_000


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
_BETWEEN = r"[\s.\-_\u00ad\u2010-\u2015\u2212\u00b7]"
_DIGIT_RUN = re.compile(rf"(?<![\d.])\d(?:{_BETWEEN}{{0,3}}\d)+")
_GROUP = re.compile(r"\d+")
_NHS_CUE = re.compile(r"\bnhs\b(?:\s*(?:no|num|number|#))?\W{0,4}$", re.IGNORECASE)
_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*"
_DATE = (
    rf"(?:\d{{1,2}}\s?[./\-\s]\s?\d{{1,2}}\s?[./\-\s]\s?(?:19|20)?\d\d"
    rf"|\d{{1,2}}(?:st|nd|rd|th)?[\s\-./]+(?:of\s+)?{_MONTH}[\s\-.,/]+(?:19|20)?\d\d"
    rf"|{_MONTH}\s+\d{{1,2}}(?:st|nd|rd|th)?,?\s+(?:19|20)\d\d|(?:19|20)\d\d-\d\d-\d\d|\d{{8}})"
)
_BIRTH = re.compile(
    rf"\b(?:d\.?\s?o\.?\s?b\.?|date of birth|birth\s?date|born(?:\s+on)?|b\.)\W{{0,4}}(?:is\s+)?(?P<it>{_DATE})(?!\d)",
    re.IGNORECASE,
)
_HOSPITAL = re.compile(
    r"\b(?:(?:hosp(?:ital)?|unit|patient|pt|case\s?note|district|mrn|crn|pas|k|x|rxx)\.?\s*(?:no|num|number|id|ref)"
    r"|mrn|crn|hosp(?:ital)?)\b\.?\W{0,4}(?:is\s+)?(?P<it>[a-z]{0,3}[\s-]?\d[\d\s-]{3,10}\d[a-z]?)\b",
    re.IGNORECASE,
)
_POSTCODE = re.compile(
    r"\b(?:GIR\s?0AA|[A-PR-UWYZ](?:\d{1,2}|[A-HK-Y]\d|[A-HK-Y]\d\d|\d[A-HJKPSTUW]|[A-HK-Y]\d[ABEHMNPRV-Y])"
    r"\s{0,2}\d(?!(?:st|th|nd|rd)\b)[ABD-HJLNP-UW-Z]{2})\b",
    re.IGNORECASE,
)
_NAME = re.compile(
    r"\b(?:Mr|Mrs|Ms|Miss|Mstr|Master|Mx|MR|MRS|MS|MISS|mr|mrs|miss)\.?\s+(?:[A-Z][\w'’-]*\.?\s+){0,2}[A-Z][\w'’-]+"
    r"|\b(?:patient|pt)(?:'s)?\s+name\W{0,3}(?:is\s+)?[A-Z][\w'’-]+(?:\s+[A-Z][\w'’-]+)?"
    r"|\b[A-Z][\w'’-]+,\s?[A-Z][\w'’-]+(?=\W{1,4}(?i:d\.?o\.?b|born))"
    r"|\b[A-Z][\w'’-]+\s+[A-Z][\w'’-]+(?=\W{1,4}(?i:d\.?o\.?b|born))"
)
_LOOSE_DATE = re.compile(rf"(?<!\d){_DATE}(?!\d)", re.IGNORECASE)
_LOOSE_NUMBER = re.compile(r"\b[A-Za-z]{0,2}\d{6,8}[A-Za-z]?\b")
_NEAR = 40


def find(text: str) -> list[Finding]:
    """Every identifier in the text, in order, none overlapping another.

    Offsets are those of the text as given, whatever look-alike digits or blanks it holds. Text
    beyond `LONGEST_TEXT` characters is the caller's to refuse.
    """
    plain, origin = _plain(text[:LONGEST_TEXT])
    found = _without_overlaps(sorted(_all(plain), key=lambda item: (item.start, -item.end)))
    return [Finding(origin[item.start], origin[item.end - 1] + 1, item.kind) for item in found]


def mask(text: str, findings: list[Finding]) -> str:
    """The text with each identifier replaced by what it was, in brackets: fit to be sent on."""
    for item in sorted(findings, reverse=True):
        text = f"{text[: item.start]}[{item.kind.value} removed]{text[item.end :]}"
    return text


def veil(text: str, finding: Finding) -> str:
    """The identifier for showing what was found: its outline, never its characters."""
    return "".join("•" if char.isalnum() else char for char in text[finding.start : finding.end])


def _plain(text: str) -> tuple[str, list[int]]:
    """The text in plain characters, and for each of them the place it came from.

    Full-width digits become digits, no-break spaces blanks; zero-width characters fall away.
    """
    plain: list[str] = []
    origin: list[int] = []
    for at, char in enumerate(text):
        if unicodedata.category(char) == "Cf":
            continue
        for piece in unicodedata.normalize("NFKC", char):
            digit = unicodedata.decimal(piece, None)
            plain.append(str(digit) if digit is not None else piece)
            origin.append(at)
    return "".join(plain), origin


def _all(plain: str) -> Iterator[Finding]:
    yield from _nhs_numbers(plain)
    yield from _named(_BIRTH, plain, IdentifierKind.DATE_OF_BIRTH)
    yield from _named(_HOSPITAL, plain, IdentifierKind.HOSPITAL_NUMBER)
    for match in _POSTCODE.finditer(plain):
        yield Finding(match.start(), match.end(), IdentifierKind.POSTCODE)
    yield from _beside_names(plain)


def _named(pattern: re.Pattern[str], plain: str, kind: IdentifierKind) -> Iterator[Finding]:
    for match in pattern.finditer(plain):
        yield Finding(match.start("it"), match.end("it"), kind)


def _nhs_numbers(plain: str) -> Iterator[Finding]:
    """Runs of ten digits that end where groups end, so that a longer number is not cut into one."""
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
            if len(digits) == 10 and (_valid(digits) or _NHS_CUE.search(plain[max(0, start - _NEAR) : start])):
                yield Finding(start, end, IdentifierKind.NHS_NUMBER)


def _valid(digits: str) -> bool:
    return len(set(digits)) > 1 and bool(nhs_number.is_valid(digits))


def _beside_names(plain: str) -> Iterator[Finding]:
    """Names, and dates and numbers near them, where the two together point to one person."""
    loose = [Finding(m.start(), m.end(), IdentifierKind.DATE_OF_BIRTH) for m in _LOOSE_DATE.finditer(plain)]
    loose += [Finding(m.start(), m.end(), IdentifierKind.HOSPITAL_NUMBER) for m in _LOOSE_NUMBER.finditer(plain)]
    sure = [*_nhs_numbers(plain), *_named(_BIRTH, plain, IdentifierKind.DATE_OF_BIRTH)]
    sure += [*_named(_HOSPITAL, plain, IdentifierKind.HOSPITAL_NUMBER)]
    sure += [Finding(m.start(), m.end(), IdentifierKind.POSTCODE) for m in _POSTCODE.finditer(plain)]
    for name in _NAME.finditer(plain):
        near = [item for item in loose if _distance(name.span(), item) <= _NEAR]
        yield from near
        if near or any(_distance(name.span(), item) <= 2 * _NEAR for item in sure):
            yield Finding(name.start(), name.end(), IdentifierKind.NAME)


def _distance(span: tuple[int, int], item: Finding) -> int:
    return max(item.start - span[1], span[0] - item.end, 0)


def _without_overlaps(found: list[Finding]) -> list[Finding]:
    kept: list[Finding] = []
    for item in found:
        if not kept or item.start >= kept[-1].end:
            kept.append(item)
    return kept
