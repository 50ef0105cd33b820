"""When a report was written, as one of the titles above its header says it."""

import re
from collections.abc import Iterable
from datetime import datetime, timedelta

from casework.episode_files.dates import DAYS_AHEAD, Dates
from knowledge.importers.sheet import Line

_WRITTEN = re.compile(
    r"\b(run|report|export(ed)?|extract(ed)?|print(ed)?|generated|produced|created|written|date|as (at|on))"
    r"\b",
    re.IGNORECASE,
)
_PERIOD = re.compile(
    r"\b(from|between|period|before|after|since|to|discharged|admitted|ending)\b", re.IGNORECASE
)
_NEAR = 60


def exported_at(titles: Iterable[Line], dates: Dates, now: datetime) -> datetime | None:
    """The moment after a word like “run” or “produced”, aware, UTC; None where no title says it.

    A date without a time is that day's first moment in London. The dates of a period are not it.
    """
    for line in titles:
        words = " ".join(cell.strip() for cell in line.cells if cell.strip())[:500]
        for cue in _WRITTEN.finditer(words):
            found = dates.within(words[cue.end() : cue.end() + _NEAR])
            if found and not _PERIOD.search(words[cue.end() : cue.end() + found[0]]):
                return found[1] if found[1] <= now + timedelta(days=DAYS_AHEAD) else None
    return None
