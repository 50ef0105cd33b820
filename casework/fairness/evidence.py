"""Does the draft show what the record says, and where? Without an indicator there is no question."""

from collections.abc import Iterator

from casework.fairness.documented import Read, Sheet
from casework.fairness.draft import Part
from casework.fairness.faults import Fault, Unfair, place
from casework.fairness.reading import listed

# Written into a box to get past it.
_NOTHING = listed(
    "|n a|na|none|nil|see notes|see above|as above|as per notes|notes|various|tbc|test|clinical indicators"
    "|indicators|unknown|not known|see record|see below|discussed|as discussed|verbal|attached|see attached"
    "|see chart|see system|in notes|per notes|as documented|documented"
)
_NO_SOURCE = listed(
    "|n a|na|none|nil|unknown|not known|tbc|various|see above|as above|coder|the coder|clinical coder|coding"
    "|coding team|my opinion|own opinion|me|coder's impression|coder impression|coder's opinion|assumed|bot"
)


def faults(sheet: Sheet) -> Iterator[Fault]:
    """At least one finding, each with its source in the record."""
    findings = sheet.of(Part.INDICATOR)
    if not findings:
        sentence = "There is no indicator: say what the record shows, and where, before you ask."
        yield Fault(Unfair.NO_INDICATOR, "indicators", "", sentence)
    for finding in findings:
        if _plain(finding) in _NOTHING:
            where, words = finding.passage.where, finding.reading.shown
            sentence = (
                f"{place(where)} says nothing of this patient: give the finding itself, such as a value."
            )
            yield Fault(Unfair.NO_INDICATOR, where, words, sentence)
    for source in sheet.of(Part.SOURCE):
        if _plain(source) in _NO_SOURCE:
            where, words = source.passage.where, source.reading.shown
            sentence = (
                f"{place(where)} lacks its source: say where in the record it stands, such as “clerking”."
            )
            yield Fault(Unfair.NO_SOURCE, where, words, sentence)


def _plain(one: Read) -> str:
    kept = "".join(char if char.isalnum() or char == "'" else " " for char in one.reading.low)
    return " ".join(kept.split())
