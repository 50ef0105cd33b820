"""What a release file's own name says of its edition: TRUD's names carry it."""

import re
from datetime import date

_OPCS4 = re.compile(r"OPCS[-_ ]?4\.?(\d{1,2})\b", re.IGNORECASE)
_ICD10 = re.compile(r"ICD[-_ ]?10[-_ ]Edition(\d)", re.IGNORECASE)
_DAY = re.compile(r"_(20\d\d)(\d\d)(\d\d)(?=\.)")


def said_by(file_name: str) -> tuple[str, date | None]:
    """The edition's name and first day, as far as the file's name says them."""
    opcs4, icd10 = _OPCS4.search(file_name), _ICD10.search(file_name)
    if opcs4:
        return f"OPCS-4.{opcs4[1]}", None
    return (f"ICD-10 {icd10[1]}th edition", _day(file_name)) if icd10 else ("", None)


def _day(file_name: str) -> date | None:
    found = _DAY.search(file_name)
    try:
        return date(*(int(part) for part in found.groups())) if found else None
    except ValueError:
        return None
