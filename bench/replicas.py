"""Thirty simulated days of two replicas that tick, each killed at random with SIGKILL, on one database.

The days hold Easter and a clock change. The clock is given with each tick; nobody waits for it. Each reminder
that should have been owed is reckoned from the calendar alone and compared with what is owed.
"""

import multiprocessing
import random
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from multiprocessing.connection import Connection
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sqlmodel import select

from bot.migrations import upgrade
from casework import chasing
from casework.department import Department
from casework.london import LONDON, london_date
from casework.model.notice import Notice, NoticeKind
from casework.store import Database
from tests.episodes import row
from tests.postgres import NoPostgres, server

FIRST, DAYS = date(2026, 3, 23), 30
HOLIDAYS = {date(2026, 4, 3), date(2026, 4, 6)}
# Ticks of a day, on London's clocks: early, on time, and again and again.
TICKS = (time(0, 30), time(9), time(9, 1), time(9, 20), time(12), time(16, 45))
PEOPLE = 25
KILLED_SHARE = 0.15
# Some ticks take less, few take longer: kills fall into all parts of them.
LONGEST_LIFE = 0.1
PATIENCE = 30.0
CONTEXT: Any = multiprocessing.get_context("forkserver")
SEED = 7


@dataclass(frozen=True)
class Lived:
    """What came of it."""

    database: str
    ticks: int
    kills: int
    cut_short: int
    expected: int
    duplicates: int
    omissions: int

    def words(self) -> str:
        """A sentence."""
        return (
            f"On {self.database}: {self.expected:,} reminders, {self.ticks:,} ticks of two replicas, "
            f"{self.kills} kills, {self.cut_short} of them in the middle of a tick; "
            f"{self.duplicates} duplicates, {self.omissions} omissions."
        )


def replica(url: str, pipe: Connection) -> None:
    """A process that ticks whenever it is told the time."""
    database, department = Database(url), Department()
    while True:
        now = pipe.recv()
        database.now(chasing.raise_due_reminders, department, now)
        pipe.send(now)


class Replica:
    """One of them: started, told the time, killed."""

    def __init__(self, url: str) -> None:
        self._url = url
        self.start()

    def start(self) -> None:
        self._pipe, theirs = CONTEXT.Pipe()
        self._process = CONTEXT.Process(target=replica, args=(self._url, theirs), daemon=True)
        self._process.start()
        theirs.close()

    def tick(self, now: datetime) -> None:
        self._pipe.send(now)

    def done(self) -> None:
        if not self._pipe.poll(PATIENCE):
            raise TimeoutError("a replica did not end its tick")
        self._pipe.recv()

    def kill_after(self, seconds: float) -> bool:
        """SIGKILL, once it has lived on for that long or ended its tick; whether it was cut short."""
        ended = self._pipe.poll(seconds)
        self.kill()
        self.start()
        return not ended

    def kill(self) -> None:
        self._process.kill()
        self._process.join()
        self._pipe.close()


def thirty_days(seed: int = SEED) -> Lived:
    """Live them, on PostgreSQL where it is at hand, else on SQLite."""
    CONTEXT.set_forkserver_preload(["bench.replicas"])
    with _database() as url:
        made = Database(url)
        upgrade(made.engine)
        _fill(made)
        ticks, kills, cut_short = _live(url, random.Random(seed))
        counted, expected = _owed(made), _expected()
        name = made.engine.dialect.name
        made.close()
    return Lived(
        {"postgresql": "PostgreSQL", "sqlite": "SQLite"}[name],
        ticks,
        kills,
        cut_short,
        len(expected),
        sum(count - 1 for count in counted.values()) + len(set(counted) - expected),
        len(expected - set(counted)),
    )


def _live(url: str, chance: random.Random) -> tuple[int, int, int]:
    replicas = [Replica(url), Replica(url)]
    ticks = kills = cut_short = 0
    for now in _moments():
        doomed = [one for one in replicas if chance.random() < KILLED_SHARE]
        for one in replicas:
            one.tick(now)
        for one in doomed:
            cut_short += one.kill_after(chance.random() * LONGEST_LIFE)
        for one in replicas:
            if one not in doomed:
                one.done()
        ticks, kills = ticks + len(replicas), kills + len(doomed)
    for one in replicas:
        one.kill()
    return ticks, kills, cut_short


def _moments() -> Iterator[datetime]:
    for number in range(DAYS):
        for at in TICKS:
            yield datetime.combine(FIRST + timedelta(days=number), at, LONDON).astimezone(UTC)


def _fill(database: Database) -> None:
    """Coders with an episode each, of a month that no calendar has: there is something to say every day."""
    from bench.episodes import hire, take

    names = tuple(f"Coder {number}" for number in range(PEOPLE))
    database.now(hire, names)
    started = datetime.combine(FIRST - timedelta(days=1), time(7), UTC)
    take(database, tuple(row(f"E{at}-1", coder=name) for at, name in enumerate(names)), started)


def _expected() -> set[tuple[int, date]]:
    days = [FIRST + timedelta(days=number) for number in range(DAYS)]
    worked = [day for day in days if day.weekday() < 5 and day not in HOLIDAYS]
    return {(person, day) for person in range(1, PEOPLE + 1) for day in worked}


def _owed(database: Database) -> Counter[tuple[int, date]]:
    wanted = select(Notice).where(Notice.kind == NoticeKind.CODER_DIGEST.value)
    rows = database.now(lambda session: list(session.exec(wanted)))
    return Counter((one.person_id or 0, london_date(one.owed_at)) for one in rows)


@contextmanager
def _database() -> Iterator[str]:
    try:
        with server() as postgres, postgres.database() as url:
            yield url
    except NoPostgres:
        with TemporaryDirectory() as folder:
            yield f"sqlite:///{Path(folder) / 'reminders.db'}"
