"""The index of one release: which codes hold which token, in arrays that load in an instant.

A document is one wording of one code: its title, its category's title, or a term. Besides the
tokens of the wording itself, a document is found under two kinds of weaker token: those of the
category above it (a fourth character's title often leaves them out) and those that `related.tsv`
ties to its own. The weight of a token is its inverse document frequency over codes (Spärck Jones 1972),
lessened for words that seldom decide.

A question is answered in two steps, so the index is held in two ways: inverted over codes and
categories, to find the codes worth a look; and forward, the tokens of each document, to score their
wordings. Documents lie in the order of their codes.
"""

import math
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from knowledge.search.lexicon import Lexicon, stems_of
from knowledge.search.reading import DENIED, read

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int32]

LIGHT = 0.25
TELLING = 3.0
FROM_CATEGORY = 0.5
FROM_RELATED = 0.6
# What a category's holding a token is worth beside a code's holding it.
CATEGORY_SHARE = 0.8


@dataclass(frozen=True, slots=True)
class Wording:
    """One text that leads to a code. `above` is the text of the category over it."""

    code: str
    text: str
    origin: str
    above: str = ""


@dataclass(frozen=True)
class Rows:
    """Rows of numbers, each with a strength from 0 to 1: `starts` bounds them in the two arrays."""

    starts: Ints
    ids: Ints
    strengths: Floats

    def of(self, row: int) -> tuple[Ints, Floats]:
        """One row's numbers and strengths."""
        first, last = self.bounds[row], self.bounds[row + 1]
        return self.ids[first:last], self.strengths[first:last]

    @cached_property
    def bounds(self) -> list[int]:
        """The same as `starts`, as plain numbers, which slice faster."""
        found: list[int] = self.starts.tolist()
        return found


@dataclass(frozen=True)
class Index:
    """Arrays over documents, codes and tokens.

    `holders` has a row for each token: the codes that hold it in any wording, and after them, numbered
    from `len(codes)` on, the categories that do. `held` has a row for each document: its tokens.
    `weights[t]` is a token's weight; `lengths[d]` the sum of the weights of a document's own words;
    `docs_from[c]` the first document of a code; `category_of[c]` its category's number among holders;
    `usage[c]` the episodes counted.
    """

    codes: list[str]
    texts: list[str]
    origins: list[str]
    tokens: list[str]
    vocabulary: dict[str, int]
    holders: Rows
    held: Rows
    weights: Floats
    lengths: Floats
    docs_from: Ints
    category_of: Ints
    usage: Ints
    origin_of: npt.NDArray[np.uint8]

    @cached_property
    def holder_count(self) -> int:
        """How many codes and categories there are."""
        return int(self.category_of.max()) + 1 if len(self.category_of) else 0


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
        self.own: list[frozenset[str]] = []
        self.light = {lexicon.token(word) for word in lexicon.light}
        self.above: list[frozenset[str]] = []
        self.read_before: dict[str, frozenset[str]] = {}

    def take(self, wordings: Iterable[Wording]) -> "_Builder":
        seen: set[tuple[str, frozenset[str]]] = set()
        for wording in wordings:
            own = self._lone_short_form(wording.text) or self._tokens(wording.text)
            if own and (wording.code, own) not in seen:
                seen.add((wording.code, own))
                self._add(wording, own)
        return self

    def _add(self, wording: Wording, own: frozenset[str]) -> None:
        self.texts.append(wording.text)
        self.code_of.append(self.codes.setdefault(wording.code, len(self.codes)))
        self.origin_of.append(self.origins.setdefault(wording.origin, len(self.origins)))
        self.own.append(own)
        self.above.append(self._tokens(wording.above) - own)

    def _lone_short_form(self, text: str) -> frozenset[str]:
        """A term that is one short form or phrase stands for itself, whatever else that can mean:
        BIH as a term of benign intracranial hypertension says nothing of inguinal hernias."""
        stems = stems_of(text)
        rewrite = self.lexicon.rewrite_at(stems, 0) if stems else None
        lone = rewrite is not None and rewrite.key == stems
        return frozenset(map(self.lexicon.token, stems)) if lone else frozenset()

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
        return {
            token: float(np.log(1 + count / len(found)))
            * (LIGHT if token in self.light or token.startswith(DENIED) else 1.0)
            for token, found in holders.items()
        }

    def finish(self, usage: dict[str, int]) -> Index:
        weights = self._weights()
        vocabulary = {token: number for number, token in enumerate(sorted(weights))}
        order = np.argsort(np.array(self.code_of, dtype=np.int32), kind="stable").tolist()
        codes = list(self.codes)
        code_of = np.array([self.code_of[doc] for doc in order], dtype=np.int32)
        category_of = _categories(codes)
        held = self._held(order, vocabulary)
        return Index(
            codes=codes,
            texts=[self.texts[doc] for doc in order],
            origins=list(self.origins),
            tokens=list(vocabulary),
            vocabulary=vocabulary,
            holders=_holders(held, code_of, category_of, len(vocabulary)),
            held=held,
            weights=np.array([weights[token] for token in vocabulary], dtype=np.float32),
            lengths=self._lengths(order, weights),
            docs_from=np.searchsorted(code_of, np.arange(len(codes) + 1)).astype(np.int32),
            category_of=category_of,
            usage=np.array([usage.get(code, 0) for code in codes], dtype=np.int32),
            origin_of=np.array([self.origin_of[doc] for doc in order], dtype=np.uint8),
        )

    def _lengths(self, order: list[int], weights: dict[str, float]) -> Floats:
        """The weight of each document's own words; a telling one counts three times its full weight."""
        telling = {self.lexicon.token(word) for word in self.lexicon.telling}
        own = dict(weights)
        for token in telling & weights.keys():
            own[token] *= TELLING / LIGHT if token in self.light else TELLING
        sums = (math.fsum(own[token] for token in self.own[doc]) for doc in order)
        return np.fromiter(sums, dtype=np.float32, count=len(order))

    def _held(self, order: list[int], vocabulary: dict[str, int]) -> Rows:
        """Per document, the tokens that it is found under, with their strength."""
        back = self._related_back(vocabulary)
        starts, ids, strengths = [0], [], []
        for doc in order:
            row: dict[str, float] = dict.fromkeys(self.above[doc], FROM_CATEGORY)
            for token in self.own[doc]:
                for asked in back.get(token, ()):
                    row[asked] = max(row.get(asked, 0.0), FROM_RELATED)
            row.update(dict.fromkeys(self.own[doc], 1.0))
            # In one order, whatever that of the sets: two replicas shall not differ in a last digit.
            known = sorted((vocabulary[token], held) for token, held in row.items() if token in vocabulary)
            ids += [number for number, _ in known]
            strengths += [strength for _, strength in known]
            starts.append(len(ids))
        return Rows(
            np.array(starts, dtype=np.int32),
            np.array(ids, dtype=np.int32),
            np.array(strengths, dtype=np.float32),
        )

    def _related_back(self, vocabulary: dict[str, int]) -> dict[str, list[str]]:
        """For each token of a document, the words asked that may mean it."""
        back: dict[str, list[str]] = defaultdict(list)
        for asked, meant in self.lexicon.related.items():
            for token in meant:
                if token in vocabulary:
                    back[token].append(asked)
        return back


def _categories(codes: list[str]) -> Ints:
    """For each code the number of its category among the holders: after all codes."""
    numbers: dict[str, int] = {}
    found = [len(codes) + numbers.setdefault(code[:3], len(numbers)) for code in codes]
    return np.array(found, dtype=np.int32)


def _holders(held: Rows, code_of: Ints, category_of: Ints, tokens: int) -> Rows:
    """Per token, the codes and categories that hold it, as strongly as their strongest document does."""
    code_of_entry = np.repeat(code_of, np.diff(held.starts))
    groups = np.concatenate([code_of_entry, category_of[code_of_entry]])
    strengths = np.concatenate([held.strengths, held.strengths * np.float32(CATEGORY_SHARE)])
    token_of = np.concatenate([held.ids, held.ids])
    order = np.lexsort((-strengths, groups, token_of))
    groups, strengths, token_of = groups[order], strengths[order], token_of[order]
    first = np.ones(len(groups), dtype=bool)
    first[1:] = (groups[1:] != groups[:-1]) | (token_of[1:] != token_of[:-1])
    starts = np.searchsorted(token_of[first], np.arange(tokens + 1)).astype(np.int32)
    return Rows(starts, groups[first].astype(np.int32), strengths[first].astype(np.float32))
