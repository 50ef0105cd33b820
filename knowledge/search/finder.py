"""One release's search: the index, its near spellings and its prior, put together."""

from dataclasses import dataclass

from knowledge.search import question, ranking
from knowledge.search.index import Index
from knowledge.search.lexicon import Lexicon
from knowledge.search.matches import Match, Slot
from knowledge.search.spelling import Spelling, table
from knowledge.search.text import one_spelling, stem, words


@dataclass(frozen=True, slots=True)
class Finder:
    """Finds codes of one release. Immutable; safe to use from several threads."""

    vocabulary: question.Vocabulary
    before: ranking.Prior

    @property
    def index(self) -> Index:
        """The index that it searches."""
        return self.vocabulary.index

    def find(self, text: str, limit: int) -> list[Match]:
        """The codes whose wordings answer the text best, best first."""
        return ranking.ranked(self.index, self.before, question.questions(text, self.vocabulary), limit)

    def slots(self, text: str) -> tuple[Slot, ...]:
        """How the text is read: each word with what may answer for it."""
        readings = question.questions(text, self.vocabulary)
        return readings[0] if readings else ()


def known_words(index: Index, lexicon: Lexicon) -> tuple[list[str], list[int]]:
    """Every word of the index's texts in its one spelling, with the number of its token."""
    found: dict[str, int] = {}
    for text in index.texts:
        for word in words(text):
            spelt = one_spelling(word)
            if spelt not in found:
                token = index.vocabulary.get(lexicon.token(stem(word)))
                if token is not None:
                    found[spelt] = token
    return list(found), list(found.values())


def make_finder(
    index: Index,
    lexicon: Lexicon,
    spelling: Spelling | None = None,
    tokens: list[int] | None = None,
) -> Finder:
    """A finder over an index; the table of near spellings is made unless both of its parts are given."""
    if spelling is None or tokens is None:
        known, tokens = known_words(index, lexicon)
        spelling = table(known)
    order = sorted(range(len(spelling.known)), key=spelling.known.__getitem__)
    vocabulary = question.Vocabulary(
        index, spelling, tokens, [spelling.known[at] for at in order], order, lexicon
    )
    _ = index.holders.bounds, index.held.bounds
    return Finder(vocabulary, ranking.prior(index))
