"""What is searched and what is found: governing texts and rulings, with their authority and their dates."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from knowledge.codes import Classification
from knowledge.policies import Authority, Confirmed, Policy

# The weightiest first; a clash is between two of different weight.
ORDER = tuple(Authority)


@dataclass(frozen=True, slots=True)
class Span:
    """A code or a range of codes, both ends in it, canonical, compared by their first characters."""

    classification: Classification
    first: str
    last: str


@dataclass(frozen=True, slots=True)
class GoverningText:
    """One section of a policy, or one national standard in our own words, as it is searched and cited.

    `reference` is the number that people say (DCS.X.5, 3.2.1), `book` the document's title, empty for the
    starter's. It is in force from `valid_from` (None: always) until the day before `valid_until` (None: no
    end). `review_on` is the day by which it was to be looked at again: it is in force beyond, and shown to
    be late. `page` is the printed or the file's page, `link` where to open it.
    """

    reference: str
    title: str
    text: str
    authority: Authority
    book: str = ""
    version: str = ""
    page: int | None = None
    link: str = ""
    spans: tuple[Span, ...] = ()
    confirmed: Confirmed | None = None
    valid_from: date | None = None
    valid_until: date | None = None
    review_on: date | None = None
    ratified_by: str = ""
    ratified_on: date | None = None
    owner: str = ""

    def in_force(self, on: date) -> bool:
        """Whether it answers on that day."""
        begun = self.valid_from is None or self.valid_from <= on
        return begun and (self.valid_until is None or on < self.valid_until)

    def review_is_late(self, on: date) -> bool:
        """Whether it should have been reviewed before that day."""
        return self.review_on is not None and self.review_on < on


@dataclass(frozen=True, slots=True)
class Passage:
    """A governing text that answers, with its decisive sentence and how close it is, 0 to 1.

    `answers_fact`: the sentence is not of the text but tells what was asked of the document itself.
    """

    governing: GoverningText
    sentence: str
    closeness: float
    answers_fact: bool = False

    @property
    def reference(self) -> str:
        """The number that people say."""
        return self.governing.reference

    @property
    def title(self) -> str:
        """The section's title."""
        return self.governing.title

    @property
    def authority(self) -> Authority:
        """Whose word it is."""
        return self.governing.authority


@dataclass(frozen=True, slots=True)
class RulingText:
    """A ratified ruling as it is searched. `also` are other words in which it was asked.

    `codes` are those of its answer. It answers from `valid_from` until the day before `valid_until`.
    """

    id: int
    question: str
    answer: str
    codes: tuple[tuple[Classification, str], ...] = ()
    also: tuple[str, ...] = ()
    valid_from: date | None = None
    valid_until: date | None = None

    def in_force(self, on: date) -> bool:
        """Whether it answers on that day."""
        begun = self.valid_from is None or self.valid_from <= on
        return begun and (self.valid_until is None or on < self.valid_until)


def of_starter(policies: Iterable[Policy]) -> tuple[GoverningText, ...]:
    """The starter's policies as they are searched."""
    return tuple(
        GoverningText(
            reference=one.reference,
            title=one.title,
            text=one.text,
            authority=one.authority,
            page=one.page,
            link=one.link,
            spans=tuple(Span(one.classification, first, last) for first, last in one.ranges),
            confirmed=one.confirmed,
        )
        for one in policies
    )


def weight_of(authority: Authority) -> int:
    """How weighty that word is: 5 for a national standard, 1 for a colleague's view."""
    return len(ORDER) - ORDER.index(authority)
