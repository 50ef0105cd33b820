"""Reading a text: its words, with what each stands for. The same for titles, terms and questions."""

from dataclasses import dataclass, replace

from knowledge.search.lexicon import Lexicon, Reading, Rewrite
from knowledge.search.text import stem, words

# “With obstruction, without gangrene” and “without obstruction or gangrene” hold the same words: what
# stands after “without” is a token of its own, so that neither is found for the other.
DENIED = "not:"
REACH = 4
_DENIES = frozenset({stem("without"), stem("no")})
_ENDS_DENIAL = frozenset({stem("with"), stem("and"), stem("but")})


@dataclass(frozen=True, slots=True)
class ReadWord:
    """A word as it was written, the token it is found under, and the short form it came from."""

    written: str
    token: str
    via: Rewrite | Reading | None = None


def read(text: str, lexicon: Lexicon) -> list[ReadWord]:
    """The words of a text in order, stop words left out, abbreviations and phrases written out."""
    written = [word for word in words(text) if word != "?"]
    return read_words(written, lexicon)


def read_words(
    written: list[str], lexicon: Lexicon, choice: dict[int, Reading] | None = None
) -> list[ReadWord]:
    """As `read`, for words already cut; `choice` says which reading an ambiguous place takes."""
    stems = [stem(word) for word in written]
    found: list[ReadWord] = []
    at, denied = 0, 0
    while at < len(stems):
        if stems[at] in _DENIES and lexicon.rewrite_at(stems, at) is None:
            at, denied = at + 1, REACH
            continue
        if stems[at] in _ENDS_DENIAL:
            denied = 0
        read, length = _read_at(written, stems, at, lexicon, choice)
        found += [replace(word, token=DENIED + word.token) for word in read] if denied else read
        denied = max(0, denied - len(read))
        at += length
    return found


def _read_at(
    written: list[str], stems: list[str], at: int, lexicon: Lexicon, choice: dict[int, Reading] | None
) -> tuple[list[ReadWord], int]:
    """What stands at one place, and how many words it takes up."""
    reading = choice.get(at) if choice else None
    via: Rewrite | Reading | None = reading or lexicon.rewrite_at(stems, at)
    if via is None:
        read = [] if stems[at] in lexicon.stop else [ReadWord(written[at], lexicon.token(stems[at]))]
        return read, 1
    length = len(via.key) if isinstance(via, Rewrite) else len(words(via.short))
    source = " ".join(written[at : at + length])
    return [ReadWord(source, lexicon.token(s), via) for s in via.stems if s not in lexicon.stop], length
