"""What the classifications know of words: how telling each is, and how it is spelt.

A department has ten rulings or ten thousand; “fracture” must be as telling with either, and “renal” is no
misspelling of a word that a ruling happens to hold. So the weights and the spellings of the editions in
force stand behind those of the texts searched.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib import resources

import numpy as np

from knowledge.edition import LoadedEdition
from knowledge.search.index import LIGHT
from knowledge.search.lexicon import Lexicon, stems_of
from knowledge.search.spelling import Spelling, table

# A word that no title and no term holds: names, habits, places. Telling, but less than a rare disease.
UNHEARD_OF = 0.6
EVERYDAY = 0.06


@dataclass(frozen=True)
class Background:
    """`rarity` by token, 0 to 1; `spelling` over `known` words, each with its token in `token_of`."""

    rarity: Mapping[str, float]
    spelling: Spelling
    token_of: list[str]


def background(editions: Iterable[LoadedEdition], lexicon: Lexicon) -> Background:
    """What these editions know, and the words that people put around any question."""
    rarity: dict[str, float] = {}
    spelling, token_of = table([]), list[str]()
    for edition in editions:
        finder = edition.finder
        top = float(np.log(1 + len(finder.index.codes)))
        for token, weight in zip(finder.index.tokens, finder.index.weights.tolist(), strict=True):
            rarity[token] = min(rarity.get(token, 1.0), weight / top)
        of_known = finder.vocabulary.token_of_known
        spelling = joined(spelling, finder.vocabulary.spelling)
        token_of = [*token_of, *(finder.index.tokens[number] for number in of_known)]
    for token in light_tokens(lexicon):
        rarity[token] = min(rarity.get(token, 1.0), LIGHT * UNHEARD_OF)
    for token in everyday_tokens(lexicon):
        rarity[token] = EVERYDAY
    return Background(rarity, spelling, token_of)


def joined(one: Spelling, other: Spelling) -> Spelling:
    """Both tables in one; the other's words are numbered after the one's."""
    hashes = np.concatenate([one.hashes, other.hashes])
    word_of = np.concatenate([one.word_of, other.word_of + np.int32(len(one.known))])
    order = np.argsort(hashes, kind="stable")
    return Spelling([*one.known, *other.known], hashes[order], word_of[order])


def light_tokens(lexicon: Lexicon) -> set[str]:
    """The tokens of words that are said often and seldom decide."""
    return {lexicon.token(stem) for stem in lexicon.light}


def everyday_tokens(lexicon: Lexicon) -> set[str]:
    """The tokens of the words around any question."""
    file = resources.files("knowledge") / "data" / "finding" / "everyday.tsv"
    lines = file.read_text(encoding="utf-8").splitlines()
    stems = {stem for line in lines if not line.startswith("#") for stem in stems_of(line)}
    return {lexicon.token(stem) for stem in stems}
