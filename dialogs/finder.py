"""Holds what finds rulings and policies at the moment, and makes it anew when any of them has changed."""

from datetime import date
from threading import Lock

from sqlmodel import Session

from casework import rulings
from knowledge.base import KnowledgeBase
from knowledge.finding import finding as making
from knowledge.finding.finding import Finding
from knowledge.finding.from_books import of_books
from knowledge.finding.texts import GoverningText, of_starter
from knowledge.policy_library import ready_sections, state_of_books

State = tuple[tuple[int, str], ...]


class Finder:
    """One for a process. `now` is what a question is answered with: it may be seconds old.

    Who ratifies or withdraws takes the change up at once; a tick does so for what other replicas did.
    """

    def __init__(self) -> None:
        self.now: Finding | None = None
        self._lock = Lock()
        self._on: date | None = None
        self._rulings: State = ()
        self._books: State = ()

    @property
    def answers(self) -> bool:
        """Whether there is more to find than the answer's own policies: a ruling, or a book."""
        return self.now is not None and _any(self._rulings, self._books)

    def keep_up(self, session: Session, base: KnowledgeBase, on: date) -> None:
        """As `take_up`, for start and ticks: while there is neither a ruling nor a book nothing is made,
        since making costs half a second and some tens of megabytes. Who asks for a policy by its words has
        it made then."""
        if self.now is not None or _any(rulings.state_of_rulings(session), state_of_books(session)):
            self.take_up(session, base, on)

    def take_up(self, session: Session, base: KnowledgeBase, on: date) -> Finding:
        """The finding as it should be now; made only if something has changed. Runs in a worker thread."""
        with self._lock:
            state, books = rulings.state_of_rulings(session), state_of_books(session)
            made = self.now
            fresh = made is not None and made.base is base and (self._on, self._books) == (on, books)
            if made is not None and fresh and self._rulings == state:
                return made
            texts = made.policies.texts if made is not None and fresh else _texts(session, base)
            self.now = making.finding(base, texts, rulings.texts(session), on=on, before=made)
            self._on, self._rulings, self._books = on, state, books
            return self.now


def _texts(session: Session, base: KnowledgeBase) -> tuple[GoverningText, ...]:
    return (*of_starter(base.policies), *of_books(ready_sections(session)))


def _any(*states: State) -> bool:
    """Whether any of them says that there is something: the first number of each is how many, or which."""
    return any(number for state in states for number, _ in state)
