"""E-mail addresses, also with “at” and “dot” written out."""

import re
from collections.abc import Iterator

from casework.identifiers.finding import Finding, IdentifierKind
from casework.identifiers.plain import Plain

_USER = r"(?<![a-z0-9._%+'-])[a-z0-9][a-z0-9._%+'-]{0,63}"
_LABEL = r"[a-z0-9][a-z0-9-]{0,62}"
_WRITTEN = re.compile(
    rf"{_USER}\s?(?:@|\(at\)|\[at\]|\{{at\}}|<at>)[\s\[<(]?{_LABEL}(?:\s?(?:\.|\(dot\)|\[dot\]|\{{dot\}}"
    rf"|\sdot\s)\s?{_LABEL}){{1,5}}"
)
_SPOKEN = re.compile(rf"{_USER}\s(?:at)\s{_LABEL}(?:\s?(?:\sdot\s|\(dot\)|\[dot\])\s?{_LABEL}){{1,5}}")


def emails(plain: Plain) -> Iterator[Finding]:
    """Every address; who is written to does not matter."""
    text = plain.lower
    patterns = []
    if "@" in text or "at)" in text or "at]" in text or "at}" in text or "<at>" in text:
        patterns.append(_WRITTEN)
    if " at " in text and "dot" in text:
        patterns.append(_SPOKEN)
    for pattern in patterns:
        for match in pattern.finditer(text):
            yield Finding(match.start(), match.end(), IdentifierKind.EMAIL)
