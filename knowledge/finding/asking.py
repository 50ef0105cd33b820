"""What a question about policies asks: a reference by its number, a fact about the document, or words."""

import re
from dataclasses import dataclass
from enum import StrEnum

_NATIONAL = re.compile(
    r"\b[dp]\s?(?:rules?|conventions?|gcs|chs|cs|figures?)[\s.]{0,2}(?:[ivx]{1,6}|[a-z])?[\s.]{0,2}\d{0,3}\b",
    re.IGNORECASE,
)
_NAMED = re.compile(
    r"\b(?:appendix|annex|schedule|policy|section|part|chapter)\s(?:\d[\w.]*|[a-z])\b", re.IGNORECASE
)
_DOTTED = re.compile(r"\b\d{1,3}(?:\.\d{1,3}){1,5}\b")
# A dot between two digits counts: 3.21 is not 32.1. All others are left out or put in as people like.
_ODD = re.compile(r"[^a-z0-9.]|(?<!\d)\.|\.(?!\d)")


class Fact(StrEnum):
    """What is known of a document besides its words."""

    RATIFIED = "ratified by"
    REVIEW = "to be reviewed"
    VERSION = "version"
    OWNER = "owner"
    FROM = "in force from"


_FACTS = (
    (
        Fact.RATIFIED,
        r"(?:who|when|by whom).{0,30}\b(?:ratified|approved|agreed|signed(?: off)?|authorised)\b",
    ),
    (Fact.RATIFIED, r"\b(?:ratified|approved|signed off) by\b"),
    (
        Fact.REVIEW,
        (
            r"\b(?:review (?:date|due)|due (?:for|a) review|out of date"
            r"|(?:when|is).{0,40}\b(?:review(?:ed)?|expire[sd]?))\b"
        ),
    ),
    (Fact.OWNER, r"\b(?:who (?:owns|wrote|is responsible for)|owner of|author of)\b"),
    (Fact.VERSION, r"\b(?:which|what|latest|current) version\b|\bversion of\b"),
    (
        Fact.FROM,
        (
            r"\b(?:valid|in force|effective|applies?) (?:from|since)\b|\bsince when\b"
            r"|\bwhen did\b.{0,40}\b(?:start|begin)"
        ),
    ),
)
_PATTERNS = [(fact, re.compile(pattern, re.IGNORECASE)) for fact, pattern in _FACTS]
_AROUND = re.compile(
    r"^\s*(?:(?:hi|hello|please|what(?:'s| is| are| does| do)?|which|where|is there|have we"
    r"|do we have|show me|find|tell me"
    r"|the|a|an|any|our|(?:local|national|trust|department(?:'?s|al)?)\s(?=standard|polic|rule|guid)|standards?"
    r"|polic(?:y|ies)|rules?"
    r"|guidance|guidelines?|advice|section|says?|said|say|covers?|about|on|for|of|regarding|governs?|quote|who|when|by|whom|was|has|been)\s+)+(?=\S)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class AskedFor:
    """`references` as `key_of` makes them, `fact` where one is asked for, and the words that are left."""

    references: tuple[str, ...]
    fact: Fact | None
    words: str


def asked_for(text: str) -> AskedFor:
    """What the text asks of the policies."""
    found = [key_of(match[0]) for pattern in (_NATIONAL, _NAMED, _DOTTED) for match in pattern.finditer(text)]
    fact = next((fact for fact, pattern in _PATTERNS if pattern.search(text)), None)
    words = text
    if fact:
        for _, pattern in _PATTERNS:
            words = pattern.sub(" ", words)
    words = _AROUND.sub("", f"{words} ").strip(" ?.,;:") or text
    return AskedFor(tuple(dict.fromkeys(found)), fact, words)


def key_of(reference: str) -> str:
    """The form in which references are compared: DCS.X.5, dcs x5 and DCSX5 are one."""
    return _ODD.sub("", reference.casefold().replace("rules", "rule").replace("conventions", "convention"))
