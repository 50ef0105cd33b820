"""Telephone numbers: of the United Kingdom by their form (Ofcom's numbering plan), others after their cue."""

import re
from collections.abc import Iterator

from casework.identifiers.finding import Finding, IdentifierKind
from casework.identifiers.plain import Plain

_SIGN = r"[\s.\-()]{0,3}"
_DATE = r"(?!0?\d[\s./-]\d{1,2}[\s./-](?:19|20)?\d\d(?!\d))"
_BRITISH = re.compile(
    rf"(?<![\w.+/-])(?:(?:\+|00)\s?44{_SIGN}(?:\(?0\)?{_SIGN})?[1-37-9](?:{_SIGN}\d){{8,9}}"
    rf"|\(?{_DATE}0{_SIGN}[1-37-8](?:{_SIGN}\d){{9}})(?!\d)(?![./-]\d)"
)
_FOREIGN = re.compile(rf"(?<![\w.])\+(?!\d{{1,3}}\s?\d\d?[./-]\d\d?[./-]\d)[1-9](?:{_SIGN}\d){{8,13}}(?!\d)")
_CUED = re.compile(
    r"(?<![a-z])(?:tele?(?:phone)?s?|phone|ph|mobile|mob|cell|call(?:ed)?|ring|rang|contact(?:able)?"
    r"|landline|whatsapp|text|sms|fax)"
    r"(?:[\W_]{1,3}(?:no|num|nos|number|details?|is|was|on|at|him|her|them|patient|pt|family|nok|daughter"
    r"|son|wife|husband|via)\b){0,4}"
    rf"[\W_]{{0,4}}(?P<it>(?!(?:19"
    rf"|20)\d\d[-/.]\d\d?[-/.])\+?{_DATE}(?!\d{{1,2}}[\s./-]\d{{1,2}}[\s./-](?:19"
    rf"|20)?\d\d(?!\d))\d(?:(?:{_SIGN}|/)\d){{5,13}})(?!\d)"
)


def phones(plain: Plain) -> Iterator[Finding]:
    """Numbers of eleven digits that begin as British ones do, international ones, and what follows “tel”."""
    text = plain.digits
    for match in _BRITISH.finditer(text):
        yield Finding(match.start(), match.end(), IdentifierKind.PHONE)
    if "+" in text:
        for match in _FOREIGN.finditer(text):
            yield Finding(match.start(), match.end(), IdentifierKind.PHONE)
    for match in _CUED.finditer(text):
        yield Finding(match.start("it"), match.end("it"), IdentifierKind.PHONE)
