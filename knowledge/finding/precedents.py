"""Finding the ruling that answers the same question in other words, or none.

A wrong precedent is worse than none. Three things speak for a ruling, as parts of one sum: both lead to the
same codes; its question and answer hold the words asked; the words asked hold its question. `CLOSE_ENOUGH`
is measured on written pairs (`bench/policies.py` shows the curve): below it a ruling is not shown as one.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

import numpy as np
import numpy.typing as npt

from knowledge.finding.background import Background
from knowledge.finding.held import Asked, Held, Text, held
from knowledge.finding.in_force import Periods, periods
from knowledge.finding.led_to import Vector, together, vector
from knowledge.finding.sayings import said_plainly
from knowledge.finding.texts import RulingText
from knowledge.search.lexicon import Lexicon

LED_TO = 0.6
HELD = 0.3
WHOLE = 0.1
CLOSE_ENOUGH = 0.28
# So many rulings get a close look.
LOOKED_AT = 24
QUESTION, ANSWER = "question", "answer"
Leads = Callable[[str], Vector]
Doubles = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Postings:
    """Sparse vectors by feature: the numbers of those who have it, and how strongly."""

    features: Mapping[str, tuple[npt.NDArray[np.int64], Doubles]]
    count: int

    def likeness(self, asked: Vector) -> Doubles:
        """The cosine of each vector with that one."""
        rows = [(self.features[key], strength) for key, strength in asked.items() if key in self.features]
        if not rows:
            return np.zeros(self.count)
        ids = np.concatenate([numbers for (numbers, _), _ in rows])
        weights = np.concatenate([strengths * share for (_, strengths), share in rows])
        return np.bincount(ids, weights=weights, minlength=self.count).astype(np.float64)


@dataclass(frozen=True)
class Precedents:
    """Every ruling that may answer, ready to be found. Immutable; made anew, quickly, when one changes."""

    rulings: tuple[RulingText, ...]
    words: Held
    led: Postings
    periods: Periods
    vectors: Mapping[str, Vector] = field(repr=False)

    def find(self, question: str, leads: Leads, on: date, limit: int) -> list[tuple[int, float]]:
        """The ids of the rulings in force that day, closest first, with how close, 0 to 1; whatever it is."""
        plain = said_plainly(question)
        asked, led = self.words.read(plain), LED_TO * self.led.likeness(leads(plain))
        rough = HELD * self.words.shares(asked) + led
        rough[self.periods.out_of_force(on)] = 0.0
        near = [int(number) for number in _largest(rough, max(LOOKED_AT, limit)) if rough[number] > 0]
        scored = [
            (self.rulings[number].id, float(led[number]) + self._words(asked, number)) for number in near
        ]
        return sorted(scored, key=lambda pair: -pair[1])[:limit]

    def _words(self, asked: Asked, number: int) -> float:
        """What the words say: which share of them one of its texts holds, and how much of its question they
        are, in whichever of its wordings."""
        share = whole = 0.0
        for doc in self.words.texts_of(number):
            of_asked, of_text = self.words.fit(asked, doc)
            share = max(share, of_asked)
            if self.words.origin(doc) == QUESTION:
                whole = max(whole, of_text)
        return HELD * share + WHOLE * whole


def _largest(scores: Doubles, count: int) -> npt.NDArray[np.int64]:
    """The places of the largest, the first of equals first."""
    if len(scores) > count:
        least = np.partition(scores, len(scores) - count)[len(scores) - count]
        places = np.flatnonzero(scores >= least)
        return places[np.argsort(-scores[places], kind="stable")][:count]
    return np.argsort(-scores, kind="stable")


def precedents(
    rulings: Iterable[RulingText],
    leads: Leads,
    behind: Background,
    lexicon: Lexicon,
    before: Precedents | None = None,
) -> Precedents:
    """The rulings ready to be found; what was worked out `before` for the same words is kept."""
    kept = tuple(rulings)
    known = before.vectors if before else {}
    wordings = [[said_plainly(text) for text in (one.question, *one.also)] for one in kept]
    vectors = {text: known.get(text) or leads(text) for texts in wordings for text in texts}
    texts = (text for number, one in enumerate(kept) for text in _texts(number, wordings[number], one))
    led = [_led(one, [vectors[text] for text in wordings[number]]) for number, one in enumerate(kept)]
    words = held(texts, len(kept), behind, lexicon)
    days = periods((one.valid_from, one.valid_until) for one in kept)
    return Precedents(kept, words, _postings(led), days, vectors)


def _texts(number: int, wordings: Sequence[str], one: RulingText) -> Iterable[Text]:
    for text in wordings:
        yield Text(number, text, QUESTION)
    yield Text(number, said_plainly(one.answer), ANSWER)


def _led(one: RulingText, of_wordings: Sequence[Vector]) -> Vector:
    return together(vector(dict.fromkeys(one.codes, 1.0)), together(*of_wordings))


def _postings(vectors: Sequence[Vector]) -> Postings:
    rows: dict[str, tuple[list[int], list[float]]] = {}
    for number, one in enumerate(vectors):
        for key, strength in one.items():
            ids, strengths = rows.setdefault(key, ([], []))
            ids.append(number)
            strengths.append(strength)
    made = {key: (np.array(ids, dtype=np.int64), np.array(s)) for key, (ids, s) in rows.items()}
    return Postings(made, len(vectors))
