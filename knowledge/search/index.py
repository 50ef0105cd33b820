"""The index of one release: which documents hold which token, in arrays that load in an instant.

A document is one wording of one code: its title, its category's title, or a term. Besides the
tokens of the wording itself, a document is found under two kinds of weaker token: those of the
category above it (a fourth character's title often leaves them out) and those that `related.tsv`
ties to its own. The weight of a token is its inverse document frequency over codes (Spärck Jones 1972),
lessened for words that seldom decide.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from knowledge.search.lexicon import Lexicon
from knowledge.search.reading import read

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int32]

LIGHT = 0.25
FROM_CATEGORY = 0.5
FROM_RELATED = 0.6


@dataclass(frozen=True, slots=True)
class Wording:
    """One text that leads to a code. `above` is the text of the category over it."""

    code: str
    text: str
    origin: str
    above: str = ""


@dataclass
class Index:
    """Arrays over documents and tokens; immutable once built.

    `starts[t]:starts[t+1]` bounds token t's slice of `docs` and `strengths`; `weights[t]` is its
    weight; `lengths[d]` is the sum of the weights of document d's own words; `code_of[d]` indexes
    `codes`; `usage[c]` is the number of episodes counted.
    """

    codes: list[str]
    texts: list[str]
    origins: list[str]
    vocabulary: dict[str, int]
    starts: Ints
    docs: Ints
    strengths: Floats
    weights: Floats
    lengths: Floats
    code_of: Ints
    usage: Ints
    origin_of: npt.NDArray[np.uint8]
    tokens: list[str] = field(default_factory=list)

    def postings(self, token: int) -> tuple[Ints, Floats]:
        """The documents of a token and how strongly each holds it, 0 to 1."""
        part = slice(int(self.starts[token]), int(self.starts[token + 1]))
        return self.docs[part], self.strengths[part]


def build(wordings: Iterable[Wording], usage: dict[str, int], lexicon: Lexicon) -> Index:
    """The index of these wordings; `usage` gives the episodes counted per code."""
    return _Builder(lexicon).take(wordings).finish(usage)


class _Builder:
    def __init__(self, lexicon: Lexicon) -> None:
        self.lexicon = lexicon
        self.codes: dict[str, int] = {}
        self.texts: list[str] = []
        self.origins: dict[str, int] = {}
        self.origin_of: list[int] = []
        self.code_of: list[int] = []
        self.own: list[set[str]] = []
        self.above: list[frozenset[str]] = []
        self.read_before: dict[str, frozenset[str]] = {}

    def take(self, wordings: Iterable[Wording]) -> "_Builder":
        seen: set[tuple[str, frozenset[str]]] = set()
        for wording in wordings:
            own = self._tokens(wording.text)
            if not own or (wording.code, own) in seen:
                continue
            seen.add((wording.code, own))
            self.texts.append(wording.text)
            self.code_of.append(self.codes.setdefault(wording.code, len(self.codes)))
            self.origin_of.append(self.origins.setdefault(wording.origin, len(self.origins)))
            self.own.append(set(own))
            self.above.append(self._tokens(wording.above) - own)
        return self

    def _tokens(self, text: str) -> frozenset[str]:
        if text not in self.read_before:
            self.read_before[text] = frozenset(word.token for word in read(text, self.lexicon))
        return self.read_before[text]

    def _weights(self) -> dict[str, float]:
        holders: dict[str, set[int]] = defaultdict(set)
        for code, own in zip(self.code_of, self.own, strict=True):
            for token in own:
                holders[token].add(code)
        count = len(self.codes)
        for asked, meant in self.lexicon.related.items():
            if asked not in holders:
                holders[asked] = set().union(*(holders.get(token, ()) for token in meant)) or {-1}
        light = {self.lexicon.token(word) for word in self.lexicon.light}
        return {
            token: float(np.log(1 + count / len(found))) * (LIGHT if token in light else 1.0)
            for token, found in holders.items()
        }

    def finish(self, usage: dict[str, int]) -> Index:
        weights = self._weights()
        vocabulary = {token: number for number, token in enumerate(sorted(weights))}
        rows = self._rows(vocabulary)
        starts, docs, strengths = _packed(rows, len(vocabulary))
        codes = list(self.codes)
        return Index(
            codes=codes,
            texts=self.texts,
            origins=list(self.origins),
            vocabulary=vocabulary,
            starts=starts,
            docs=docs,
            strengths=strengths,
            weights=np.array([weights[token] for token in vocabulary], dtype=np.float32),
            lengths=np.array([sum(weights[t] for t in own) for own in self.own], dtype=np.float32),
            code_of=np.array(self.code_of, dtype=np.int32),
            usage=np.array([usage.get(code, 0) for code in codes], dtype=np.int32),
            origin_of=np.array(self.origin_of, dtype=np.uint8),
            tokens=list(vocabulary),
        )

    def _rows(self, vocabulary: dict[str, int]) -> list[list[tuple[int, float]]]:
        """Per token number, the documents that hold it with their strength."""
        rows: list[list[tuple[int, float]]] = [[] for _ in vocabulary]
        back = self._related_back(vocabulary)
        for doc, (own, above) in enumerate(zip(self.own, self.above, strict=True)):
            held: dict[str, float] = dict.fromkeys(above, FROM_CATEGORY)
            for token in own:
                for asked in back.get(token, ()):
                    held[asked] = max(held.get(asked, 0.0), FROM_RELATED)
            held.update(dict.fromkeys(own, 1.0))
            for token, strength in held.items():
                number = vocabulary.get(token)
                if number is not None:
                    rows[number].append((doc, strength))
        return rows

    def _related_back(self, vocabulary: dict[str, int]) -> dict[str, list[str]]:
        """For each token of a document, the words asked that may mean it."""
        back: dict[str, list[str]] = defaultdict(list)
        for asked, meant in self.lexicon.related.items():
            for token in meant:
                if token in vocabulary:
                    back[token].append(asked)
        return back


def _packed(rows: list[list[tuple[int, float]]], tokens: int) -> tuple[Ints, Ints, Floats]:
    counts = Counter({number: len(row) for number, row in enumerate(rows)})
    starts = np.zeros(tokens + 1, dtype=np.int32)
    starts[1:] = np.cumsum([counts[number] for number in range(tokens)])
    docs = np.fromiter((doc for row in rows for doc, _ in row), dtype=np.int32, count=int(starts[-1]))
    strengths = np.fromiter((s for row in rows for _, s in row), dtype=np.float32, count=int(starts[-1]))
    return starts, docs, strengths
