"""Near spellings: which known words a misspelt one may stand for.

Candidates come from a table of deletions (Garbe's symmetric delete: two words within edit distance
two share a form with at most two letters left out), held as sorted hashes so that it loads at once;
rapidfuzz's optimal string alignment distance then decides.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from zlib import crc32

import numpy as np
import numpy.typing as npt
from rapidfuzz.distance import OSA

PREFIX = 8
SHORTEST = 4
ONE_EDIT_UP_TO = 6
LONGEST = 40


@dataclass(frozen=True)
class Spelling:
    """Sorted hashes of words with letters left out, each with the number of its word."""

    known: list[str]
    hashes: npt.NDArray[np.uint32]
    word_of: npt.NDArray[np.int32]

    def near(self, word: str) -> list[tuple[int, int]]:
        """Known words near this one: (edit distance, number), nearest first; only the nearest distance.

        Short words may differ by one edit, longer ones by two; the first letter is trusted when the
        word is short, because there a changed first letter is mostly another word.
        """
        if not SHORTEST <= len(word) <= LONGEST or not word.isalpha():
            return []
        most = 1 if len(word) <= ONE_EDIT_UP_TO else 2
        found = sorted(self._checked(word, most))
        return [pair for pair in found if pair[0] == found[0][0]]

    def _checked(self, word: str, most: int) -> Iterator[tuple[int, int]]:
        for number in self._candidates(word, most):
            other = self.known[number]
            if len(word) <= ONE_EDIT_UP_TO and other[0] != word[0]:
                continue
            distance = OSA.distance(word, other, score_cutoff=most)
            if distance <= most:
                yield distance, number

    def _candidates(self, word: str, most: int) -> set[int]:
        wanted = np.fromiter(
            (crc32(form.encode()) for form in _deletions(word[:PREFIX], most)), dtype=np.uint32
        )
        low = np.searchsorted(self.hashes, wanted, side="left")
        high = np.searchsorted(self.hashes, wanted, side="right")
        found: set[int] = set()
        for first, last in zip(low.tolist(), high.tolist(), strict=True):
            if last > first:
                found.update(self.word_of[first:last].tolist())
        return found


def _deletions(word: str, most: int) -> set[str]:
    forms = {word}
    ring = {word}
    for _ in range(most):
        ring = {form[:at] + form[at + 1 :] for form in ring for at in range(len(form))}
        forms |= ring
    return forms


def table(known: Iterable[str]) -> Spelling:
    """The table for these words; those that are too short or not letters are left out of it."""
    listed = list(known)
    pairs = [
        (crc32(form.encode()), number)
        for number, word in enumerate(listed)
        if SHORTEST <= len(word) <= LONGEST and word.isalpha()
        for form in _deletions(word[:PREFIX], 1 if len(word) <= ONE_EDIT_UP_TO - 1 else 2)
    ]
    pairs.sort()
    hashes = np.array([pair[0] for pair in pairs], dtype=np.uint32)
    return Spelling(listed, hashes, np.array([pair[1] for pair in pairs], dtype=np.int32))
