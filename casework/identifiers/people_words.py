"""Which words may be a person's name: common forenames, common surnames, and what is a word of medicine.

The vocabulary that the search knows is the list of what is no name; it is read once, when first needed.
"""

import re
from functools import cache
from importlib.resources import files

_WORD = re.compile(r"(?<![^\W\d_])(?:[^\W\d_A-Z]{2,}|[A-Z]{2,})(?![^\W\d_])")
_CAPITALS = re.compile(r"(?<![\w'’-])([A-Z][\w'’]+(?:-[\w'’]+){0,3})[ -](?=([A-Z][\w'’]+(?:-[\w'’]+){0,3}))")


@cache
def _listed(name: str) -> frozenset[str]:
    lines = (files("casework") / "data" / name).read_text(encoding="utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())


@cache
def _vocabulary() -> str:
    """The terms and the word lists that the search knows."""
    folders = (files("knowledge") / "data" / name for name in ("terms", "words"))
    listed = (file for folder in folders for file in folder.iterdir() if file.name.endswith(".tsv"))
    return "\n".join(file.read_text(encoding="utf-8") for file in listed)


@cache
def _medical() -> frozenset[str]:
    """Every word of medicine. One that is only ever written with a capital is an eponym, so a surname too."""
    words = _WORD.findall(_vocabulary())
    return _listed("title_words.txt") | {word.lower() for word in words}


@cache
def _eponyms() -> frozenset[str]:
    """Two eponyms that stand side by side (“Essex Lopresti”): no person's name."""
    pairs = _CAPITALS.findall(_vocabulary())
    return frozenset(f"{bare(one)} {bare(two)}" for one, two in pairs)


def read_word_lists() -> None:
    """Read all lists now, so that no message waits for them: about a fifth of a second."""
    may_be_name("nobody")
    is_eponym("nobody", "nobody")
    is_forename("nobody")


def bare(word: str) -> str:
    """The word in small letters without apostrophes, or a possessive's ending."""
    small = word.lower().replace("’", "'").strip("'-.")
    return small.removesuffix("'s").replace("'", "")


def is_forename(word: str) -> bool:
    """Whether it is a common forename."""
    return bare(word) in _listed("forenames.txt")


def is_surname(word: str) -> bool:
    """Whether it is a common surname."""
    return bare(word) in _listed("surnames.txt")


def may_be_name(word: str) -> bool:
    """Whether it is no word of medicine and no plain word: a rare name, or a word nobody foresaw."""
    parts = [part for part in bare(word).split("-") if part]
    if len(parts) > 1 and any(part in _listed("surnames.txt") for part in parts):
        return True
    return bool(parts) and not any(part in _listed("plain_words.txt") or part in _medical() for part in parts)


def is_eponym(one: str, two: str) -> bool:
    """Whether the two stand side by side in the vocabulary."""
    return f"{bare(one)} {bare(two)}" in _eponyms()


def is_common_word(word: str) -> bool:
    """Whether it is a plain word of English notes."""
    return bare(word) in _listed("plain_words.txt")
