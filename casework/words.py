"""Moments as people in London read them, for the sentences of this floor and the one above."""

from datetime import datetime

from casework.london import london


def moment_words(at: datetime) -> str:
    """Tue 3 March 2026, 17:05."""
    local = london(at)
    return f"{local:%a} {local.day} {local:%B %Y}, {local:%H:%M}"
