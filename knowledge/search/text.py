"""Text functions used alike when the index is built and when a question is asked.

A text becomes words; a word becomes a token. Words are folded (case, accents, typography), spelt in
one way where British and American spelling differ, stemmed, and words that mean the same share one token.
"""

import re
import unicodedata
from functools import lru_cache

import snowballstemmer

_WORDS = re.compile(r"[a-z]+(?:'[a-z]+)*|\d+(?:\.\d+)?|#|\?")
_CLITIC = re.compile(r"'s?\b|'")
MAX_WORDS = 64


_TYPOGRAPHY = str.maketrans({"’": "'", "‘": "'", "ß": "ss", "ø": "o", "æ": "ae", "œ": "oe", "–": "-"})


def fold(text: str) -> str:
    """Lower case, plain ASCII letters, straight apostrophes; what is not Latin script falls away."""
    plain = unicodedata.normalize("NFKD", text).lower().translate(_TYPOGRAPHY)
    return plain.encode("ascii", "ignore").decode()


def words(text: str) -> list[str]:
    """The words of a text, at most `MAX_WORDS`: runs of letters or digits, and the signs # and ?.

    Possessives lose their s (Crohn's is crohn); letters and digits part (t2dm is t 2 dm), because
    people write "grade 3", "grade3" and "gr3" for one thing.
    """
    plain = fold(text) if not text.isascii() else text.lower()
    return _WORDS.findall(_CLITIC.sub("", plain))[:MAX_WORDS]


# British and American spelling, and Latin and English digraphs, are brought to one form on both
# sides. It need not be a real spelling, only the same one.
_SPELLING = (
    (re.compile(r"ae|oe"), "e"),
    (re.compile(r"our(?=s?$|ed$|ing$|less$|al$)"), "or"),
    (re.compile(r"is(?=(?:e|ed|es|ing|ation|ations|able)$)"), "iz"),
    (re.compile(r"ys(?=(?:e|ed|es|ing)$)"), "yz"),
    (re.compile(r"(?<=[bt])re(?=s?$)"), "er"),
    (re.compile(r"sulph"), "sulf"),
    (re.compile(r"leuco"), "leuko"),
    (re.compile(r"(?<=[aeiou])ll(?=ed$|ing$)"), "l"),
    (re.compile(r"kal?i?y(?=o)"), "kary"),
    (re.compile(r"(?<=\w)ogue$"), "og"),
)

# Words that the stemmer would put together although they mean different things; so it would every
# inflammation with its organ (vaginitis, vaginal), which is why words in -itis are not stemmed at all.
_KEPT_APART = {
    "burning": "burning",
    "embolization": "embolization",
    "embolize": "embolization",
    "embolized": "embolization",
    "immunization": "immunization",
    "immunize": "immunization",
    "immunized": "immunization",
    "organism": "organism",
    "organisms": "organism",
    "university": "university",
    "mammary": "mammary",
    "parity": "parity",
}

_stem = snowballstemmer.stemmer("english").stemWord


def one_spelling(word: str) -> str:
    """The word in the form shared by British and American writers: haemorrhage is hemorrhage."""
    for pattern, replacement in _SPELLING:
        word = pattern.sub(replacement, word)
    return word


@lru_cache(maxsize=100_000)
def stem(word: str) -> str:
    """The stem under which a word is found; numbers and signs are their own."""
    if len(word) <= 3 or not word.isalpha():
        return one_spelling(word) if len(word) == 3 else word
    spelt = one_spelling(word)
    if spelt.endswith("itis"):
        return spelt
    return _KEPT_APART.get(spelt) or str(_stem(spelt))
