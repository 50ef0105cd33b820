"""What is found: one kind of identifier at one place."""

from dataclasses import dataclass
from enum import StrEnum


class IdentifierKind(StrEnum):
    """The kinds of identifier, in the words shown to people. Of two at one place, the earlier here wins."""

    NHS_NUMBER = "NHS number"
    DATE_OF_BIRTH = "date of birth"
    HOSPITAL_NUMBER = "hospital number"
    POSTCODE = "postcode"
    NAME = "name"
    EMAIL = "e-mail address"
    PHONE = "phone number"
    ADDRESS = "address"


RANK = {kind: rank for rank, kind in enumerate(IdentifierKind)}


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """One identifier: `text[start:end]` of the text as it was given."""

    start: int
    end: int
    kind: IdentifierKind
