"""London's clocks: moments as people here read them. Reckoning is done in UTC."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")


def london(moment: datetime) -> datetime:
    """That moment on London's clocks.

    Raises:
        ValueError: for a moment without a time zone, which could be anybody's.
    """
    if moment.tzinfo is None:
        raise ValueError("a moment needs its time zone")
    return moment.astimezone(LONDON)


def london_date(moment: datetime) -> date:
    """The date of that moment in London."""
    return london(moment).date()
