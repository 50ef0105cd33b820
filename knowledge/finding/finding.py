"""The one thing that finds texts: governing texts and rulings, over one set of editions. Immutable."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache

from knowledge.base import KnowledgeBase
from knowledge.codes import Classification
from knowledge.finding.background import Background, background
from knowledge.finding.clashes import Clash, clashes
from knowledge.finding.governing import Governing, governing
from knowledge.finding.led_to import Vector, codes_led_to, vector
from knowledge.finding.precedents import CLOSE_ENOUGH, Precedents, precedents
from knowledge.finding.sayings import said_plainly
from knowledge.finding.texts import GoverningText, Passage, RulingText
from knowledge.search.lexicon import Lexicon
from knowledge.search.lexicon import load as load_lexicon

LONGEST_QUESTION = 500


@dataclass(frozen=True)
class Finding:
    """Finds governing texts and rulings for words. Made anew, and swapped whole, when any of them changes."""

    base: KnowledgeBase
    policies: Governing
    rulings: Precedents
    behind: Background = field(repr=False)

    def find_policies(
        self, words: str, codes: Collection[tuple[Classification, str]] = (), *, on: date, limit: int = 3
    ) -> tuple[Passage, ...]:
        """The texts in force that day that answer the words or govern the codes, closest first."""
        words = words[:LONGEST_QUESTION]
        led = codes_led_to(self.base, said_plainly(words), on) if words.strip() else {}
        return self.policies.find(words, codes, led, on, limit)

    def find_rulings(self, words: str, *, on: date, limit: int = 3) -> list[tuple[int, float]]:
        """The rulings that answer the same question, closest first; none where none is close enough."""
        return [pair for pair in self.near_rulings(words, on=on, limit=limit) if pair[1] >= CLOSE_ENOUGH]

    def near_rulings(self, words: str, *, on: date, limit: int = 3) -> list[tuple[int, float]]:
        """The closest rulings, however far: for the threshold to be measured, and for possible duplicates."""
        plain = words[:LONGEST_QUESTION]
        return self.rulings.find(plain, lambda text: vector(codes_led_to(self.base, text, on)), on, limit)

    def alike(
        self, words: str, texts: Iterable[RulingText], *, on: date, limit: int = 3
    ) -> list[tuple[int, float]]:
        """Of a few texts that are no rulings, those that ask the same, closest first. It looks each of them
        up, at about a millisecond a text: for a form, not for an answer."""

        def leads(text: str) -> Vector:
            return vector(codes_led_to(self.base, text, on))

        held = precedents(texts, leads, self.behind, _lexicon())
        near = held.find(words[:LONGEST_QUESTION], leads, on, limit) if held.rulings else []
        return [pair for pair in near if pair[1] >= CLOSE_ENOUGH]

    def clashes(self, ruling: RulingText, on: date) -> tuple[Clash, ...]:
        """The weightier texts in force that day on the ruling's codes."""
        return clashes(ruling, (one for one in self.policies.texts if one.in_force(on)))


@lru_cache(maxsize=1)
def _lexicon() -> Lexicon:
    return load_lexicon()


def finding(
    base: KnowledgeBase,
    texts: Sequence[GoverningText],
    rulings: Iterable[RulingText],
    *,
    on: date,
    before: Finding | None = None,
) -> Finding:
    """What finds these texts and rulings, with the editions in force that day behind it.

    What an earlier one worked out over the same base is kept: a new ruling costs its own words alone.
    """
    same = before if before is not None and before.base is base else None
    lexicon = _lexicon()
    if same:
        behind = same.behind
    else:
        editions = (base.in_force(each, on) for each in Classification)
        behind = background((one for one in editions if one), lexicon)
    known = same.policies if same and same.policies.texts == tuple(texts) else None
    policies = known or governing(texts, behind, lexicon)
    found = precedents(
        rulings,
        lambda text: vector(codes_led_to(base, text, on)),
        behind,
        lexicon,
        same.rulings if same else None,
    )
    return Finding(base, policies, found, behind)
