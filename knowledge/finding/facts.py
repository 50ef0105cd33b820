"""What is known of a document besides its words, in one sentence: who ratified it, when it is reviewed."""

from datetime import date

from knowledge.finding.asking import Fact
from knowledge.finding.texts import GoverningText

_MISSING = {
    Fact.RATIFIED: "who ratified it",
    Fact.REVIEW: "when it is to be reviewed",
    Fact.VERSION: "its version",
    Fact.OWNER: "who owns it",
    Fact.FROM: "from when it is in force",
}


def fact_of(text: GoverningText, fact: Fact) -> str:
    """The fact as people read it; empty where the document does not say."""
    match fact:
        case Fact.RATIFIED:
            when = f" on {day(text.ratified_on)}" if text.ratified_on else ""
            return f"{text.ratified_by}{when}" if text.ratified_by else ""
        case Fact.REVIEW:
            return day(text.review_on) if text.review_on else ""
        case Fact.VERSION:
            return text.version
        case Fact.OWNER:
            return text.owner
        case Fact.FROM:
            return day(text.valid_from) if text.valid_from else ""


def told(text: GoverningText, fact: Fact, on: date) -> str:
    """The sentence that answers. A review that is late is said to be so."""
    document = text.book or f"{text.reference} {text.title}".strip()
    found = fact_of(text, fact)
    if not found:
        return f"{document} does not say {_MISSING[fact]}."
    late = " That day has passed." if fact is Fact.REVIEW and text.review_is_late(on) else ""
    version = f" (version {text.version})" if text.version and fact is not Fact.VERSION else ""
    return f"{document}{version}: {fact.value} {found}.{late}"


def day(on: date) -> str:
    """3 March 2026."""
    return f"{on.day} {on:%B %Y}"
