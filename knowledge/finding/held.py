"""Which texts hold the words of a question: items of several texts each, in the arrays of the code search.

The index, the reading of a question and the spellings are those of `knowledge/search`; the weights are of
`background.py`, and so is the scoring here: an item is whole texts, not wordings of one code.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import chain

import numpy as np
import numpy.typing as npt

from knowledge.finding.background import UNHEARD_OF, Background, joined
from knowledge.search import question
from knowledge.search.finder import known_words
from knowledge.search.index import Floats, Index, Rows, Wording, build
from knowledge.search.lexicon import Lexicon
from knowledge.search.spelling import table

# As if there were so many more items: with three rulings in all, one that holds a word says little of it.
SMOOTHING = 300
Doubles = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Text:
    """One text of an item, by the item's number; `origin` says what it is of the item."""

    item: int
    text: str
    origin: str


@dataclass(frozen=True)
class Asked:
    """A question read against an index: per reading its tokens with their weights, and its whole weight."""

    readings: tuple[tuple[tuple[tuple[int, float], ...], float], ...]


@dataclass(frozen=True)
class Held:
    """The texts of `items` items. `row_of[i]` is an item's row in the index, -1 where it says nothing."""

    vocabulary: question.Vocabulary
    items: int
    row_of: npt.NDArray[np.int64]

    @property
    def index(self) -> Index:
        """The arrays."""
        return self.vocabulary.index

    def read(self, words: str) -> Asked:
        """The question's words as this index knows them."""
        rows = []
        for slots in question.questions(words, self.vocabulary):
            asked = sum(slot.weight for slot in slots)
            if asked > 0:
                tokens = ((token, slot.weight * sure) for slot in slots for token, sure in slot.tokens)
                rows.append((tuple(tokens), asked))
        return Asked(tuple(rows))

    def shares(self, asked: Asked) -> Doubles:
        """For each item, the share of the question that its texts hold between them, 0 to 1."""
        found = np.zeros(len(self.index.codes))
        for tokens, whole in asked.readings:
            found = np.maximum(found, self._sums(tokens) / whole)
        return self._by_item(np.minimum(found, 1.0))

    def _sums(self, tokens: Sequence[tuple[int, float]]) -> Doubles:
        rows = [self.index.holders.of(token) for token, _ in tokens]
        count = len(self.index.codes)
        if not rows:
            return np.zeros(count)
        ids = np.concatenate([ids for ids, _ in rows])
        weights = np.concatenate(
            [strengths * np.float32(w) for (_, strengths), (_, w) in zip(rows, tokens, strict=True)]
        )
        sums = np.bincount(ids, weights=weights, minlength=self.index.holder_count)
        return sums[:count].astype(np.float64)

    def _by_item(self, by_row: Doubles) -> Doubles:
        padded = np.append(by_row, 0.0)
        found: Doubles = padded[self.row_of]
        return found

    def texts_of(self, item: int) -> range:
        """The numbers of an item's texts."""
        row = int(self.row_of[item])
        if row < 0:
            return range(0)
        return range(int(self.index.docs_from[row]), int(self.index.docs_from[row + 1]))

    def origin(self, doc: int) -> str:
        """What a text is of its item."""
        return self.index.origins[int(self.index.origin_of[doc])]

    def fit(self, asked: Asked, doc: int) -> tuple[float, float]:
        """The share of the question that one text holds, and the share of the text that was asked."""
        ids, strengths = self.index.held.of(doc)
        holds = dict(zip(ids.tolist(), strengths.tolist(), strict=True))
        length = max(float(self.index.lengths[doc]), 1e-6)
        best = (0.0, 0.0)
        for tokens, whole in asked.readings:
            held = {token: weight * holds[token] for token, weight in tokens if token in holds}
            own = sum(min(held[token], float(self.index.weights[token])) for token in held)
            best = max(best, (min(sum(held.values()) / whole, 1.0), min(own / length, 1.0)))
        return best


def held(texts: Iterable[Text], items: int, behind: Background, lexicon: Lexicon) -> Held:
    """The index over these texts. Texts of one item come together, items in the order of their numbers."""
    index = build((Wording(f"{one.item:07}", one.text, one.origin) for one in texts), {}, lexicon)
    known, own = known_words(index, lexicon)
    words = [index.tokens[number] for number in own]
    index = _weighted(_widened(index, behind), behind)
    heard = set(behind.spelling.known)
    new = [(word, token) for word, token in zip(known, words, strict=True) if word not in heard]
    spelling = joined(behind.spelling, table(word for word, _ in new))
    token_of = [index.vocabulary[token] for token in chain(behind.token_of, (token for _, token in new))]
    order = sorted(range(len(spelling.known)), key=spelling.known.__getitem__)
    vocabulary = question.Vocabulary(
        index, spelling, token_of, [spelling.known[at] for at in order], order, lexicon
    )
    row_of = np.full(items, -1, dtype=np.int64)
    for row, code in enumerate(index.codes):
        row_of[int(code)] = row
    _ = index.holders.bounds, index.held.bounds
    return Held(vocabulary, items, row_of)


def _widened(index: Index, behind: Background) -> Index:
    """The index with the background's words in its vocabulary, which no text of it holds."""
    wanted = chain(behind.rarity, behind.token_of)
    more = sorted({token for token in wanted if token not in index.vocabulary})
    tokens = [*index.tokens, *more]
    starts = index.holders.starts
    last = np.full(len(more), starts[-1] if len(starts) else 0, dtype=starts.dtype)
    holders = Rows(np.concatenate([starts, last]), index.holders.ids, index.holders.strengths)
    vocabulary = {token: number for number, token in enumerate(tokens)}
    return replace(index, tokens=tokens, vocabulary=vocabulary, holders=holders)


def _weighted(index: Index, behind: Background) -> Index:
    """The index with weights that hardly depend on how many texts there are."""
    count = len(index.codes)
    top = float(np.log(1 + count + SMOOTHING))
    holding = _counted(index)
    own = np.log(1 + (count + SMOOTHING) / np.maximum(holding, 1)) / top
    heard = np.array([behind.rarity.get(token, UNHEARD_OF) for token in index.tokens])
    weights = (np.minimum(own, heard) * np.log(1 + count)).astype(np.float32)
    exact = (index.held.strengths >= 1).astype(np.float32) * weights[index.held.ids]
    lengths = np.add.reduceat(exact, index.held.starts[:-1]) if len(index.texts) else index.lengths
    return replace(index, weights=weights, lengths=np.maximum(lengths, np.float32(1e-6)))


def _counted(index: Index) -> Floats:
    """How many items hold each token in so many words."""
    ids, strengths = index.holders.ids, index.holders.strengths
    token_of = np.repeat(np.arange(len(index.tokens)), np.diff(index.holders.starts))
    chosen = (ids < len(index.codes)) & (strengths >= 1)
    return np.bincount(token_of[chosen], minlength=len(index.tokens)).astype(np.float32)
