"""Where words lead in the classifications: the codes that the code search offers, as a sparse vector.

A question and a ruling that lead to the same codes are close, whatever words they use. A code speaks for
itself and, weaker, for its category and for the ten categories that it stands among. A long question names
several things at once: its parts are looked up beside the whole.
"""

import math
import re
from collections.abc import Iterable, Mapping
from datetime import date

from knowledge.base import KnowledgeBase
from knowledge.codes import CATEGORY_LENGTH, Classification

Vector = Mapping[str, float]
Codes = dict[tuple[Classification, str], float]
OFFERED = 3
OF_A_PART = 2
# A second suggestion says less of what was meant than the first, and a part less than the whole.
NEXT = 0.6
PART = 0.7
SHARPENED = 2
CATEGORY = 0.7
TENS = 0.25
MOST_PARTS = 6
_BETWEEN = re.compile(
    r"[,;/()?+]|\s-\s|\b(?:with|after|due to|because of|from|caused by|following|by|on top of|on|in|and|for"
    r"|when|but|is|are|do|how|which|that|given|during|under|plus)\b",
    re.IGNORECASE,
)


def codes_led_to(base: KnowledgeBase, words: str, on: date) -> Codes:
    """Each code that the code search offers for the words or a part of them, with how strongly, 0 to 1."""
    found: Codes = {}
    for condition in base.suggest(words, on=on, limit=OFFERED).conditions:
        offered = [
            (one.concept.classification, one.concept.code, one.score)
            for one in condition.suggestions[:OFFERED]
        ]
        _add(found, offered, 1.0)
    parts = [part.strip() for part in _BETWEEN.split(words) if len(part.strip()) > OF_A_PART]
    for part in parts[:MOST_PARTS] if len(parts) > 1 else ():
        for classification in Classification:
            edition = base.in_force(classification, on)
            near = edition.finder.find(part, OF_A_PART) if edition else []
            _add(found, [(classification, one.code, one.score) for one in near], PART)
    return found


def _add(found: Codes, offered: Iterable[tuple[Classification, str, float]], share: float) -> None:
    for place, (classification, code, score) in enumerate(offered):
        strength = share * min(score, 1.0) ** SHARPENED * NEXT**place
        found[classification, code] = max(found.get((classification, code), 0.0), strength)


def vector(codes: Mapping[tuple[Classification, str], float]) -> Vector:
    """The vector of codes with their strengths, of length 1; empty for none."""
    found: dict[str, float] = {}
    for (classification, code), strength in codes.items():
        category = code[:CATEGORY_LENGTH]
        for name, share in ((code, 1.0), (f"{category}-", CATEGORY), (f"{category[:2]}--", TENS)):
            key = f"{classification.value}:{name}"
            found[key] = max(found.get(key, 0.0), strength * share)
    return _unit(found)


def together(*vectors: Vector) -> Vector:
    """Several vectors in one, each counted alike."""
    found: dict[str, float] = {}
    for one in vectors:
        for key, strength in one.items():
            found[key] = found.get(key, 0.0) + strength
    return _unit(found)


def _unit(found: Mapping[str, float]) -> Vector:
    length = math.sqrt(sum(strength**2 for strength in found.values()))
    return {key: strength / length for key, strength in found.items()} if length else {}
