"""Moments as people type them on a command line: on London's clocks."""

from datetime import UTC, datetime

from casework.errors import Unusable
from casework.london import LONDON


def moment_said(words: str) -> datetime:
    """The moment of “2026-03-03 06:45”, or the first one of “2026-03-03”; a time zone may follow.

    Raises:
        Unusable: it is none.
    """
    try:
        said = datetime.fromisoformat(words.strip())
        moment = said if said.tzinfo else said.replace(tzinfo=LONDON)
        return moment.astimezone(UTC)
    except (ValueError, OverflowError):
        raise Unusable(f"Write the time as 2026-03-03 06:45, not {words[:40]!r}.") from None
