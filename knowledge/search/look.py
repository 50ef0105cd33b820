"""A close look at some codes: their documents side by side, to be scored under one reading after another."""

from dataclasses import dataclass

import numpy as np

from knowledge.search.index import Floats, Index, Ints


@dataclass(slots=True)
class Look:
    """The documents of some codes, laid out one after another.

    `docs` are their numbers in the index, `lengths` their own words' weights; `first[c]` is the place
    where the c-th code's documents begin. `tokens` and `strengths` hold the documents' tokens one after
    another; `begins[d]` is the place where the d-th document's begin.
    """

    docs: Ints
    lengths: Floats
    first: Ints
    counts: Ints
    tokens: Ints
    strengths: Floats
    begins: Ints
    vocabulary: int

    @classmethod
    def at(cls, index: Index, codes: Ints) -> "Look":
        """Look at these codes. A code's documents lie together in the index, and so do their tokens."""
        doc_from, doc_to = index.docs_from[codes], index.docs_from[codes + 1]
        docs, first, counts, _ = _laid_out(doc_from, doc_to)
        starts = index.held.starts
        at, _, _, shift = _laid_out(starts[doc_from], starts[doc_to])
        begins = starts[docs] - np.repeat(shift, counts)
        held = index.held
        return cls(
            docs,
            index.lengths[docs],
            first,
            counts,
            held.ids[at],
            held.strengths[at],
            begins,
            len(index.weights),
        )

    def matched(self, tokens: list[tuple[int, float]]) -> Floats:
        """The weight of these tokens that each document holds."""
        wanted = np.zeros(self.vocabulary, dtype=np.float32)
        for token, weight in tokens:
            wanted[token] = weight
        found: Floats = np.add.reduceat(wanted[self.tokens] * self.strengths, self.begins)
        return found

    def first_equal(self, scores: Floats, best: Floats) -> Ints:
        """For each code, the place of its first document whose score is the code's best."""
        places = np.flatnonzero(scores == np.repeat(best, self.counts))[::-1]
        codes = np.repeat(np.arange(len(self.first)), self.counts)[places]
        found = np.zeros(len(self.first), dtype=np.int32)
        found[codes] = places
        return found


def _laid_out(starts: Ints, ends: Ints) -> tuple[Ints, Ints, Ints, Ints]:
    """Ranges laid one after another: their numbers, where each begins, its count, and what was taken
    off its numbers to lay it there."""
    counts = ends - starts
    after = np.cumsum(counts, dtype=np.int32)
    first = after - counts
    shift = starts - first
    numbers = np.arange(after[-1], dtype=np.int32) + np.repeat(shift, counts)
    return numbers, first, counts, shift
