"""Finding the governing texts that answer a question, each with the sentence that decides.

Four things speak for a text, as parts of one sum: it holds the words asked; one of its sentences does; it
governs the codes asked or led to, the more so the narrower its range; its title is what was asked.
A reference typed (“DCS.X.5”) is that text, whatever else was said.
"""

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt

from knowledge.codes import Classification, codes_typed_in, display
from knowledge.finding.asking import AskedFor, asked_for, key_of
from knowledge.finding.background import Background
from knowledge.finding.facts import fact_of, told
from knowledge.finding.held import Asked, Held, Text, held
from knowledge.finding.in_force import Periods, periods
from knowledge.finding.led_to import Codes
from knowledge.finding.sayings import said_plainly
from knowledge.finding.sentences import sentences
from knowledge.finding.spans import Spans, spans
from knowledge.finding.texts import GoverningText, Passage, weight_of
from knowledge.search.lexicon import Lexicon

HELD = 0.35
SENTENCE = 0.2
TITLE = 0.15
GOVERNS = 0.3
LED_TO = 1.0
CLOSE_ENOUGH = 0.15
# What is not two fifths as close as the closest would only distract.
TWO_FIFTHS = 0.4
# Two texts as close as this to each other are told in the order of their authority.
AS_CLOSE = 0.06
LOOKED_AT = 30
TITLE_OF, BOOK, SENTENCE_OF = "title", "book", "sentence"
Doubles = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Governing:
    """Every governing text, ready to be found. Immutable."""

    texts: tuple[GoverningText, ...]
    words: Held
    spans: Spans
    by_key: Mapping[str, tuple[int, ...]]
    periods: Periods

    def find(
        self, words: str, codes: Collection[tuple[Classification, str]], led: Codes, on: date, limit: int
    ) -> tuple[Passage, ...]:
        """The texts in force that day that answer the words or govern the codes, closest first.

        `codes` are those of an answer, `led` those that the words lead to, with how strongly.
        """
        wanted = asked_for(words)
        named = [number for key in wanted.references for number in self.by_key.get(key, ())]
        named = [number for number in dict.fromkeys(named) if self.texts[number].in_force(on)]
        asked = self.words.read(said_plainly(wanted.words))
        first = [self._passage(number, 1.0, asked, wanted, codes, on) for number in named]
        if first and len(first) >= limit:
            return tuple(first[:limit])
        scored = self._scored(asked, self._governs(words, codes, led), on)
        least = max(CLOSE_ENOUGH, TWO_FIFTHS * scored[0][1]) if scored else CLOSE_ENOUGH
        rest = [pair for pair in scored if pair[0] not in named and pair[1] >= least]
        rest = [] if named and not codes else _by_authority(rest, self.texts)
        found = [self._passage(number, score, asked, wanted, codes, on) for number, score in rest[:limit]]
        return tuple([*first, *found][:limit])

    def _governs(self, words: str, codes: Collection[tuple[Classification, str]], led: Codes) -> Doubles:
        """For each text how narrowly it governs one of the codes meant."""
        meant = dict.fromkeys(codes, 1.0)
        for code in codes_typed_in(words):
            meant |= {(one, code.upper().replace(".", "").replace(" ", "")): 1.0 for one in Classification}
        for pair, strength in led.items():
            meant.setdefault(pair, LED_TO * strength**0.5)
        found = np.zeros(len(self.texts))
        for (classification, code), strength in meant.items():
            found = np.maximum(found, strength * self.spans.governing(classification, code))
        return found

    def _scored(self, asked: Asked, governs: Doubles, on: date) -> list[tuple[int, float]]:
        """The most promising texts with how close they are, closest first."""
        rough = HELD * self.words.shares(asked) + GOVERNS * governs
        rough[self.periods.out_of_force(on)] = 0.0
        near = [int(number) for number in np.argsort(-rough, kind="stable")[:LOOKED_AT] if rough[number] > 0]
        scored = [(number, float(rough[number]) + self._closer(asked, number)) for number in near]
        return sorted(scored, key=lambda pair: -pair[1])

    def _closer(self, asked: Asked, number: int) -> float:
        """What a close look at the text adds: its best sentence, and its title."""
        sentence = title = 0.0
        for doc in self.words.texts_of(number):
            share, whole = self.words.fit(asked, doc)
            if self.words.origin(doc) == SENTENCE_OF:
                sentence = max(sentence, share)
            else:
                title = max(title, share * whole)
        return SENTENCE * sentence + TITLE * math.sqrt(title)

    def _passage(
        self,
        number: int,
        score: float,
        asked: Asked,
        wanted: AskedFor,
        codes: Collection[tuple[Classification, str]],
        on: date,
    ) -> Passage:
        text = self.texts[number]
        if wanted.fact:
            return Passage(
                text, told(text, wanted.fact, on), min(score, 1.0), fact_of(text, wanted.fact) != ""
            )
        return Passage(text, self._decisive(number, asked, codes), min(score, 1.0))

    def _decisive(self, number: int, asked: Asked, codes: Collection[tuple[Classification, str]]) -> str:
        """The sentence that holds most of what was asked and names a code meant; else the first one."""
        docs = [doc for doc in self.words.texts_of(number) if self.words.origin(doc) == SENTENCE_OF]
        if not docs:
            return self.texts[number].title
        names = {name for _, code in codes for name in (display(code), code[:3])}

        def worth(doc: int) -> float:
            sentence = self.words.index.texts[doc]
            named = max((len(name) for name in names if name in sentence), default=0)
            return self.words.fit(asked, doc)[0] + 0.1 * named

        return self.words.index.texts[max(docs, key=lambda doc: (worth(doc), -doc))]


def _by_authority(
    scored: Sequence[tuple[int, float]], texts: Sequence[GoverningText]
) -> list[tuple[int, float]]:
    """Closest first; of those about as close as the first of a run, the weightier authority first."""
    found: list[tuple[int, float]] = []
    rest = list(scored)
    while rest:
        run = [pair for pair in rest if pair[1] >= rest[0][1] - AS_CLOSE]
        best = max(run, key=lambda pair: (weight_of(texts[pair[0]].authority), pair[1]))
        found.append(best)
        rest.remove(best)
    return found


def governing(texts: Sequence[GoverningText], behind: Background, lexicon: Lexicon) -> Governing:
    """The texts ready to be found."""
    rows = (row for number, one in enumerate(texts) for row in _rows(number, one))
    by_key: dict[str, list[int]] = {}
    for number, one in enumerate(texts):
        if one.reference:
            by_key.setdefault(key_of(one.reference), []).append(number)
    keys = {key: tuple(_weightiest(numbers, texts)) for key, numbers in by_key.items()}
    words = held(rows, len(texts), behind, lexicon)
    days = periods((one.valid_from, one.valid_until) for one in texts)
    return Governing(tuple(texts), words, spans(texts), keys, days)


def _weightiest(numbers: Sequence[int], texts: Sequence[GoverningText]) -> list[int]:
    return sorted(numbers, key=lambda number: -weight_of(texts[number].authority))


def _rows(number: int, one: GoverningText) -> list[Text]:
    found = [Text(number, said_plainly(one.title), TITLE_OF)]
    if one.book:
        found.append(Text(number, said_plainly(one.book), BOOK))
    return found + [Text(number, sentence, SENTENCE_OF) for sentence in sentences(one.text)]
