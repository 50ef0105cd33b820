"""Codes of the two classifications: frozen, valid once constructed, with one canonical form.

The canonical form is what releases, groupers and this product's tables hold: no dot, an undivided
ICD-10 category filled with X (NHS Data Dictionary, CLINICAL CLASSIFICATION CODE). The display form
is what coders read and say: a dot after the third character.
"""

import re
from dataclasses import dataclass
from enum import StrEnum

# In both classifications a category is a letter and two digits.
CATEGORY_LENGTH = 3


class Classification(StrEnum):
    """The two classifications in use in English hospitals."""

    ICD10 = "icd10"
    OPCS4 = "opcs4"

    @property
    def label(self) -> str:
        """The name that people use."""
        return {"icd10": "ICD-10", "opcs4": "OPCS-4"}[self.value]


class NotACode(ValueError):
    """The text is not written like a code of that classification."""


# Letter, two digits; then nothing (a category), X for undivided, or a digit; then a fifth
# character (digit or - for unused) and the dagger or asterisk mark, as commissioning data sets send it.
_ICD10 = re.compile(r"([A-Z]\d\d)(?:\.?([0-9X])(?:([0-9-])?([DA])?)?)?")
_OPCS4 = re.compile(r"([A-HJ-Z]\d\d)(?:\.?(\d))?|(O\d\d)(?:\.?(\d))?")


def _tidy(text: str) -> str:
    return text.strip().rstrip("-+*†?").replace(" ", "").upper()


@dataclass(frozen=True, slots=True, order=True)
class ICD10Code:
    """An ICD-10 code or category as a coder types it: I10, I10X, I10.X, i214, K35.8.

    `canonical` is I10X, I214, or I21 for a category. A mark (D, A) is not part of it.

    Raises:
        NotACode: the text is not written like an ICD-10 code.
    """

    text: str
    canonical: str = ""

    def __post_init__(self) -> None:
        match = _ICD10.fullmatch(_tidy(self.text))
        if not match:
            raise NotACode(f"{self.text!r} is not written like an ICD-10 code, for example I21.4")
        category, fourth, fifth, _mark = match.groups()
        canonical = category + (fourth or "") + (fifth if fifth and fifth != "-" else "")
        object.__setattr__(self, "canonical", canonical)


@dataclass(frozen=True, slots=True, order=True)
class OPCS4Code:
    """An OPCS-4 code or category: W37.1, w371, W37. `canonical` is W371 or W37.

    Chapter O holds the overflow categories; there is no chapter I.

    Raises:
        NotACode: the text is not written like an OPCS-4 code.
    """

    text: str
    canonical: str = ""

    def __post_init__(self) -> None:
        match = _OPCS4.fullmatch(_tidy(self.text))
        if not match:
            raise NotACode(f"{self.text!r} is not written like an OPCS-4 code, for example W37.1")
        object.__setattr__(self, "canonical", "".join(part for part in match.groups() if part))


def display(canonical: str) -> str:
    """The form that people read: I21.4, I10.X, W37.1; a bare category stays as it is."""
    if len(canonical) <= CATEGORY_LENGTH:
        return canonical
    return f"{canonical[:CATEGORY_LENGTH]}.{canonical[CATEGORY_LENGTH:]}"


_TYPED = re.compile(
    r"(?<![A-Za-z0-9.])([A-Za-z]\d\d(?:\s?\.\s?[0-9Xx][0-9-]?|[0-9Xx][0-9-]?)?[DAda]?)(?![A-Za-z0-9])"
)


def codes_typed_in(text: str) -> list[str]:
    """Whatever in the text is written like a code, as typed, in order."""
    return [match.group(1) for match in _TYPED.finditer(text)]
