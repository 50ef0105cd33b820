"""One import of a list in a process of its own, so that its memory can be measured.

python -m bench.episode_import FILE URL TIME
"""

import hashlib
import json
import resource
import sys
import time
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from casework import episode_list
from casework.assigning import Rule, Rules
from casework.department import Department
from casework.episode_files.read import read_list
from casework.episode_list import Arrival
from casework.store import Database

TENANT = "bench"
CODERS = tuple(f"Coder {number}" for number in range(40))
RULES = Rules((Rule(("*",), CODERS),))


@dataclass(frozen=True)
class Imported:
    """One import in a process of its own."""

    seconds: float
    rss_mb: float
    changes: dict[str, int]


def import_here(file: Path, url: str, now: datetime) -> Imported:
    """Read the file, show the difference, carry it out: all that the command does."""
    started = time.perf_counter()
    read = read_list(file, now=now)
    digest = hashlib.sha256(file.read_bytes()).hexdigest()
    arrival = Arrival(file.name, digest, read.exported_at or now, "bench")
    database = Database(url)
    facts: dict[str, Any] = {"arrival": arrival, "tenant": TENANT, "rules": RULES, "now": now}
    database.now(episode_list.plan, read, **facts)
    made = database.now(episode_list.carry_out, read, department=Department(), **facts)
    database.close()
    seconds = time.perf_counter() - started
    names = ("rows", "rejects", "new", "coded", "vanished", "returned", "changed", "unchanged")
    return Imported(seconds, _peak_mb(), {name: getattr(made, name) for name in names})


def _peak_mb() -> float:
    """The most memory that this process held. `ru_maxrss` counts in whoever started it, before it began."""
    status = Path("/proc/self/status")
    if status.exists():
        lines = dict(line.split(":", 1) for line in status.read_text().splitlines())
        return int(lines["VmHWM"].split()[0]) * 1024 / 1e6
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6


def main() -> None:
    _, file, url, now = sys.argv
    print(json.dumps(asdict(import_here(Path(file), url, datetime.fromisoformat(now).astimezone(UTC)))))


if __name__ == "__main__":
    import bot.migrations.tables  # noqa: F401 - the tables that others refer to

    main()
