"""A clarification as its writer has it before it is sent, with the limits of its parts."""

from dataclasses import dataclass, field
from enum import StrEnum


class Format(StrEnum):
    """The three forms in which a clinician may be asked."""

    OPEN = "open"
    CHOICE = "choice"
    YES_NO = "yes/no"


@dataclass(frozen=True, slots=True)
class Indicator:
    """What the record says, where it was found, and when where that is known."""

    finding: str
    source: str
    on: str = ""


@dataclass(frozen=True, slots=True)
class Draft:
    """One question to a clinician.

    `options` are the reasonable answers without the two fixed ones, “Other” and “Unable to determine”,
    which `has_other` and `has_unable` stand for. `documented` is what a yes/no question confirms: the
    diagnosis that the record already holds, or the relation or presence on admission asked about.
    """

    title: str
    question: str
    patient_reference: str
    indicators: tuple[Indicator, ...] = ()
    format: Format = Format.OPEN
    options: tuple[str, ...] = ()
    has_other: bool = False
    has_unable: bool = False
    documented: str = ""


class Part(StrEnum):
    """The parts of a draft, in the words that people are told."""

    TITLE = "title"
    QUESTION = "question"
    OPTION = "option"
    INDICATOR = "indicator"
    SOURCE = "source"
    DATE = "date"
    DOCUMENTED = "documented"
    REFERENCE = "patient reference"


# In characters: what a busy clinician reads on one card, with room to spare. Nothing beyond is looked
# at, because a draft with a part beyond its limit cannot be sent.
LONGEST = {
    Part.TITLE: 120,
    Part.QUESTION: 1_200,
    Part.OPTION: 160,
    Part.INDICATOR: 600,
    Part.SOURCE: 160,
    Part.DATE: 60,
    Part.DOCUMENTED: 300,
    Part.REFERENCE: 40,
}
LONGEST_DRAFT = 8_000
MOST_INDICATORS = 25
MOST_OPTIONS = 12


@dataclass(frozen=True, slots=True)
class Passage:
    """One text of a draft and where it stands: “title”, “option 2”, “indicator 1”."""

    part: Part
    where: str
    text: str = field(repr=False)


def passages(draft: Draft) -> list[Passage]:
    """Every text of the draft, each cut at its limit, all together at `LONGEST_DRAFT` characters."""
    left = LONGEST_DRAFT
    kept = []
    for part, where, text in texts(draft):
        cut = text[: min(LONGEST[part], left)]
        left -= len(cut)
        if cut or not text:  # what is left unread is not taken for empty
            kept.append(Passage(part, where, cut))
    return kept


def texts(draft: Draft) -> list[tuple[Part, str, str]]:
    """The texts of the draft, whole: part, where it stands, what it says; no more items than may be."""
    every = [
        (Part.TITLE, "title", draft.title),
        (Part.QUESTION, "question", draft.question),
        (Part.REFERENCE, "patient reference", draft.patient_reference),
        (Part.DOCUMENTED, "documented", draft.documented),
    ]
    every += [(Part.OPTION, f"option {n}", text) for n, text in enumerate(draft.options[:MOST_OPTIONS], 1)]
    for n, indicator in enumerate(draft.indicators[:MOST_INDICATORS], 1):
        where = f"indicator {n}"
        every += [
            (Part.INDICATOR, where, indicator.finding),
            (Part.SOURCE, where, indicator.source),
            (Part.DATE, where, indicator.on),
        ]
    return every
