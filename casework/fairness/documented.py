"""What the record already says, as far as the draft's own indicators show it.

Only what is documented may be named in a title, an open question or a yes/no question.
"""

from dataclasses import dataclass

from casework.fairness.conditions import Mention, mentions, with_general
from casework.fairness.draft import Draft, Part, Passage
from casework.fairness.reading import Reading, read


@dataclass(frozen=True, slots=True)
class Read:
    """One passage, read, with the conditions that it names."""

    passage: Passage
    reading: Reading
    mentions: tuple[Mention, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """The whole draft, read once, with the conditions that its indicators show to be documented."""

    draft: Draft
    reads: tuple[Read, ...]
    documented: frozenset[str]

    def of(self, part: Part) -> list[Read]:
        """The passages of one part."""
        return [one for one in self.reads if one.passage.part is part]

    def new(self, one: Read) -> list[Mention]:
        """The conditions that a passage names and no indicator shows as documented."""
        return [mention for mention in one.mentions if mention.condition not in self.documented]

    def offered(self) -> frozenset[str]:
        """The conditions among the options, with what they are special kinds of."""
        return with_general(
            mention.condition for option in self.of(Part.OPTION) for mention in option.mentions
        )


_NAMES_CONDITIONS = {Part.TITLE, Part.QUESTION, Part.OPTION, Part.INDICATOR, Part.DOCUMENTED}


def sheet(draft: Draft, texts: list[Passage]) -> Sheet:
    """The draft read through: every passage, and what its findings document."""
    reads = tuple(_read(one) for one in texts)
    findings = (one for one in reads if one.passage.part is Part.INDICATOR)
    documented = with_general(m.condition for one in findings for m in one.mentions if m.there)
    return Sheet(draft, reads, documented)


def _read(passage: Passage) -> Read:
    reading = read(passage.text)
    named = mentions(reading) if passage.part in _NAMES_CONDITIONS else ()
    return Read(passage, reading, tuple(named))
