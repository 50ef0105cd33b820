"""A text cut into its sentences, each short enough to be found whole."""

import re

from knowledge.search.text import MAX_WORDS, words

# A full stop ends a sentence before a capital or a bullet, but not after “e.g.”, a lone letter or a number.
_END = re.compile(
    r"(?<!\be\.g)(?<!\bi\.e)(?<!\b[A-Za-z])(?<!\bNo)(?<!\bp)[.!?;:][”\"')]*\s+(?=[“\"'(•A-Z])|\n+"
)
MOST_SENTENCES = 200
_SHORTEST_WORDS = 2


def sentences(text: str) -> list[str]:
    """The sentences in order; table rows and bullets are their own, crumbs join the one beside."""
    found: list[str] = []
    begin = 0
    for end in [*(match.end() for match in _END.finditer(text)), len(text)]:
        part = " ".join(text[begin:end].split())
        begin = end
        if not part:
            continue
        if found and min(len(part.split()), len(found[-1].split())) < _SHORTEST_WORDS:
            found[-1] = f"{found[-1]} {part}"
        else:
            found.append(part)
    return [piece for one in found for piece in _short(one)][:MOST_SENTENCES]


def _short(sentence: str) -> list[str]:
    """A sentence that is longer than a search reads, in pieces that overlap nowhere."""
    written = sentence.split()
    if len(words(sentence)) < MAX_WORDS:
        return [sentence]
    size = MAX_WORDS // 2
    return [" ".join(written[at : at + size]) for at in range(0, len(written), size)]
