"""Does the title or the question lead?

Two ways are looked for: a diagnosis named before anybody has made it, and a request to write a named one.
"""

import re
from collections.abc import Iterator

from casework.fairness.conditions import Mention
from casework.fairness.documented import Read, Sheet
from casework.fairness.draft import Format, Part
from casework.fairness.faults import Fault, Unfair, place

_TITLE = (
    "The title names “{words}”, which no indicator shows as documented: name the findings instead, such as "
    "“Clinical clarification: raised lactate and pyrexia”."
)
_OPEN = (
    "The question names “{words}”, which no indicator shows as documented: ask what the findings mean, "
    "or offer it as one option among the reasonable ones."
)
_CHOICE = (
    "The question names “{words}” alone, which no indicator shows as documented: leave it to the options, or "
    "name all of them alike."
)
_YES_NO = (
    "A yes/no question may not bring in “{words}”, which no indicator shows as documented: ask openly, "
    "or offer the reasonable options."
)
_HALF = (
    "The question says “{words}”, which gives the answer: ask “whether”, or make it a yes/no question if the "
    "record already says so."
)
_WRITE = (
    "{place} asks for “{words}” to be written down, which tells the clinician what to write: "
    "ask what the record means and leave the answer open."
)


def faults(sheet: Sheet) -> Iterator[Fault]:
    """Diagnoses that the title and the question bring in, and requests to write one."""
    for title in sheet.of(Part.TITLE):
        for mention in sheet.new(title):
            yield Fault(Unfair.LEADING_TITLE, "title", mention.words, _TITLE.format(words=mention.words))
        yield from _requests(title, Unfair.LEADING_TITLE)
    for question in sheet.of(Part.QUESTION):
        yield from _brought_in(sheet, question)
        yield from _requests(question, Unfair.LEADING_QUESTION)
        yield from _half_answers(sheet, question)


def _brought_in(sheet: Sheet, question: Read) -> Iterator[Fault]:
    new = sheet.new(question)
    form = sheet.draft.format
    if form is Format.CHOICE and _names_them_alike(sheet, question, new):
        return
    kind = Unfair.NEW_DIAGNOSIS if form is Format.YES_NO else Unfair.LEADING_QUESTION
    sentence = {Format.OPEN: _OPEN, Format.CHOICE: _CHOICE, Format.YES_NO: _YES_NO}[form]
    for mention in new:
        yield Fault(kind, "question", mention.words, sentence.format(words=mention.words))


def _names_them_alike(sheet: Sheet, question: Read, new: list[Mention]) -> bool:
    """Two of the options or more, and no other diagnosis: the question only says what the options say."""
    offered = sheet.offered()
    named = {mention.condition for mention in question.mentions} & offered
    return len(named) > 1 and all(mention.condition in offered for mention in new)


# A request to write, then nothing but small words, then the diagnosis. “The type of”, “whether” or
# “the cause of” before it, or “stage” after it, leaves the answer open.
_REQUEST = re.compile(
    r"(?<![a-z])(?:please|kindly|grateful if you|can you|could you|would you|will you|need you to|like you to"
    r"|ask you to|asked to|you should|you must|you need to|want you to)"
    r"(?: (?:please|kindly|also|just|now|therefore|then|could|can|would|you))*"
    r" (?:document|record|add|write|include|list|diagnose|note|enter|state|put|code|report|mention|specify"
    r"|confirm)"
    r"(?: (?:the|a|an|that|this|it|as|is|was|were|diagnosis|diagnoses|of|patient|patient's|he|she|they|had"
    r"|has|have|also|acute|chronic|severe|mild|moderate|new|in|condition|word|words|term|secondary|primary|final"
    r"|for|me|us|likely|probable|possible|suspected|presence|clearly|developed|suffered|suffering|from|to|be"
    r"|due))*[ :\"“‘']*$"
)
_CONFIRMS = re.compile(r"(?<![a-z])confirm(?![a-z])")
_OPEN_AFTER = re.compile(
    r" (?:type|stage|grade|category|severity|acuity|site|cause|side|laterality|status|aetiology|specificity"
    r"|organism|details?|subtype|class|classification|control|duration|onset)\b"
)
# “Confirm whether” is open; “confirm that” is half an answer: for yes/no, about what is documented.
_CONFIRM_THAT = re.compile(r"(?<![a-z])(?:confirm|verify) that (?!you )")
_REACH = 160


def _half_answers(sheet: Sheet, question: Read) -> Iterator[Fault]:
    match = _CONFIRM_THAT.search(question.reading.low)
    if match and sheet.draft.format is not Format.YES_NO:
        words = question.reading.shown[match.start() : match.end()].strip()
        yield Fault(Unfair.LEADING_QUESTION, "question", words, _HALF.format(words=words))


def _requests(one: Read, kind: Unfair) -> Iterator[Fault]:
    """“Please document sepsis”, documented elsewhere or not. Yes/no is there to confirm what is named."""
    low = one.reading.low
    for mention in one.mentions:
        before = low[max(0, mention.start - _REACH) : mention.start]
        request = _REQUEST.search(before)
        if request is None or _CONFIRMS.search(request.group()) or _OPEN_AFTER.match(low, mention.end):
            continue
        words = one.reading.shown[mention.start - len(request.group()) : mention.end]
        yield Fault(
            kind, one.passage.where, words, _WRITE.format(place=place(one.passage.where), words=mention.words)
        )
