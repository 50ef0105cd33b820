"""Holds the knowledge base of the moment and swaps it whole when a new release is ready."""

import logging
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from casework.store import Database
from dialogs.desk import london_date
from knowledge.base import KnowledgeBase
from knowledge.library import load_base, state_of_knowledge

log = logging.getLogger(__name__)


class KnowledgeHolder:
    """The one place where the base changes: readers take `base` once a question and keep it to its end."""

    def __init__(self, database: Database, cache: Path, clock: Callable[[], datetime]) -> None:
        self._database, self._cache, self._clock = database, cache, clock
        self._state = database.now(state_of_knowledge)
        self.base = self._made()

    def refresh(self) -> bool:
        """Take up what became ready since; whether there was anything. Runs in a worker thread."""
        state = self._database.now(state_of_knowledge)
        if state == self._state:
            return False
        self.base, self._state = self._made(), state
        log.info("knowledge refreshed", extra={"releases": len(state)})
        return True

    def _made(self) -> KnowledgeBase:
        return load_base(self._database.engine, self._cache).warm(london_date(self._clock()))
