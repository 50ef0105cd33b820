"""The one composition root. Tests build the same thing with a fake at the network's edge."""

import gc
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from bot.knowledge_holder import KnowledgeHolder
from bot.migrations import upgrade
from bot.settings import Settings
from casework.privacy import know_hospital_numbers, read_word_lists
from casework.store import Database
from dialogs.desk import Desk
from dialogs.router import Router
from knowledge import starter
from knowledge.progress import Progress, no_progress

Clock = Callable[[], datetime]


def the_clock() -> datetime:
    """The one real clock: aware UTC."""
    return datetime.now(UTC)  # noqa: TID251 - the one place


@dataclass(frozen=True)
class Services:
    """Everything that a door (Teams, terminal, scheduler) needs."""

    settings: Settings
    clock: Clock
    database: Database
    knowledge: KnowledgeHolder
    router: Router

    def close(self) -> None:
        """Give everything back."""
        self.database.close()


def open_database(settings: Settings) -> Database:
    """The database with its schema brought up to date. Whoever opens it may write to it, so what must not be
    written is told here: the forms of the department's hospital numbers."""
    know_hospital_numbers(settings.hospital_numbers)
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    database = Database(settings.database, audit_key=settings.audit_key_bytes())
    upgrade(database.engine)
    return database


def build(settings: Settings, *, clock: Clock = the_clock, progress: Progress = no_progress) -> Services:
    """Everything, ready to answer: schema, starter editions where none is there yet, knowledge in memory."""
    database = open_database(settings)
    read_word_lists()
    database.now(starter.set_up, opcs4_wheel=settings.wheel, now=clock(), progress=progress)
    progress("Loading what is known", 0, 1)
    knowledge = KnowledgeHolder(database, settings.cache, clock)
    desk = Desk(database, knowledge, clock, settings.department, settings.sources)
    database.now(desk.finder.keep_up, knowledge.base, desk.today())
    progress("Loading what is known", 1, 1)
    # What is known stays for good: the collector need not walk its hundreds of thousands of objects
    # in the middle of an answer.
    gc.collect()
    gc.freeze()
    return Services(settings, clock, database, knowledge, Router(desk))
