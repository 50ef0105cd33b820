"""Labelled texts: what a detector should find in them, one text a line.

    text TAB kind:start:end,kind:start:end

The last TAB of a line parts the text from its spans; after it there is nothing where the text is clean.
Offsets count characters (Unicode code points) of the text as it stands in the file, from 0, the end not
included. Nothing is an escape: a backslash is a backslash, a TAB within the text is a TAB. Lines end with a
line feed; empty lines are passed over.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from casework.identifiers.detecting import LONGEST_TEXT
from casework.identifiers.finding import Finding, IdentifierKind

_SPAN = re.compile(r"\s*([^:,]+?)\s*:\s*(\d{1,9})\s*:\s*(\d{1,9})\s*", re.ASCII)
_ALSO = {
    "nhs": IdentifierKind.NHS_NUMBER,
    "nhs no": IdentifierKind.NHS_NUMBER,
    "dob": IdentifierKind.DATE_OF_BIRTH,
    "birth date": IdentifierKind.DATE_OF_BIRTH,
    "hospital no": IdentifierKind.HOSPITAL_NUMBER,
    "hospital": IdentifierKind.HOSPITAL_NUMBER,
    "mrn": IdentifierKind.HOSPITAL_NUMBER,
    "post code": IdentifierKind.POSTCODE,
    "email": IdentifierKind.EMAIL,
    "e mail": IdentifierKind.EMAIL,
    "email address": IdentifierKind.EMAIL,
    "phone": IdentifierKind.PHONE,
    "telephone": IdentifierKind.PHONE,
    "telephone number": IdentifierKind.PHONE,
    "mobile": IdentifierKind.PHONE,
    "patient name": IdentifierKind.NAME,
    "person": IdentifierKind.NAME,
}


class Malformed(ValueError):
    """A line that is not text, TAB and spans; the text says which and why, and quotes none of it."""


@dataclass(frozen=True, slots=True)
class Labelled:
    """A text, its line in the file, and what should be found in it."""

    line: int
    text: str
    expected: tuple[Finding, ...]


def key(kind: IdentifierKind) -> str:
    """The kind as files and programs name it: nhs_number, date_of_birth, email …"""
    return {IdentifierKind.EMAIL: "email", IdentifierKind.PHONE: "phone"}.get(
        kind, kind.value.lower().replace(" ", "_")
    )


def kind_named(name: str) -> IdentifierKind | None:
    """The kind of that name, in small letters or not, with blanks, hyphens or underscores."""
    plain = " ".join(re.split(r"[\s_-]+", name.strip().lower()))
    known = {one.value.lower().replace("-", " "): one for one in IdentifierKind}
    return known.get(plain) or _ALSO.get(plain)


def labelled(content: str) -> Iterator[Labelled]:
    """Each text of a file.

    Raises:
        Malformed: naming the line.
    """
    for number, line in enumerate(content.removeprefix("\ufeff").split("\n"), 1):
        line = line.removesuffix("\r")
        if line.strip():
            yield _one(number, line)


def _one(number: int, line: str) -> Labelled:
    text, tab, spans = line.rpartition("\t")
    if not tab:
        raise Malformed(f"line {number}: there is no TAB; write text, TAB, and spans as kind:start:end")
    if len(text) > LONGEST_TEXT:
        raise Malformed(f"line {number}: the text is longer than {LONGEST_TEXT:,} characters")
    written = spans.split(",") if spans.strip() else []
    return Labelled(number, text, tuple(sorted(_span(number, text, span) for span in written)))


def _span(number: int, text: str, written: str) -> Finding:
    match = _SPAN.fullmatch(written)
    if not match:
        raise Malformed(f"line {number}: a span is not kind:start:end with whole numbers")
    kind, start, end = kind_named(match[1]), int(match[2]), int(match[3])
    if kind is None:
        known = ", ".join(key(one) for one in IdentifierKind)
        raise Malformed(f"line {number}: a span's kind is none of these: {known}")
    if not start < end <= len(text):
        raise Malformed(f"line {number}: a span does not lie in its text of {len(text)} characters")
    return Finding(start, end, kind)
