"""A finder on disk: arrays that load in a fraction of the time that building takes.

Plain arrays and UTF-8 text in one .npz file, read without pickling: a file that somebody tampered
with can spoil answers at most until it is rebuilt, it cannot run code.
"""

import os
from pathlib import Path

import numpy as np
import numpy.typing as npt

from knowledge.search.finder import Finder, make_finder
from knowledge.search.index import Index
from knowledge.search.lexicon import Lexicon
from knowledge.search.spelling import Spelling

_ARRAYS = ("starts", "docs", "strengths", "weights", "lengths", "code_of", "usage", "origin_of")
_LISTS = ("codes", "texts", "origins", "tokens")


def save(finder: Finder, path: Path) -> None:
    """Write the finder's index and spellings; the file appears whole or not at all."""
    index, spelling = finder.index, finder.vocabulary.spelling
    arrays = {name: getattr(index, name) for name in _ARRAYS}
    arrays |= {name: _packed(getattr(index, name)) for name in _LISTS}
    arrays |= {
        "known": _packed(spelling.known),
        "known_token": np.array(finder.vocabulary.token_of_known, dtype=np.int32),
        "hashes": spelling.hashes,
        "word_of": spelling.word_of,
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(f".{os.getpid()}.part")
    with part.open("wb") as file:
        np.savez(file, **arrays)
    part.replace(path)


def load(path: Path, lexicon: Lexicon, scope: str) -> Finder:
    """The finder of a saved file.

    Raises:
        OSError, ValueError, KeyError: the file is missing, damaged or of another make; build anew.
    """
    with np.load(path, allow_pickle=False) as held:
        arrays = {name: held[name] for name in _ARRAYS}
        lists = {name: _unpacked(held[name]) for name in _LISTS}
        known, known_token = _unpacked(held["known"]), held["known_token"].tolist()
        spelling = Spelling(known, held["hashes"], held["word_of"])
    vocabulary = {token: number for number, token in enumerate(lists["tokens"])}
    index = Index(**lists, **arrays, vocabulary=vocabulary)
    return make_finder(index, lexicon, scope, spelling, known_token)


def _packed(texts: list[str]) -> npt.NDArray[np.uint8]:
    return np.frombuffer("\n".join(text.replace("\n", " ") for text in texts).encode(), dtype=np.uint8)


def _unpacked(array: npt.NDArray[np.uint8]) -> list[str]:
    text = array.tobytes().decode()
    return text.split("\n") if text else []
