"""Patient identifiers in free text: found before anything is stored or logged, and masked.

What is looked for, and how sure one must be, is said in `casework/identifiers/`, one kind a file:

- an NHS number by its check digit or its cue, also spelled out; a hospital number by its cue, or by the forms
  that the department told; a date of birth by its cue; postcode, address, telephone number, e-mail address;
- a patient's name: with a title, after “patient” or “baby”, or beside another identifier; never a member of
  staff's, and never an eponym.

Codes are never hit: that is measured over every code and title of both classifications.
"""

import re

from casework.errors import HoldsIdentifier
from casework.identifiers.detecting import LONGEST_TEXT, find
from casework.identifiers.finding import Finding, IdentifierKind
from casework.identifiers.hospital_numbers import know_hospital_numbers
from casework.identifiers.number_patterns import WrongPattern
from casework.identifiers.people_words import read_word_lists

__all__ = [
    "LONGEST_TEXT",
    "Finding",
    "IdentifierKind",
    "WrongPattern",
    "find",
    "know_hospital_numbers",
    "mask",
    "read_word_lists",
    "refuse_identifiers",
    "veil",
    "without_marks",
]

_MARK = re.compile(
    r"(?:\b(?:nhs|hosp(?:ital)?|unit|mrn|d\.?o\.?b\.?|date of birth|born|tel|phone|mobile|e-?mail"
    r"|postcode|lives (?:at|in)|address)\b\W{0,3}"
    r"(?:(?:no|num|number|on|is)\b\W{0,3})?)?"
    rf"\[(?:{'|'.join(IdentifierKind)}) removed\]",
    re.IGNORECASE,
)


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
