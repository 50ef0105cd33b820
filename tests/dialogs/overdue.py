"""Episodes whose first reconciliation has passed, in the calendar of the tests."""

from datetime import date
from typing import Any

from casework.episode_files.rows import EpisodeRow
from tests.episodes import row

JANUARY = date(2026, 1, 20)


def overdue(reference: str, **changes: Any) -> EpisodeRow:
    """An episode of January: at the beginning of March only its post reconciliation is ahead."""
    return row(reference, discharged=JANUARY, episode_end=JANUARY, **changes)
