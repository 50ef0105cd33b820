"""Scoring: how well each wording answers a question, then each code by its best wording.

Four things speak for a code, as parts of one sum:

1. its best wording: the share of the question that the wording answers, lessened a little when the
   wording says more than was asked (it may pretend a specificity that the words do not carry);
2. the code as a whole: the share of the question that any of its wordings hold between them
   (“psoas abscess” where one synonym says psoas and another abscess);
3. its category as a whole, because the right fourth character stands among its neighbours;
4. how common the code is, where the words leave several.

All shares are weighted by how telling the words are.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from knowledge.search.index import CATEGORY_SHARE, Floats, Index, Ints
from knowledge.search.look import Look
from knowledge.search.matches import Match, Slot

Doubles = npt.NDArray[np.float64]

OWN = 0.5
CODE = 0.4
USAGE = 0.06
WHOLE = 1 + CODE * (1 + CATEGORY_SHARE)
# Codes are worth a look when code and category hold this share of what the best hold; at most so many.
WORTH_A_LOOK = 0.3
MOST_LOOKED_AT = 80
FEWEST_LOOKED_AT = 40
MOST_DOCUMENTS = 900
MOST_BETWEEN = 1 + CATEGORY_SHARE


@dataclass(frozen=True, slots=True)
class Prior:
    """What speaks for every code before any question: how common it is."""

    of_code: Floats


def prior(index: Index) -> Prior:
    """The prior of each code: the logarithm of its usage, scaled to at most `USAGE`.

    Where usage is known at all, a code that nobody used stands a little below none: it is rare, or
    retired in a table that does not say so.
    """
    logs = np.log1p(index.usage.astype(np.float32))
    top = float(logs.max()) if len(logs) else 0.0
    scaled = logs / np.float32(top or 1.0) * np.float32(USAGE)
    return Prior(np.where((index.usage == 0) & (top > 0), np.float32(-USAGE / 2), scaled).astype(np.float32))


def ranked(index: Index, before: Prior, readings: list[tuple[Slot, ...]], limit: int) -> list[Match]:
    """The codes that answer one of the readings, best first, at most `limit`; scores are about 0 to 1.

    The readings of a question share one look for codes; each wording is scored under the reading
    that suits it best.
    """
    kept = [
        (slots, tokens, asked)
        for slots in readings
        if (tokens := _tokens(slots)) and (asked := _asked(slots))
    ]
    if not kept:
        return []
    codes, between_them = _worth_a_look(index, _together([tokens for _, tokens, _ in kept]))
    look = Look.at(index, codes)
    scored = [_scored(look, tokens, asked) for _, tokens, asked in kept]
    suits = np.argmax([score for score, _ in scored], axis=0) if len(scored) > 1 else None
    scores = scored[0][0] if suits is None else np.max([score for score, _ in scored], axis=0)
    best = np.maximum.reduceat(scores, look.first)
    between = np.minimum(between_them / min(asked for _, _, asked in kept), MOST_BETWEEN)
    totals = (best * (1 + before.of_code[codes]) + between * CODE) / WHOLE
    winners = look.first_equal(scores, best)
    order = np.argsort(-totals, kind="stable")[:limit]
    found = []
    for code, total, at in zip(
        codes[order].tolist(), totals[order].tolist(), winners[order].tolist(), strict=True
    ):
        reading = 0 if suits is None else int(suits[at])
        share = float(scored[reading][1][at])
        found.append(Match(index.codes[code], total, int(look.docs[at]), share, kept[reading][0]))
    return found


def _tokens(slots: tuple[Slot, ...]) -> list[tuple[int, float]]:
    return [(token, slot.weight * sure) for slot in slots for token, sure in slot.tokens]


def _asked(slots: tuple[Slot, ...]) -> float:
    return sum(slot.weight for slot in slots)


def _together(rows: list[list[tuple[int, float]]]) -> list[tuple[int, float]]:
    """The tokens of all readings, each once with its greatest weight."""
    if len(rows) == 1:
        return rows[0]
    found: dict[int, float] = {}
    for token, weight in (pair for row in rows for pair in row):
        found[token] = max(found.get(token, 0.0), weight)
    return list(found.items())


def _scored(look: Look, tokens: list[tuple[int, float]], asked: float) -> tuple[Floats, Floats]:
    """Each document's score under one reading, and the share of the question that it answers."""
    coverage = np.minimum(look.matched(tokens) * np.float32(1 / asked), np.float32(1))
    fullness = np.minimum(coverage * np.float32(asked) / look.lengths, np.float32(1))
    return coverage * (fullness * np.float32(1 - OWN) + np.float32(OWN)), coverage


def _worth_a_look(index: Index, tokens: list[tuple[int, float]]) -> tuple[Ints, Doubles]:
    """The codes that hold most of the question, and how much they and their categories hold."""
    rows = [index.holders.of(token) for token, _ in tokens]
    ids = np.concatenate([ids for ids, _ in rows])
    weights = (np.float32(weight) for _, weight in tokens)
    scaled = [strengths * weight for (_, strengths), weight in zip(rows, weights, strict=True)]
    sums = np.bincount(ids, weights=np.concatenate(scaled), minlength=index.holder_count)
    own = sums[: len(index.codes)]
    worth = np.flatnonzero(own >= WORTH_A_LOOK * own.max())
    held = own[worth] + sums[index.category_of[worth]]
    if len(worth) > FEWEST_LOOKED_AT:
        # The best first, as many as the budget of documents allows: some codes have a hundred wordings.
        order = np.argsort(-held, kind="stable")[:MOST_LOOKED_AT]
        best = worth[order]
        spent = np.cumsum(index.docs_from[best + 1] - index.docs_from[best])
        kept = max(FEWEST_LOOKED_AT, int(np.searchsorted(spent, MOST_DOCUMENTS)))
        chosen = np.sort(order[:kept])
        worth, held = worth[chosen], held[chosen]
    return worth.astype(np.int32), held.astype(np.float64)
