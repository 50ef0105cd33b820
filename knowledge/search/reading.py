"""Reading a text: its words, with what each stands for. The same for titles, terms and questions."""

from dataclasses import dataclass

from knowledge.search.lexicon import Lexicon, Reading, Rewrite
from knowledge.search.text import stem, words


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
    at = 0
    while at < len(stems):
        reading = choice.get(at) if choice else None
        via: Rewrite | Reading | None = reading or lexicon.rewrite_at(stems, at)
        if via is not None:
            length = len(via.key) if isinstance(via, Rewrite) else len(words(via.short))
            source = " ".join(written[at : at + length])
            found += [ReadWord(source, lexicon.token(s), via) for s in via.stems if s not in lexicon.stop]
            at += length
        else:
            if stems[at] not in lexicon.stop:
                found.append(ReadWord(written[at], lexicon.token(stems[at])))
            at += 1
    return found
