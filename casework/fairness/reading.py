"""A text made ready for comparison: small letters, plain signs, words with their places."""

import re
import unicodedata
from dataclasses import dataclass
from functools import cached_property

# Pasted from letters and word processors: they have no width, and hide inside words.
_WIDTHLESS = re.compile("[\u00ad\u0300-\u036f\u200b-\u200f\u2060\ufeff]")
# A hyphen, dash or slash parts words as a blank does; all apostrophes are one.
_SIGNS = str.maketrans(dict.fromkeys("-‐‑‒–—―−/\\_", " ") | {"’": "'", "‘": "'", "`": "'", "´": "'"})
_WORD = re.compile(r"£|[a-z0-9]+(?:'[a-z]+)?")
_QUOTED = re.compile(r'"[^"]{1,300}"|“[^”]{1,300}”|‘[^’]{1,200}’(?!\w)')


@dataclass(frozen=True, slots=True)
class Word:
    """One word in the form in which names of conditions are compared, and where it stands."""

    form: str
    start: int
    end: int


@dataclass(frozen=True)
class Reading:
    """A text as it is shown back (`shown`) and as it is compared (`low`); places are the same in both."""

    shown: str
    low: str

    @cached_property
    def words(self) -> tuple[Word, ...]:
        """The words in order."""
        return tuple(
            Word(folded(match.group()), match.start(), match.end()) for match in _WORD.finditer(self.low)
        )

    @cached_property
    def without_quotes(self) -> "Reading":
        """The same with blanks for what stands in quotation marks."""
        return Reading(self.shown, _QUOTED.sub(lambda match: " " * len(match.group()), self.low))


def read(text: str) -> Reading:
    """The text in compatible characters, without what has no width, with single blanks."""
    if not text.isascii():
        text = unicodedata.normalize("NFC", _WIDTHLESS.sub("", unicodedata.normalize("NFKC", text)))
    shown = " ".join(text.split())
    low = shown.lower()
    if len(low) != len(shown):  # a few capitals become two letters
        low = "".join(char.lower() if len(char.lower()) == 1 else char for char in shown)
    return Reading(shown, low.translate(_SIGNS))


def folded(word: str) -> str:
    """A word without plural s, and with e for ae and oe, so that both spellings are one."""
    word = word.replace("ae", "e").replace("oe", "e").removesuffix("'s")
    if len(word) > 4 and word.endswith("s") and not word.endswith(("ss", "is", "us")):
        return word[:-1]
    return word


def listed(words: str) -> frozenset[str]:
    """A set of words or phrases written in one line, parted by |."""
    return frozenset(words.split("|"))
