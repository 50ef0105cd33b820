"""Dates of birth: a date beside its cue."""

import re
from collections.abc import Iterator

from casework.identifiers.dates import PART, WHOLE, YEAR
from casework.identifiers.finding import Finding, IdentifierKind
from casework.identifiers.plain import Plain

_DOB = (
    r"(?:d\s?[./]?\s?o\s?[./]?\s?b(?:'?s)?(?![a-z])\.?|d of b(?![a-z])|date[\s-]{0,2}of[\s-]{0,2}birth"
    r"|birth[\s_-]?date|birthday|dbo(?=[\W_]{1,3}\d)"
    r"|b['-]?day|yob|year of birth|birth year)"
)
_BORN = (
    r"(?:born|bron(?=\s\d))(?:\s(?:here|prem|preterm|at\s\w{2,12}|by\s\w{2,12}|in\s[a-z]{3,15}(?=\son)"
    r"|\d{1,3}\s(?:years|yrs|months|weeks|days)\sago))?"
)
_SAID = r"(?:is|was|as|on|in|the|of|year|given as|recorded as|approx|around|c|circa|about)"
_LINK = rf"[\W_]{{0,6}}(?:{_SAID}[\s.:]{{1,3}}){{0,3}}"
_AFTER_CUE = re.compile(
    rf"(?<![a-z])(?:(?:{_DOB}|{_BORN}){_LINK}(?P<whole>{WHOLE}|{PART}|{YEAR})"
    rf"|{_DOB}(?:\s[a-z]{{2,10}}){{1,3}}:?\s(?P<further>{WHOLE})"
    rf"|(?<!hep )(?<!hepatitis )(?<!group )(?<!type )b\.\W{{0,3}}(?P<short>{WHOLE})"
    rf"|(?<=\()b\s?(?P<bracket>{WHOLE}|{YEAR}))"
)
_BEFORE_CUE = re.compile(
    rf"(?<![\d./-])(?P<it>{WHOLE})[\W_]{{0,3}}(?:(?:is|was|as|the|his|her|their|pts?|patient'?s?)\s){{0,3}}"
    rf"(?:d\.?o\.?b(?![a-z])|date of birth|birth\s?date|birthday)(?!\W{{0,4}}(?:is\s)?\d)"
)
_HINT = re.compile(r"dbo|b(?:orn|ron|irth|'?-?day|\.|\s?\d)|o[\s./]{0,3}b(?!['’]?[a-rt-z])|of b|yob")


def births(plain: Plain) -> Iterator[Finding]:
    """Every date after “born”, “DOB” and their like, or before “(DOB)”."""
    if not _HINT.search(plain.digits):
        return
    for match in _AFTER_CUE.finditer(plain.digits):
        start, end = match.span(match.lastgroup or 0)
        yield Finding(start, end, IdentifierKind.DATE_OF_BIRTH)
    for match in _BEFORE_CUE.finditer(plain.digits):
        yield Finding(match.start("it"), match.end("it"), IdentifierKind.DATE_OF_BIRTH)
