"""Scoring: how well each wording answers a question, then each code by its best wording.

A wording's score is the share of the question it answers, and the share of itself that was asked
for: `coverage * (OWN + (1 - OWN) * fullness)`, both weighted by how telling the words are. A title
that says more than was asked loses a little (it may pretend a specificity that the words do not
carry); a word of the question that the wording does not hold loses a lot.
"""

from dataclasses import dataclass

import numpy as np

from knowledge.search.index import Floats, Index, Ints
from knowledge.search.matches import Match, Slot

OWN = 0.55
USAGE = 0.06
TITLE_BONUS = 0.0
COMMON_SHARE = 0.12
KEPT_DOCS = 160


@dataclass(frozen=True, slots=True)
class Prior:
    """What is added to every document before any question: how common its code is."""

    of_doc: Floats


def prior(index: Index) -> Prior:
    """The prior of each document: the logarithm of its code's usage, scaled to at most `USAGE`."""
    logs = np.log1p(index.usage.astype(np.float32))
    top = float(logs.max()) if len(logs) else 0.0
    share = logs / top if top > 0 else logs
    return Prior((share * USAGE)[index.code_of].astype(np.float32))


def ranked(index: Index, before: Prior, slots: tuple[Slot, ...], limit: int) -> list[Match]:
    """The codes that answer the slots, best first, at most `limit`."""
    asked = sum(slot.weight for slot in slots)
    if not asked:
        return []
    held, candidates = _held(index, slots)
    if not len(candidates):
        return []
    matched = held[candidates]
    coverage = matched / asked
    fullness = np.minimum(1.0, matched / index.lengths[candidates])
    scores = coverage * (OWN + (1 - OWN) * fullness) + before.of_doc[candidates] * coverage
    return _best_per_code(index, candidates, scores, coverage, slots, limit)


def _held(index: Index, slots: tuple[Slot, ...]) -> tuple[Floats, Ints]:
    """Per document the weight of the question that it holds, and the documents worth looking at."""
    held = np.zeros(len(index.lengths), dtype=np.float32)
    reached = []
    common = COMMON_SHARE * len(index.lengths)
    for slot in sorted(slots, key=lambda slot: -slot.weight):
        docs = _add(index, held, slot)
        if docs is not None and (len(docs) <= common or not reached):
            reached.append(docs)
    if not reached:
        return held, np.empty(0, dtype=np.int32)
    return held, reached[0] if len(reached) == 1 else np.concatenate(reached)


def _add(index: Index, held: Floats, slot: Slot) -> Ints | None:
    if not slot.tokens:
        return None
    if len(slot.tokens) == 1:
        token, sure = slot.tokens[0]
        docs, strengths = index.postings(token)
        held[docs] += strengths * (slot.weight * sure)
        return docs
    best = np.zeros_like(held)
    reached = []
    for token, sure in slot.tokens:
        docs, strengths = index.postings(token)
        best[docs] = np.maximum(best[docs], strengths * (slot.weight * sure))
        reached.append(docs)
    held += best
    return np.concatenate(reached)


def _best_per_code(
    index: Index, candidates: Ints, scores: Floats, coverage: Floats, slots: tuple[Slot, ...], limit: int
) -> list[Match]:
    kept = max(KEPT_DOCS, 8 * limit)
    if len(candidates) > kept:
        top = np.argpartition(scores, len(scores) - kept)[-kept:]
        candidates, scores, coverage = candidates[top], scores[top], coverage[top]
    order = np.argsort(-scores, kind="stable")
    found: dict[int, Match] = {}
    codes = index.code_of[candidates]
    for at in order.tolist():
        code = int(codes[at])
        if code not in found:
            doc = int(candidates[at])
            found[code] = Match(index.codes[code], float(scores[at]), doc, float(coverage[at]), slots)
            if len(found) >= limit:
                break
    return list(found.values())
