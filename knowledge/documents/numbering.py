"""The number at the head of a line: national references, dotted local numbers, appendices, policies.

National references are those of the two books of standards: DRule.2, DConvention.1, DGCS.1, DChS.X.1,
DCS.X.5, DFigure; PRule 2, PConvention 3, PGCS5, PChSV1, PCSZ2.
"""

import re
from dataclasses import dataclass

_ROMAN = r"[IVX]{1,6}"
_NATIONAL = (
    rf"D(?:Rule|Convention|GCS|Figure)s?\s?\.?\s?\d{{1,3}}|D(?:ChS|CS)\s?\.\s?{_ROMAN}\s?\.\s?\d{{1,3}}"
    r"|P(?:Rule|Convention|GCS)\s?\.?\s?\d{1,3}|P(?:ChS|CS)\s?\.?\s?[A-Z]\s?\.?\s?\d{1,3}"
)
_DOTTED = r"\d{1,3}(?:\.\d{1,3}){1,5}|[A-Z]\.\d{1,2}(?:\.\d{1,2}){0,3}|[A-Z]\d{1,2}(?:\.\d{1,2}){1,3}"
_NAMED = (
    rf"(?:Appendix|Annex|Schedule|Policy|Section|Part|Chapter|Standard|Rule)\s(?:\d{{1,3}}(?:\.\d{{1,3}})*[a-z]?"
    rf"|[A-Z]\d{{0,2}}|{_ROMAN})"
)
_AFTER = r"(?=\s*[:.)\u2013\u2014-]?(?:\s|$))\s*(?:[:.)]|[\u2013\u2014-](?=\s))?\s*"
_WHOLE = re.compile(
    rf"(?:(?P<national>{_NATIONAL})|(?P<named>{_NAMED})|(?P<dotted>{_DOTTED})|(?P<plain>\d{{1,2}}))"
    rf"{_AFTER}(?P<title>.*)",
    re.DOTALL,
)
_ANY_NATIONAL = re.compile(rf"(?<![A-Za-z0-9]){_NATIONAL}(?![A-Za-z0-9])")
# A letter, two digits, a dot and a digit is a code, not the number of a section.
_A_CODE = re.compile(r"[A-Z]\d\d(?:\.\d{1,2})?")


@dataclass(frozen=True, slots=True)
class Numbered:
    """A line's number and the words after it. `kind` is national, named, dotted or plain."""

    number: str
    title: str
    kind: str

    @property
    def depth(self) -> int:
        """How deep the number says that it stands: 1 for “3” and “Appendix B”, 3 for 3.2.1."""
        return self.number.count(".") + 1 if self.kind == "dotted" else 1


def numbered(line: str) -> Numbered | None:
    """The number that a line begins with, or None."""
    found = _WHOLE.match(line.strip())
    if not found:
        return None
    kind = str(found.lastgroup if found.lastgroup != "title" else _kind(found))
    written = found[kind]
    if kind == "dotted" and _A_CODE.fullmatch(written):
        return None
    number = tidy(written) if kind == "national" else " ".join(written.split())
    return Numbered(number, found["title"].strip(), kind)


def _kind(found: re.Match[str]) -> str:
    return next(name for name in ("national", "named", "dotted", "plain") if found[name])


def references_in(text: str) -> tuple[str, ...]:
    """The national references that a text names, in their usual form, each once."""
    return tuple(dict.fromkeys(tidy(found[0]) for found in _ANY_NATIONAL.finditer(text)))


_DIAGNOSES = re.compile(r"D(Rule|Convention|GCS|Figure)s?\W*(\d+)|D(ChS|CS)\W*([IVX]+)\W*(\d+)")
_PROCEDURES = re.compile(r"P(Rule|Convention|GCS)\W*(\d+)|P(ChS|CS)\W*([A-Z])\W*(\d+)")


def tidy(reference: str) -> str:
    """The usual form of a national reference: DGCS.1, DCS.X.5; PRule 2, PGCS5, PCSZ2."""
    if found := _DIAGNOSES.fullmatch(reference):
        return f"D{found[1]}.{found[2]}" if found[1] else f"D{found[3]}.{found[4]}.{found[5]}"
    if found := _PROCEDURES.fullmatch(reference):
        if found[1]:
            return f"P{found[1]}{'' if found[1] == 'GCS' else ' '}{found[2]}"
        return f"P{found[3]}{found[4]}{found[5]}"
    return " ".join(reference.split())
