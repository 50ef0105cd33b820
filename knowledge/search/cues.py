"""Words that change what the words around them mean: history, family history, denial, doubt.

"Previous DVT" is not coded as a thrombosis, "no chest pain" not at all, "?PE" needs the consultant's
word first. Each cue is recognised at the start of a condition (or, where people write it so, its end)
and taken off; what is left is looked up, and the cue decides what becomes of it.
"""

import re
from dataclasses import dataclass
from enum import StrEnum
from importlib import resources


class Cue(StrEnum):
    """What the words around a condition say about it."""

    HISTORY = "history of"
    FAMILY = "family history of"
    DENIED = "said not to be present"
    DOUBT = "not confirmed"


_START = {
    Cue.FAMILY: (
        r"(?:strong\s+)?(?:family|fam)\.?\s*(?:history|hx|hist)\.?\s*(?:of\b)?|"
        r"f/?hx?\b\.?\s*(?:of\b)?|fhx\b\s*(?:of\b)?"
    ),
    Cue.HISTORY: (
        r"(?:past|previous|prev|personal|known|prior|old)?\s*(?:medical\s+)?(?:history|hx|hist)\.?\s+(?:of\b)|"
        r"h/o\b|ho\b(?=\s)|pmhx?\b(?:\s+of\b)?|p/h\b|previous(?:ly)?\b|prev\b\.?|past\b|prior\b|hx\b(?:\s+of\b)?|ex\b(?=[\s-])"
    ),
    Cue.DENIED: (
        r"no\s+(?:evidence|signs?|history|hx|sx|symptoms?|complaints?|features?)\s+of\b|no\b|nil\b|denies\b|denied\b|denying\b|"
        r"not?\s+(?:complaining|c/o)\s*of\b|without\b|r/o\b|ruled\s+out\b|excluded\b|negative\s+for\b|does\s+not\s+have\b"
    ),
    Cue.DOUBT: (
        r"\?+|(?:suspected|suspicion\s+of|possible|poss|probable|prob|presumed|likely|query|queried|maybe|"
        r"treat(?:ed)?\s+as|impression(?:\s+of)?|imp|working\s+diagnosis(?:\s+of)?)\b:?"
    ),
}
_END = {
    Cue.DENIED: r"(?:was\s+|has\s+been\s+)?(?:ruled\s+out|excluded|not\s+(?:found|present|seen|confirmed))",
    Cue.DOUBT: r"(?:is\s+)?(?:suspected|likely|probable|possible|queried|not\s+confirmed)|\(\?\)",
    Cue.HISTORY: r"in\s+(?:the\s+)?past|previously",
}
_STARTS = [(cue, re.compile(rf"\s*(?:{pattern})\s*", re.IGNORECASE)) for cue, pattern in _START.items()]
_ENDS = [(cue, re.compile(rf"\s+(?:{pattern})\s*$", re.IGNORECASE)) for cue, pattern in _END.items()]


@dataclass(frozen=True, slots=True)
class Cued:
    """A condition without its cues, and the cues."""

    words: str
    cues: frozenset[Cue]


def cues_in(text: str) -> Cued:
    """The condition's own words and what the words around them say."""
    found: set[Cue] = set()
    words = text.strip()
    changed = True
    while changed:
        changed = False
        for cue, pattern in _STARTS:
            match = pattern.match(words)
            if match and len(match.group()) < len(words):
                found.add(cue)
                words, changed = words[match.end() :], True
        for cue, pattern in _ENDS:
            match = pattern.search(words)
            if match and match.start() > 0:
                found.add(cue)
                words, changed = words[: match.start()], True
    return Cued(words.strip(), frozenset(found))


def history_code(code: str, cue: Cue) -> str | None:
    """The code for a personal or family history of the condition that has this code (ICD-10 Z80-Z87)."""
    for first, last, personal, family in _HISTORY:
        if first <= code[: len(first)] and code[: len(last)] <= last:
            return family if cue is Cue.FAMILY else personal
    return None


def _read_history() -> list[tuple[str, str, str, str]]:
    text = (resources.files("knowledge") / "data" / "history.tsv").read_text(encoding="utf-8")
    rows = []
    for line in text.splitlines():
        if line and not line.startswith("#"):
            span, personal, family = line.split("\t")
            first, _, last = span.partition("-")
            rows.append((first, last or first, personal, family))
    return rows


_HISTORY = _read_history()
