"""What a conversation may reach for."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Protocol

from casework.department import Department
from casework.london import london_date as london_date
from casework.sources import Sources
from casework.store import Database
from dialogs.finder import Finder
from knowledge.base import KnowledgeBase


class Knowing(Protocol):
    """Holds the knowledge base of the moment; it may be another one at the next question."""

    @property
    def base(self) -> KnowledgeBase: ...


@dataclass(frozen=True, slots=True)
class Desk:
    """The database, what is known, the clock, how the department works, where evidence lives, and
    what finds rulings and policies."""

    database: Database
    knowledge: Knowing
    clock: Callable[[], datetime]
    department: Department = field(default_factory=Department)
    sources: Sources = field(default_factory=Sources)
    finder: Finder = field(default_factory=Finder)

    def today(self) -> date:
        """The date in London: it decides which edition is in force."""
        return london_date(self.clock())
