"""Hospital numbers: a number after its cue, or one of the forms that the department told.

The forms are set once, at start (`CODINGBOT_HOSPITAL_NUMBERS`), for the whole process: every door must refuse
the same, and none of them may forget to pass them on.
"""

import re
from collections.abc import Iterable, Iterator

from casework.identifiers.finding import Finding, IdentifierKind
from casework.identifiers.number_patterns import compiled
from casework.identifiers.plain import Plain

_OWNER = (
    r"(?:hosp(?:ital)?|unit|patient'?s?|pat|pt'?s?|(?:case\s?)?notes?|district|chart|folder|med rec"
    r"|(?:medical|health) records?|registration|reg|m\.?r\.?n\.?|crn|pas|epr|pid|pims|lorenzo|cerner|epic"
    r"|k|x|r|rxx)"
)
_NUMBER = r"(?:no|nos|num|nr|number|numbers|id|ref|reference|identifier|#)"
_DATE = (
    r"(?!(?:0?[1-9]|[12]\d|3[01])[\s./-](?:0?[1-9]|1[0-2])[\s./-](?:19|20)?\d\d(?!\d))"
    r"(?!(?:19|20)\d\d-\d\d-\d\d)"
)
_VALUE = (
    rf"(?P<it>{_DATE}(?:[a-z]{{1,4}}[\s./-]?)?(?:\d{{5,12}}|\d{{2,6}}[a-z]\d{{3,8}}"
    rf"|(?=\d(?:[\s./-]?\d){{4}})\d{{1,4}}(?:[\s./-]\d{{1,6}}){{1,5}})(?:[\s/-]?[a-z])?)(?![a-z\d])"
)
_LINK = r"[\W_]{0,4}(?:(?:is|was|of|as|for pt|for patient)[\W_]{1,3}){0,2}"
_CUED = re.compile(
    rf"(?<![a-z\d])(?:{_OWNER}[\s./_-]{{0,2}}{_NUMBER}(?![a-z])|(?:m\.?r\.?n|crn|patientid|u/n|h/n"
    rf"|hosp#)(?![a-z])|(?:hn|pid)(?=\s?[:#])|case\s?notes?(?=\s[a-z]?\d)"
    rf"|(?:mrn|crn)(?=\d)){_LINK}{_VALUE}"
)
# Without “number” a date may follow: “in hospital 12-03-2024”.
_AT_HOSPITAL = re.compile(
    r"(?<![a-z])hosp(?:ital)?(?![a-z])[\W_]{0,4}(?P<it>[a-z]{0,3}\d{5,10}[a-z]?)(?![a-z\d])"
)
_BEFORE_CUE = re.compile(
    rf"(?<![\w./-])(?P<it>{_DATE}(?:[a-z]{{1,3}}-?)?\d{{5,10}}[a-z]?)[\W_]{{1,3}}"
    r"(?:(?:is|was|as|the|his|her|their|pts?|patient'?s?)\s){0,3}"
    r"(?:hosp(?:ital)?|unit|patient|mrn|case\s?note)(?:\s?(?:no|num|number|id)(?![a-z])"
    r"|(?<=mrn)(?![a-z]))(?!\W{0,4}\d)"
)
LOOSE = re.compile(r"(?<![a-z\d])[a-z]{0,2}\d{6,8}[a-z]?(?![a-z\d])")

_department: tuple[re.Pattern[str], ...] = ()


def know_hospital_numbers(patterns: Iterable[str]) -> None:
    """Look for these forms too from now on, cue or no cue; they replace the ones told before.

    Raises:
        WrongPattern: one of them is none.
    """
    global _department  # one department a process, told once at start
    _department = tuple(compiled(pattern) for pattern in patterns)


def hospital_numbers(plain: Plain) -> Iterator[Finding]:
    """Numbers after their cue, and those of the department's own forms wherever they stand."""
    for pattern in (_CUED, _AT_HOSPITAL, _BEFORE_CUE):
        for match in pattern.finditer(plain.digits):
            yield Finding(match.start("it"), match.end("it"), IdentifierKind.HOSPITAL_NUMBER)
    for pattern in _department:
        for match in pattern.finditer(plain.digits):
            yield Finding(match.start(), match.end(), IdentifierKind.HOSPITAL_NUMBER)
