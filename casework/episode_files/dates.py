"""Dates as hospital systems in the UK write them. The day always stands before the month."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone

from casework.episode_files.bad import Bad
from casework.london import LONDON

EARLIEST = date(1990, 1, 1)
DAYS_AHEAD = 2
LONGEST = 50
# Day 0 of a workbook: its own day 60 never was, and no list goes back so far.
EPOCH = date(1899, 12, 30)

_MONTHS = ("january", "february", "march", "april", "may", "june", "july", "august", "september",
           "october", "november", "december")  # fmt: skip
_MONTH = r"(?P<month>[A-Za-z]{3,9})"
_YEAR = r"(?P<year>\d{4}|\d\d)"
_TIME = (
    r"(?:[T ,]\s*(?P<hour>\d{1,2})[:.](?P<minute>\d\d)(?:[:.](?P<second>\d\d)(?:[.,:]\d+)?)?"
    r"\s*(?P<half>[AaPp]\.?[Mm]\.?)?)?"
    r"\s*(?P<zone>Z|[+-]\d\d:?\d\d)?"
)
_RUN = r"(?:(?P<hour>\d\d)(?P<minute>\d\d)(?P<second>\d\d)?(?:\.\d+)?)?(?P<zone>[+-]\d{4})?"
_DAY_FIRST = rf"(?P<day>\d{{1,2}})(?P<sign>[-/. ])(?P<month>\d{{1,2}})(?P=sign){_YEAR}"
_YEAR_FIRST = r"(?P<year>\d{4})(?P<sign>[-/.])(?P<month>\d{1,2})(?P=sign)(?P<day>\d{1,2})"
_NAMED = rf"(?:[A-Za-z]{{3,9}},?\s+)?(?P<day>\d{{1,2}})(?:st|nd|rd|th)?[\s./-]*{_MONTH}[\s.,/-]*{_YEAR}"
# What some databases write by themselves: Dec  4 2001 12:00AM.
_MONTH_NAMED_FIRST = rf"{_MONTH}\s+(?P<day>\d{{1,2}}),?\s+(?P<year>\d{{4}})"
_FORMS = tuple(
    re.compile(form, re.ASCII)
    for form in (
        _YEAR_FIRST + _TIME,
        _DAY_FIRST + _TIME,
        _NAMED + _TIME,
        _MONTH_NAMED_FIRST + _TIME,
        r"(?P<year>\d{4})(?P<month>\d\d)(?P<day>\d\d)" + _RUN,
        r"(?P<year>\d{4})(?P<month>\d\d)(?P<day>\d\d)" + _TIME,
    )
)
_SERIAL = re.compile(r"(?P<days>\d{5})(?:[.,](?P<part>\d+))?", re.ASCII)
_WITHIN = re.compile(
    r"(?<!\d)(?:\d{4}-\d\d?-\d\d?|\d\d?([-/.])\d\d?\1(?:\d{4}|\d\d)"
    r"|\d\d?(?:st|nd|rd|th)?[ -][A-Za-z]{3,9}[ ,-]{1,3}(?:\d{4}|\d\d))"
    r"(?:(?:T|,?\s+(?:at\s+)?)\d{1,2}:\d\d(?::\d\d)?(?:\s?[AaPp][Mm])?)?(?!\d)",
    re.ASCII,
)

NOT_A_DATE = Bad("it is not written like a date")
NO_SUCH_DAY = Bad("there is no such day (the day is read before the month)")
TOO_EARLY = Bad(f"the date is before {EARLIEST.year}")
AHEAD = Bad(f"the date is more than {DAYS_AHEAD} days in the future")


@dataclass(frozen=True, slots=True)
class Dates:
    """Reads dates as of one day. `epoch` is day 0 of the workbook's serial numbers."""

    today: date
    epoch: date = EPOCH

    def read(self, text: str) -> date | Bad:
        """The date in London that a cell says, with or without a time; or why it is none."""
        at = self.moment(text)
        if isinstance(at, Bad):
            return at
        if at.year < EARLIEST.year:
            return TOO_EARLY
        if at.year > self.today.year + 1:
            return AHEAD
        day = (at.astimezone(LONDON) if at.tzinfo else at).date()
        return AHEAD if day > self.today + timedelta(days=DAYS_AHEAD) else day

    def moment(self, text: str) -> datetime | Bad:
        """The moment, aware only where the text names its offset; or why it is none."""
        if len(text) > LONGEST:
            return NOT_A_DATE
        serial = _SERIAL.fullmatch(text)
        if serial:
            return self._of_serial(serial)
        found = next((match for form in _FORMS if (match := form.fullmatch(text))), None)
        return self._of_parts(found.groupdict()) if found else NOT_A_DATE

    def within(self, words: str) -> tuple[int, datetime] | None:
        """The first date in a line of words, where it begins, with its time if there is one; aware, UTC."""
        for found in _WITHIN.finditer(words[:500]):
            at = self.moment(re.sub(r"\s+at\s+", " ", found[0]))
            if not isinstance(at, Bad) and EARLIEST.year <= at.year <= self.today.year + 1:
                return found.start(), in_utc(at)
        return None

    def _of_serial(self, serial: re.Match[str]) -> datetime:
        start = datetime(self.epoch.year, self.epoch.month, self.epoch.day)  # noqa: DTZ001  local, of no zone
        part = float(f"0.{serial['part'] or 0}")
        return start + timedelta(days=int(serial["days"]), seconds=round(part * 86_400))

    def _of_parts(self, part: dict[str, str | None]) -> datetime | Bad:
        month = _month(part["month"] or "")
        if month is None:
            return NOT_A_DATE
        hour = _hour(int(part["hour"] or 0), part.get("half"))
        try:
            return datetime(
                self._year(part["year"] or ""),
                month,
                int(part["day"] or 0),
                hour,
                int(part["minute"] or 0),
                int(part["second"] or 0),
                tzinfo=_zone(part["zone"]),
            )
        except ValueError:
            return NO_SUCH_DAY

    def _year(self, written: str) -> int:
        year = int(written)
        if len(written) == 4:
            return year
        return 2000 + year if 2000 + year <= self.today.year + 1 else 1900 + year


def in_utc(at: datetime) -> datetime:
    """The moment in UTC; without an offset it is a time on London's clocks."""
    return (at if at.tzinfo else at.replace(tzinfo=LONDON)).astimezone(UTC)


def _month(written: str) -> int | None:
    if written.isdigit():
        return int(written)
    name = written.casefold()
    return next((n for n, month in enumerate(_MONTHS, start=1) if month.startswith(name)), None)


def _hour(hour: int, half: str | None) -> int:
    if not half:
        return hour
    return hour % 12 + (12 if half[0] in "Pp" else 0)


def _zone(written: str | None) -> timezone | None:
    if not written:
        return None
    if written == "Z":
        return UTC
    digits = written.replace(":", "")
    away = timedelta(hours=int(digits[1:3]), minutes=int(digits[3:5]))
    return timezone(-away if digits[0] == "-" else away)
