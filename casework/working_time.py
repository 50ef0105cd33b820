"""Working hours, bank holidays and due times: when people may be reached, and when something is due.

Moments go in and come out aware, in UTC; London's hours are inside. Bank holidays are those of the
package holidays, which follows https://www.gov.uk/bank-holidays; the department's own days come on top.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from functools import lru_cache
from itertools import accumulate

import holidays

from casework.errors import CaseworkError
from casework.london import LONDON as LONDON
from casework.london import london as london
from casework.london import london_date as london_date

# Since 1981 the clocks change at 01:00 UTC in spring and autumn; the package knows bank holidays to 2100.
FIRST_YEAR, LAST_YEAR = 1981, 2100
END_OF_DAY = time(0)
_NONE = timedelta(0)
_HOURS = re.compile(r"\s*([0-9]{1,2}):([0-9]{2})\s*[-–]\s*([0-9]{1,2}):([0-9]{2})\s*")


class BeyondTheCalendar(CaseworkError):
    """A day for which nobody knows the bank holidays: a mistyped year, as a rule."""

    def __init__(self) -> None:
        super().__init__(f"I know working days from {FIRST_YEAR} to {LAST_YEAR} only. Check the year.")


class Nation(StrEnum):
    """Whose bank holidays count; the values are the subdivisions of ISO 3166-2:GB."""

    ENGLAND = "ENG"
    WALES = "WLS"
    SCOTLAND = "SCT"
    NORTHERN_IRELAND = "NIR"


def parse_hours(text: str) -> tuple[time, time]:
    """When the department opens and closes, from "09:00-17:00".

    "24:00" is the end of the day and comes back as `END_OF_DAY`.

    Raises:
        ValueError: saying what is wrong with the hours and how to write them.
    """
    match = _HOURS.fullmatch(text)
    if not match:
        raise ValueError(f"write hours as 09:00-17:00, not {text!r}")
    opens, closes = (match[1], match[2]), (match[3], match[4])
    if closes in (("00", "00"), ("0", "00")):
        raise ValueError(f"write 24:00 for the end of the day, not {text!r}")
    end = END_OF_DAY if closes == ("24", "00") else _clock(closes, text)
    begin = _clock(opens, text)
    _check_hours(begin, end)
    return begin, end


@lru_cache(maxsize=1024)
def bank_holidays(nation: Nation, year: int) -> frozenset[date]:
    """The nation's bank holidays in that year: substitute days, and the days that they stand for.

    So a department that works on Saturdays is closed on Saturday 25 December and on Monday 27 December.
    """
    return frozenset(holidays.country_holidays("GB", subdiv=nation.value, years=year, expand=False))


@dataclass(frozen=True)
class WorkingCalendar:
    """A department's working time.

    A working day runs from `opens` up to `closes`, on London's clocks; the moment of closing is no longer
    working time. Hours of one day only: a shift that passes midnight is refused. 00:00-24:00 is allowed;
    such a day has 23 hours when the clocks go forward and 25 when they go back.

    `weekdays` count from Monday, 0. `closed_days` are closed as well, for the one-off days that are announced
    late; `open_days` are worked although they are weekends or bank holidays.

    Raises:
        ValueError: for hours, weekdays or days that contradict each other; from every method that takes a
            moment, for one without a time zone.
        BeyondTheCalendar: outside of `FIRST_YEAR` to `LAST_YEAR`, from all but `opening` and `closing`.
    """

    nation: Nation = Nation.ENGLAND
    opens: time = time(9)
    closes: time = time(17)
    weekdays: frozenset[int] = frozenset(range(5))
    closed_days: frozenset[date] = frozenset()
    open_days: frozenset[date] = frozenset()
    _years: dict[int, "_Year"] = field(default_factory=dict, init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        _check_hours(self.opens, self.closes)
        if not self.weekdays or not self.weekdays <= frozenset(range(7)):
            raise ValueError("name at least one weekday, from 0 for Monday to 6 for Sunday")
        if both := sorted(self.closed_days & self.open_days):
            raise ValueError(f"{both[0]:%Y-%m-%d} cannot be an open day and a closed day")

    def is_working_day(self, day: date) -> bool:
        """Does the department work on that date?"""
        if isinstance(day, datetime):  # it is a date by type, yet equal to none
            raise TypeError("ask about a date: london_date gives a moment's")
        _check_year(day.year)
        if day in self.open_days:
            return True
        return (
            day.weekday() in self.weekdays
            and day not in self.closed_days
            and day not in bank_holidays(self.nation, day.year)
        )

    def next_working_day(self, day: date) -> date:
        """That date if it is worked, else the first worked one after it."""
        while not self.is_working_day(day):
            day += timedelta(days=1)
        return day

    def opening(self, day: date) -> datetime:
        """When the hours of that date begin, in UTC; `is_working_day` says whether it is worked."""
        return datetime.combine(day, self.opens, LONDON).astimezone(UTC)

    def closing(self, day: date) -> datetime:
        """When the hours of that date end, in UTC; for 24:00 the first moment of the next date."""
        last = day + timedelta(days=1) if self.closes == END_OF_DAY else day
        return datetime.combine(last, self.closes, LONDON).astimezone(UTC)

    def is_working(self, moment: datetime) -> bool:
        """Is that moment within working hours? The opening is, the closing is not."""
        day = london_date(_utc(moment))
        return self.opening(day) <= moment < self.closing(day) and self.is_working_day(day)

    def next_working(self, moment: datetime) -> datetime:
        """That moment if it is within working hours, else the next opening."""
        moment = _utc(moment)
        for number in range(moment.year, LAST_YEAR + 1):
            if (found := self._year(number).next_working(moment)) is not None:
                return found
        raise BeyondTheCalendar

    def add(self, start: datetime, working: timedelta) -> datetime:
        """When that much working time has passed since `start`: the due moment.

        No working time gives `next_working(start)`. What fills a day is due at its closing, not at the next
        opening: eight hours from Monday 09:00 are over on Monday at 17:00.

        Raises:
            ValueError: for less than no time.
        """
        if working < _NONE:
            raise ValueError("working time is added, never taken away")
        if not working:
            return self.next_working(start)
        start = _utc(start)
        number = start.year
        gone = self._year(number).elapsed(start)
        while working > (left := self._year(number).total - gone):
            working, gone, number = working - left, _NONE, number + 1
        return self._year(number).moment_after(gone + working)

    def between(self, start: datetime, end: datetime) -> timedelta:
        """The working time from `start` to `end`; none if `end` is not later."""
        start, end = _utc(start), _utc(end)
        if end <= start:
            return _NONE
        whole = sum((self._year(number).total for number in range(start.year, end.year)), _NONE)
        return whole + self._year(end.year).elapsed(end) - self._year(start.year).elapsed(start)

    def _year(self, number: int) -> "_Year":
        """One year's working time, reckoned once. In winter London's year is UTC's."""
        if number not in self._years:
            self._years[number] = _Year.of(self, number)
        return self._years[number]


@dataclass(frozen=True, slots=True)
class _Year:
    """One year's working days, laid end to end, so that a due time is a search and not a walk.

    `before[i]` is the working time of the year before day i opens; one more than there are days.
    """

    openings: tuple[datetime, ...]
    closings: tuple[datetime, ...]
    before: tuple[timedelta, ...]

    @classmethod
    def of(cls, calendar: WorkingCalendar, number: int) -> "_Year":
        _check_year(number)
        days = [day for day in _dates(number) if calendar.is_working_day(day)]
        openings = tuple(calendar.opening(day) for day in days)
        closings = tuple(calendar.closing(day) for day in days)
        lengths = (closing - opening for opening, closing in zip(openings, closings, strict=True))
        return cls(openings, closings, tuple(accumulate(lengths, initial=_NONE)))

    @property
    def total(self) -> timedelta:
        return self.before[-1]

    def next_working(self, moment: datetime) -> datetime | None:
        at = bisect_right(self.closings, moment)
        return max(moment, self.openings[at]) if at < len(self.openings) else None

    def elapsed(self, moment: datetime) -> timedelta:
        """The working time from the year's beginning to that moment of the year."""
        at = bisect_right(self.openings, moment) - 1
        if at < 0:
            return _NONE
        return self.before[at] + min(moment, self.closings[at]) - self.openings[at]

    def moment_after(self, working: timedelta) -> datetime:
        """When that much of the year's working time is over: more than none, at most all of it."""
        at = bisect_left(self.before, working) - 1
        return self.openings[at] + (working - self.before[at])


def _dates(year: int) -> Iterable[date]:
    first, after = date(year, 1, 1).toordinal(), date(year + 1, 1, 1).toordinal()
    return map(date.fromordinal, range(first, after))


def _utc(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise ValueError("a moment needs its time zone")
    moment = moment.astimezone(UTC)
    _check_year(moment.year)
    return moment


def _check_year(year: int) -> None:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise BeyondTheCalendar


def _clock(parts: tuple[str, str], text: str) -> time:
    try:
        return time(int(parts[0]), int(parts[1]))
    except ValueError:
        raise ValueError(f"{':'.join(parts)} in {text!r} is not a time of day") from None


def _check_hours(opens: time, closes: time) -> None:
    """Refuse hours that have no length, pass midnight, or begin or end where the clocks change."""
    said = f"{opens:%H:%M}-{'24:00' if closes == END_OF_DAY else format(closes, '%H:%M')}"
    if opens.tzinfo or closes.tzinfo:
        raise ValueError(f"the hours {said} are London's and take no time zone")
    if closes != END_OF_DAY and closes <= opens:
        raise ValueError(f"the hours {said} pass midnight or are empty: they must begin and end on one day")
    # In spring these times do not exist, in autumn they come twice.
    if any(time(1) <= clock < time(2) for clock in (opens, closes)):
        raise ValueError(f"the hours {said} begin or end between 01:00 and 02:00, when the clocks change")
