"""Headings of columns that may identify a patient. They are refused whatever stands below them."""

import re

from casework.episode_files.headings import compact, words

# Names, addresses and telephones beside one of these are of staff, wards and practices.
_STAFF = frozenset(
    words(
        "consultant coder clinician doctor dr hcp ward specialty site staff user assigned responsible lead"
        " professional practice hospital provider trust treatment function procedure diagnosis hrg operation"
        " encoder file report organisation commissioner gp team department location bed bay code reason"
        " clinic surgeon"
    ).split()
)
# Columns that say of an identifier only how sure it is.
_ABOUT = frozenset({"status", "indicator"})

_NHS = re.compile(
    r"\b(nhs|chi|h ?(and|&)? ?c|hcn) ?((no|num|number|nbr|nr|id)\b|#)|^(nhs|chi)$|nhsn(o|umber)\b"
)
_BIRTH = re.compile(r"\b(d ?o ?b|yob|birth ?(date|dt|day)|(date|dt|year) ?of ?birth|born)\b")
_WHOSE = (
    r"(first|last|given|family|middle|maiden|birth|full|known|preferred|patients?|pt|pat|person|baby|babys"
    r"|mothers?|child|client|relatives?)"
)
_NAME = re.compile(
    r"\b(surname|forenames?|fore names?|fname|lname|initials?|next of kin|nok|known as)\b"
    rf"|\b{_WHOSE} ?names?\b|\bname of (the )?(patient|person|baby|child|client)\b"
    r"|^(names?|patients?|pt|pat|clients?|(patient|pt) details)$"
)
_POSTCODE = re.compile(r"\b(post ?codes?|postal code|pcode|zip( ?code)?)\b")
_ADDRESS = re.compile(r"\b(addr|address(es)?|street|address ?(line)? ?\d?)\b|^addr(ess)?(line)?\d+$")
_PHONE = re.compile(r"\b(tele?phone|phone|mobile|tel|landline|contact (no|num|number|details))\b")
_EMAIL = re.compile(r"\be ?mail\b")
_OWNER = (
    r"(hospital|hosp|unit|patients?|pt|pat|district|case ?notes?|case ?sheet|chart|medical records?|pas|k"
    r"|client|person|local patient|internal patient|x ?ray|registration|notes)"
)
_HOSPITAL = re.compile(
    rf"\b{_OWNER} ?((id|ident|identifier|no|num|number|nbr|nr|ref|reference)\b|#)|\b(mrns?|crn|urn|mpi)\b"
    r"|localpatientid|patientid|hospitalno"
)
_ALWAYS = (
    ("NHS number", _NHS),
    ("date of birth", _BIRTH),
    ("postcode", _POSTCODE),
    ("hospital number", _HOSPITAL),
)
_UNLESS_OF_STAFF = (
    ("name", _NAME),
    ("e-mail address", _EMAIL),
    ("address", _ADDRESS),
    ("phone number", _PHONE),
)


def kind_of_heading(heading: str) -> str:
    """What a column of this name would hold of a patient; empty where it says nothing of the kind."""
    spaced = words(heading).replace(" s ", " ")
    forms = (spaced, compact(heading))
    said = set(spaced.split())
    if said & _ABOUT:
        return ""
    patterns = _ALWAYS if said & _STAFF else (*_ALWAYS, *_UNLESS_OF_STAFF)
    return next((kind for kind, pattern in patterns if any(map(pattern.search, forms))), "")


def is_of_staff(heading: str) -> bool:
    """Whether a heading says that its names are not those of patients."""
    return bool(_STAFF & set(words(heading).split()))
