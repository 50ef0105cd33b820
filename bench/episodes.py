"""Lists of fifty thousand episodes, two thousand digests, and thirty days of reminders with replicas killed.

    python -m bench.episodes

The lists are those of the tests: invented, the same for the same seed, two in a hundred rows broken.
"""

import json
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlmodel import Session

from bench.episode_import import CODERS, RULES, TENANT, Imported
from bench.rows import ROOT, Figure, say, table
from bot.migrations import upgrade
from casework import chasing, episode_list, people
from casework.department import Department
from casework.episode_files.rows import ListRead
from casework.episode_list import Arrival
from casework.store import Database
from tests.casework.episode_lists import CODES, NOW, Line, Listed, uncoded
from tests.casework.episode_writers import write_csv
from tests.episodes import row

ROWS = 50_000
DIGESTS = 2_000


def measure(rows: int = ROWS) -> tuple[list[Figure], str]:
    """The figures of episodes and reminders, and their section."""
    from bench.replicas import thirty_days

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        say("lists of episodes")
        first, second = _lists(folder, rows)
        url = f"sqlite:///{folder / 'episodes.db'}"
        _prepare(url, CODERS)
        imported, again = _import(first, url, NOW), _import(second, url, NOW + timedelta(days=1))
        say("digests")
        planned = _plan_seconds(f"sqlite:///{folder / 'digests.db'}")
    say("thirty days of reminders")
    lived = thirty_days()
    figures = [
        Figure("episodes_import_seconds", round(imported.seconds, 2), "s"),
        Figure("episodes_import_rss_mb", round(imported.rss_mb, 1), "MB"),
        Figure("episodes_reimport_seconds", round(again.seconds, 2), "s"),
        Figure("digests_plan_seconds", round(planned, 2), "s"),
        Figure("reminders_duplicates", lived.duplicates, "reminders"),
        Figure("reminders_omissions", lived.omissions, "reminders"),
    ]
    changes = [(name, imported.changes[name], again.changes[name]) for name in imported.changes]
    section = (
        f"## Lists of {rows:,} episodes\n\n{table(('change', 'first list', 'the next day'), changes)}\n\n"
        f"## Thirty days of reminders\n\n{lived.words()}"
    )
    return figures, section


def _lists(folder: Path, rows: int) -> tuple[Path, Path]:
    """A list, and the next day's: nearly the same."""
    listed = uncoded(rows, seed=1)
    chance = random.Random(2)
    lines = tuple(
        _next_day(line, chance) if line.episode else line for line in listed.lines if chance.random() > 0.005
    )
    new = uncoded(rows // 100, seed=3, broken=0)
    numbered = tuple(_renumbered(line, at) for at, line in enumerate(new.lines))
    return (
        write_csv(folder / "monday.csv", listed),
        write_csv(folder / "tuesday.csv", Listed(lines + numbered)),
    )


def _next_day(line: Line, chance: random.Random) -> Line:
    """One in a hundred is coded, one in fifty is on another ward."""
    kind = chance.random()
    if kind < 0.01:
        return replace(line, texts=line.texts | {"state": "Coded", "primary_diagnosis": chance.choice(CODES)})
    return replace(line, texts=line.texts | {"ward": "WARD 99"}) if kind < 0.03 else line


def _renumbered(line: Line, at: int) -> Line:
    return replace(line, texts=line.texts | {"spell": f"N{7_000_000 + at}"})


def _prepare(url: str, coders: tuple[str, ...]) -> None:
    database = Database(url)
    upgrade(database.engine)
    database.now(hire, coders)
    database.close()


def hire(session: Session, names: tuple[str, ...]) -> None:
    """People of those names, all coders."""
    for number, name in enumerate(names):
        people.met(session, tenant=TENANT, channel_id=f"id-{number}", name=name, now=NOW)


def _import(file: Path, url: str, now: datetime) -> Imported:
    command = [sys.executable, "-m", "bench.episode_import", str(file), url, now.isoformat()]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    return Imported(**json.loads(done.stdout))


def _plan_seconds(url: str) -> float:
    """How long planning takes when every coder's digest is due: each has 25 episodes."""
    names = tuple(f"Person {number}" for number in range(DIGESTS))
    _prepare(url, names)
    database = Database(url)
    rows = tuple(row(f"E{at}-1", coder=names[at % DIGESTS]) for at in range(ROWS))
    take(database, rows, NOW)
    seconds, planned = _timed(
        lambda: database.now(chasing.plan, Department(), NOW + timedelta(days=7, hours=4))
    )
    database.close()
    due = sum(line.sends for line in planned)
    if due != DIGESTS:
        raise RuntimeError(f"{due} digests are due, not {DIGESTS}")
    return seconds


def take(database: Database, rows: tuple[Any, ...], now: datetime) -> None:
    """Take a list of those rows."""
    database.now(
        episode_list.carry_out,
        ListRead(rows, ()),
        arrival=Arrival("list.csv", "digest", now, "bench"),
        tenant=TENANT,
        rules=RULES,
        department=Department(),
        now=now,
    )


def _timed(work: Callable[[], Any]) -> tuple[float, Any]:
    started = time.perf_counter()
    made = work()
    return time.perf_counter() - started, made


def main() -> None:
    figures, section = measure()
    for one in figures:
        say(f"{one.name} {one.value:g} {one.unit}")
    say(section)


if __name__ == "__main__":
    main()
