"""Which texts govern a code, and how narrowly: thousands of ranges compared at once."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from knowledge.codes import CATEGORY_LENGTH, Classification
from knowledge.finding.texts import GoverningText

Doubles = npt.NDArray[np.float64]
_SIGNS = {sign: number for number, sign in enumerate("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ", 1)}
_LENGTH = 5
_BASE = len(_SIGNS) + 1
_DIGITS = range(1, 11)
# How much a text says of one code that it governs as one of so many categories.
_ONE_CODE, _ONE_CATEGORY, _FEW, _MANY = 1.0, 0.85, 0.6, 0.25
_FEW_CATEGORIES = 20


@dataclass(frozen=True)
class Spans:
    """Every range of every text as numbers: its classification, its ends, its text and how narrow it is."""

    classification: npt.NDArray[np.int8]
    first: npt.NDArray[np.int64]
    last: npt.NDArray[np.int64]
    text: npt.NDArray[np.int64]
    narrow: Doubles
    texts: int

    def governing(self, classification: Classification, code: str) -> Doubles:
        """For each text how narrowly it governs the code, 1 for the very code, 0 where it does not.

        A category is governed where any of its codes is.
        """
        low, high = _number(code, 0), _number(code, _BASE - 1 if len(code) <= CATEGORY_LENGTH else 0)
        meant = (self.classification == list(Classification).index(classification)) & (self.first <= high)
        hit = np.flatnonzero(meant & (low <= self.last))
        found = np.zeros(self.texts)
        np.maximum.at(found, self.text[hit], self.narrow[hit])
        return found


def spans(texts: Sequence[GoverningText]) -> Spans:
    """The ranges of these texts."""
    rows = [
        (
            list(Classification).index(one.classification),
            _number(one.first, 0),
            _number(one.last, _BASE - 1),
            number,
            narrowness(one.first, one.last),
        )
        for number, text in enumerate(texts)
        for one in text.spans
    ]
    columns = list(zip(*rows, strict=True)) if rows else [(), (), (), (), ()]
    return Spans(
        np.array(columns[0], dtype=np.int8),
        np.array(columns[1], dtype=np.int64),
        np.array(columns[2], dtype=np.int64),
        np.array(columns[3], dtype=np.int64),
        np.array(columns[4], dtype=np.float64),
        len(texts),
    )


def narrowness(first: str, last: str) -> float:
    """1 for one code, less for a category, little for a chapter."""
    if first[:3] == last[:3]:
        return _ONE_CODE if len(first) > len(first[:3]) else _ONE_CATEGORY
    near = first[0] == last[0] and first[1:3].isdigit() and last[1:3].isdigit()
    return _FEW if near and int(last[1:3]) - int(first[1:3]) < _FEW_CATEGORIES else _MANY


def _number(code: str, filler: int) -> int:
    """The code's first characters as one number, so that ranges compare as their characters do."""
    signs = [_SIGNS.get(sign, 0) for sign in code[:_LENGTH].upper()]
    number = 0
    for sign in signs + [filler] * (_LENGTH - len(signs)):
        number = number * _BASE + sign
    return number
