"""Where a ruling and a weightier text speak of the same thing: shown, never hidden, before it is ratified.

Two texts clash where they are of different weight and speak of the same code. Whether one forbids what the
other tells to do can be read from their words only so far; where both use a code and one says not to, the
clash is sure; where a ruling touches a code that a weightier text governs by name, it is for people to see.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from knowledge.codes import Classification, codes_typed_in, display
from knowledge.finding.sentences import sentences
from knowledge.finding.spans import narrowness
from knowledge.finding.texts import GoverningText, RulingText, Span, weight_of
from knowledge.policies import Authority

# Wider ranges say too little of one code to clash over it.
NARROW = 0.6
_FORBIDS = re.compile(
    r"\b(?:do not|don't|never|not used|must not|should not|cannot|can't|no longer|leave \S+ out"
    r"|left out|is not|are not|without|exclude[sd]?|neither|instead of|replaces?|rather than)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Clash:
    """A weightier text on a code of the ruling. `opposed`: one says not to use what the other uses."""

    text: GoverningText
    classification: Classification
    code: str
    sentence: str
    opposed: bool

    @property
    def says(self) -> str:
        """One line for people."""
        how = "says otherwise of" if self.opposed else "governs"
        name = self.text.reference or self.text.title
        return f"{name} ({self.text.authority.value}) {how} {display(self.code)}."


def clashes(
    ruling: RulingText, texts: Iterable[GoverningText], *, weight: Authority = Authority.LEADS_RULING
) -> tuple[Clash, ...]:
    """Every weightier text on a code of the ruling: those opposed first, then by authority.

    `weight` is the authority of the ruling itself.
    """
    mentioned = _used(ruling.answer)
    found: dict[tuple[str, str], Clash] = {}
    for text in texts:
        if weight_of(text.authority) <= weight_of(weight):
            continue
        for classification, code in ruling.codes:
            if any(_covers(span, classification, code) for span in text.spans):
                one = _clash(text, classification, code, mentioned.get(code, True))
                key = (text.book, text.reference or text.title)
                if key not in found or (one.opposed and not found[key].opposed):
                    found[key] = one
    return tuple(sorted(found.values(), key=lambda one: (not one.opposed, -weight_of(one.text.authority))))


def _covers(span: Span, classification: Classification, code: str) -> bool:
    if span.classification != classification or narrowness(span.first, span.last) < NARROW:
        return False
    return span.first <= code[: len(span.first)] and code[: len(span.last)] <= span.last


def _clash(text: GoverningText, classification: Classification, code: str, uses: bool) -> Clash:
    every = sentences(text.text)
    naming = [one for one in every if _names(one, code)]
    says_not = [one for one in naming if _forbids(one, code)]
    opposed = bool(says_not) if uses else bool(naming) and not says_not
    best = (says_not or naming or every or [text.title])[0]
    return Clash(text, classification, code, best, opposed)


def _names(sentence: str, code: str) -> bool:
    return any(code.startswith(one) or one.startswith(code) for one in _codes(sentence))


def _forbids(sentence: str, code: str) -> bool:
    """Whether the sentence says not to use the code: a “not” that stands before it, in the same clause."""
    for clause in re.split(r"[;:,](?!\d)", sentence):
        for found in _FORBIDS.finditer(clause):
            if _names(clause[found.start() :], code) or (
                _names(clause, code) and "not" in found[0].casefold()
            ):
                return True
    return False


def _used(answer: str) -> dict[str, bool]:
    """For each code that an answer names, whether it says to use it."""
    found: dict[str, bool] = {}
    for sentence in sentences(answer):
        for code in _codes(sentence):
            found[code] = not _forbids(sentence, code)
    return found


def _codes(sentence: str) -> list[str]:
    return [code.upper().replace(".", "").replace(" ", "") for code in codes_typed_in(sentence)]
