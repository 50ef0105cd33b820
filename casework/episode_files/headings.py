"""Headings made comparable: “AdmissionDate”, “ADMISSION_DATE” and “Adm. date” say the same."""

import re

from casework import privacy

_SHORT = {
    "no": "number", "num": "number", "nbr": "number", "nr": "number", "dt": "date", "adm": "admission",
    "admit": "admission", "disch": "discharge", "dis": "discharge", "cons": "consultant", "spec": "specialty",
    "speciality": "specialty", "ep": "episode", "epi": "episode", "epis": "episode", "fce": "episode",
    "hosp": "hospital", "pt": "patient", "pat": "patient", "tf": "treatment function",
    "tfc": "treatment function code", "diag": "diagnosis", "dx": "diagnosis", "loc": "location",
    "seq": "sequence", "prim": "primary", "cd": "code", "ref": "reference", "casenote": "case note",
    "casenotes": "case notes",
}  # fmt: skip
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_WORD = re.compile(r"[^\W_]+|#")
_MOST_DIGITS = 4
_LONGEST = 60


def words(heading: str) -> str:
    """The heading's words in small letters, one blank between, camel case parted."""
    return " ".join(_WORD.findall(_CAMEL.sub(" ", heading[:200]).casefold()))


def compact(heading: str) -> str:
    """The heading without case, blanks and signs."""
    return "".join(_WORD.findall(heading[:200].casefold()))


def expanded(heading: str) -> str:
    """The heading's words with the usual short forms written out."""
    return " ".join(_SHORT.get(word, "number" if word == "#" else word) for word in words(heading).split())


def shown(heading: str, column: int) -> str:
    """The heading as a sentence may show it: a table without headings would show a patient's data."""
    text = " ".join(heading.split())
    if not text:
        return f"column {column + 1} (no heading)"
    if sum(map(str.isdigit, text)) > _MOST_DIGITS or privacy.find(text):
        return f"column {column + 1}"
    return text[:_LONGEST]
