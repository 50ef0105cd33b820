"""What the knowledge base answers: candidate codes per condition, why, and what governs them."""

from dataclasses import dataclass
from datetime import date

from knowledge.codes import Classification
from knowledge.concepts import Concept
from knowledge.policies import Policy
from knowledge.search.matches import Because


@dataclass(frozen=True, slots=True)
class Edition:
    """A release as answers cite it."""

    id: int
    classification: Classification
    name: str
    valid_from: date
    starter: bool

    @property
    def label(self) -> str:
        """The name to show: OPCS-4.10 (starter edition)."""
        return f"{self.name} (starter edition)" if self.starter else self.name


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A code offered: from which edition, how well it fits (0 to about 1), for what reasons.

    `ignored` are the words of the question that played no part in it."""

    concept: Concept
    edition: Edition
    score: float
    because: tuple[Because, ...]
    ignored: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Choice:
    """A code that one more word in the record would lead to, named by what sets it apart."""

    label: str
    concept: Concept


@dataclass(frozen=True, slots=True)
class ConditionAnswer:
    """The suggestions for one condition of a message, best first.

    `words` are those it answers; `not_understood` those of them that nothing is found under;
    `notes` are sentences that the coder should know before choosing; `choices` are the codes between
    which the words leave the fourth character open; `reminders` say what goes with the codes.
    """

    words: str
    suggestions: tuple[Suggestion, ...]
    not_understood: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    choices: tuple[Choice, ...] = ()
    reminders: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """The whole answer to a message, condition by condition."""

    conditions: tuple[ConditionAnswer, ...]
    policies: tuple[Policy, ...] = ()
    not_loaded: tuple[Classification, ...] = ()

    @property
    def suggestions(self) -> list[tuple[ConditionAnswer, Suggestion]]:
        """Every suggestion with the condition that it answers, in the order shown."""
        return [(condition, one) for condition in self.conditions for one in condition.suggestions]

    @property
    def not_understood(self) -> list[str]:
        """The words of any condition that nothing is found under, each once."""
        return list(dict.fromkeys(word for condition in self.conditions for word in condition.not_understood))


@dataclass(frozen=True, slots=True)
class CodeDetails:
    """Where a code stands in its classification."""

    concept: Concept
    edition: Edition
    path: tuple[Concept, ...]
    siblings: tuple[Concept, ...]
    partner: Concept | None = None
    policies: tuple[Policy, ...] = ()
