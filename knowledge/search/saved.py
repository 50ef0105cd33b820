"""A finder on disk: arrays that load in a fraction of the time that building takes.

Plain arrays and UTF-8 text in one .npz file, read without pickling: a file that somebody tampered
with can spoil answers at most until it is rebuilt, it cannot run code.
"""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from knowledge.search.finder import Finder, make_finder
from knowledge.search.index import Index, Rows
from knowledge.search.lexicon import Lexicon
from knowledge.search.spelling import Spelling

# Strengths are few and coarse: a byte each on disk.
_STEPS = 100
_ROWS = ("holders", "held")
_ARRAYS = ("weights", "lengths", "docs_from", "category_of", "usage", "origin_of")
_LISTS = ("codes", "texts", "origins", "tokens")


def save(finder: Finder, path: Path) -> None:
    """Write the finder's index and spellings; the file appears whole or not at all."""
    index, spelling = finder.index, finder.vocabulary.spelling
    arrays = {name: getattr(index, name) for name in _ARRAYS}
    arrays |= {name: _packed(getattr(index, name)) for name in _LISTS}
    for name in _ROWS:
        rows: Rows = getattr(index, name)
        arrays |= {
            f"{name}_starts": rows.starts,
            f"{name}_ids": rows.ids,
            f"{name}_strengths": (rows.strengths * _STEPS).round().astype(np.uint8),
        }
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


def load(path: Path, lexicon: Lexicon) -> Finder:
    """The finder of a saved file.

    Raises:
        OSError, ValueError, KeyError: the file is missing, damaged or of another make; build anew.
    """
    with np.load(path, allow_pickle=False) as held:
        arrays: dict[str, Any] = {name: held[name] for name in _ARRAYS}
        arrays |= {name: _unpacked(held[name]) for name in _LISTS}
        arrays |= {name: _rows(held, name) for name in _ROWS}
        known, known_token = _unpacked(held["known"]), held["known_token"].tolist()
        spelling = Spelling(known, held["hashes"], held["word_of"])
    vocabulary = {token: number for number, token in enumerate(arrays["tokens"])}
    return make_finder(Index(**arrays, vocabulary=vocabulary), lexicon, spelling, known_token)


def _rows(held: Mapping[str, Any], name: str) -> Rows:
    strengths = held[f"{name}_strengths"].astype(np.float32) / np.float32(_STEPS)
    return Rows(held[f"{name}_starts"], held[f"{name}_ids"], strengths)


def _packed(texts: list[str]) -> npt.NDArray[np.uint8]:
    return np.frombuffer("\n".join(text.replace("\n", " ") for text in texts).encode(), dtype=np.uint8)


def _unpacked(array: npt.NDArray[np.uint8]) -> list[str]:
    text = array.tobytes().decode()
    return text.split("\n") if text else []
