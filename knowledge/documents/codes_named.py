"""The codes and ranges that a section names, and of which classification each is.

Both classifications write a letter and two digits. The shape decides where it can (OPCS-4 has no chapter I,
ICD-10 alone has X and fifth characters); else the nearest word that speaks for one of them; else what the
heading or the rest of the section speaks of. What stays in doubt is kept as both.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass

from knowledge.codes import Classification, ICD10Code, NotACode, OPCS4Code
from knowledge.documents.document import CodeSpan

MOST_SPANS = 400
ICD10, OPCS4 = Classification.ICD10, Classification.OPCS4

_CODE = r"[A-Z]\d\d(?:\s?\.\s?[0-9X][0-9]?|[0-9X][0-9]?)?"
_TO = r"\s?(?:[-\u2013\u2014]|\bto\b|\bthrough\b|\binclusive to\b)\s?"
_MENTION = re.compile(rf"(?<![\w.])({_CODE})[*†]?(?:{_TO}({_CODE}|\.[0-9]))?(?![\w])(?!\.\d)")
_BETWEEN = re.compile(rf"(?<![\w.])between\s({_CODE})\sand\s({_CODE})(?![\w])")
# What a letter and two digits are besides codes: vitamins, vertebrae, rooms, forms, papers.
_NO_CODE_BEFORE = re.compile(
    r"(?:vitamins?|vertebrae?|vertebral|spinal levels?|levels?|thoracic|room|ward|bay|form|bleep"
    r"|ext(?:ension)?|postcode|version|paper|type|serotype|strain|carrier|coenzyme)\s(?:[A-Z]?\d\d?\s?(?:[-,/]|and|to)\s?)?$",
    re.IGNORECASE,
)
_NO_CODE_AFTER = re.compile(r"\s?(?:vertebra|vitamin|deficien|level\b|nerve)", re.IGNORECASE)
_CUE = re.compile(
    r"(?P<icd10>\bICD[\s-]?10\b|\bdiagnos[ei]s\b|\bdiagnostic\b|\bdisease codes?\b|\bdagger\b|\basterisk\b"
    r"|\bcomorbidit(?:y|ies)\b|\bexternal cause\b|\bD(?:GCS|CS|ChS|Rule|Convention)\b)"
    r"|(?P<opcs4>\bOPCS(?:[\s-]?4)?\b|\bprocedur(?:e|es|al)\b|\binterventions?\b|\boperations?\b|\boperative\b"
    r"|\bsite codes?\b|\blaterality\b|\bP(?:GCS\d|CS[A-Z]\d|ChS[A-Z]\d|Rule)\b)"
    r"|\b[Cc]hapter\s(?:(?P<roman>I|[IVX]{2,6})|(?P<letter>[A-HJ-UWYZ]))\b",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"(?<=[.;!?])\s+(?=[A-Z•])|\n")


@dataclass(frozen=True, slots=True)
class _Cue:
    place: int
    classification: Classification


def codes_named_in(text: str, heading: str = "") -> tuple[CodeSpan, ...]:
    """The codes and ranges of a section's text and heading, each once, in their order."""
    meant = _one_classification(heading) or _one_classification(text)
    found: dict[CodeSpan, None] = {}
    for sentence in [heading, *_SENTENCE.split(text)]:
        for span in _of_sentence(sentence, meant):
            found.setdefault(span)
            if len(found) >= MOST_SPANS:
                return tuple(found)
    return tuple(found)


def _of_sentence(sentence: str, meant: Classification | None) -> Iterator[CodeSpan]:
    cues: list[_Cue] | None = None
    for found in _mentions(sentence):
        first, last = _tidy(found[1]), _tidy(found[2] or found[1])
        if last.startswith("."):
            last = first[:3] + last[1:]
        if _is_something_else(sentence, found, first):
            continue
        cues = _cues(sentence) if cues is None else cues
        yield from _spans(first, last, _nearest(cues, found.start()) or meant)


def _mentions(sentence: str) -> list[re.Match[str]]:
    between = list(_BETWEEN.finditer(sentence))
    taken = {place for one in between for place in (one.start(1), one.start(2))}
    others = [one for one in _MENTION.finditer(sentence) if one.start() not in taken]
    return sorted([*between, *others], key=lambda one: one.start())


def _tidy(written: str) -> str:
    text = written.replace(" ", "")
    return text if text.startswith(".") else text.replace(".", "")


def _is_something_else(sentence: str, found: re.Match[str], first: str) -> bool:
    if len(first) > 3:
        return False
    before, after = sentence[max(0, found.start() - 40) : found.start()], sentence[found.end() :]
    return bool(_NO_CODE_BEFORE.search(before) or _NO_CODE_AFTER.match(after))


def _cues(text: str) -> list[_Cue]:
    return [_Cue(found.start(), _speaks_for(found)) for found in _CUE.finditer(text)]


def _speaks_for(found: re.Match[str]) -> Classification:
    """A chapter with a Roman number is ICD-10's, with a letter OPCS-4's; V and X may be either's."""
    return ICD10 if found["icd10"] or found["roman"] else OPCS4


def _nearest(cues: list[_Cue], place: int) -> Classification | None:
    """The cue last said before the code; else the first one after it."""
    at = bisect_left([cue.place for cue in cues], place)
    near = cues[at - 1] if at else (cues[0] if cues else None)
    return near.classification if near else None


def _one_classification(text: str) -> Classification | None:
    spoken = {cue.classification for cue in _cues(text)}
    return spoken.pop() if len(spoken) == 1 else None


def _spans(first: str, last: str, meant: Classification | None) -> Iterator[CodeSpan]:
    possible = [span for one in Classification if (span := _span(one, first, last))]
    wanted = [span for span in possible if span.classification == meant]
    yield from wanted or possible


def _span(classification: Classification, first: str, last: str) -> CodeSpan | None:
    make = ICD10Code if classification is ICD10 else OPCS4Code
    try:
        ends = make(first).canonical, make(last).canonical
    except NotACode:
        return None
    if ends[0][:3] > ends[1][:3]:
        return None
    return CodeSpan(classification, *ends)
